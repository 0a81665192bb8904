import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';

import { archiveOf, fixDates } from '../../hardware/fabricate/archive.ts';
import { forAssembly } from '../../hardware/fabricate/positions.ts';

let dir = '';
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'set-'))));
afterEach(() => rmSync(dir, { recursive: true }));

/** File -> what two runs wrote, lines as KiCad 9.0.8 writes them. */
const TWICE: Record<string, [string, string]> = {
  'a.gtl': [
    '%TF.CreationDate,2026-11-30T00:26:11+00:00*%\nG04 Created by KiCad (PCBNEW 9.0.8) date 2026-11-30 00:26:11*\nX1Y2D02*\n',
    '%TF.CreationDate,2027-01-02T03:04:05+01:00*%\nG04 Created by KiCad (PCBNEW 9.0.8) date 2027-01-02 03:04:05*\nX1Y2D02*\n',
  ],
  'a.drl': [
    '; DRILL file {KiCad 9.0.8} date 2026-11-30T00:26:11+0000\nT1C0.300\n',
    '; DRILL file {KiCad 9.0.8} date 2027-01-02T03:04:05+0100\nT1C0.300\n',
  ],
  'a.gbrjob': [
    '"CreationDate": "2026-11-30T00:26:11+00:00"',
    '"CreationDate": "2027-01-02T03:04:05+01:00"',
  ],
  'a.xml': [
    '<source>/home/a/dongle.kicad_sch</source><date>2026-11-30T00:26:11+0000</date>',
    '<source>/tmp/dongle.kicad_sch</source><date>2027-01-02T03:04:05+0100</date>',
  ],
  'a.step': [
    "FILE_NAME('dongle.step','2026-11-30T00:26:11',('An Author'),",
    "FILE_NAME('dongle.step','2027-01-02T03:04:05',('An Author'),",
  ],
  'a.pdf': ['/CreationDate (D:20261130002611)\n\xff', '/CreationDate (D:20270102030405)\n\xff'],
};

test.each(Object.entries(TWICE))('%s of two runs is the same file', (name, runs) => {
  const fixed = runs.map((text) => {
    writeFileSync(join(dir, name), text, 'latin1');
    fixDates(dir);
    return readFileSync(join(dir, name), 'latin1');
  });
  expect(fixed[0]).toBe(fixed[1]);
  expect(fixed[0]).toContain('2026');
});

test('what is not a date stays as it is', () => {
  const [text] = TWICE['a.gtl'];
  writeFileSync(join(dir, 'a.gtl'), text);
  fixDates(dir);
  expect(readFileSync(join(dir, 'a.gtl'), 'utf8')).toContain('X1Y2D02*');
  writeFileSync(join(dir, 'parts.csv'), 'R1,2026-11-30T00:26:11');
  fixDates(dir);
  expect(readFileSync(join(dir, 'parts.csv'), 'utf8')).toBe('R1,2026-11-30T00:26:11');
});

test('an archive holds the files of its folder, and is the same whenever it is made', () => {
  writeFileSync(join(dir, 'a.gtl'), 'copper');
  writeFileSync(join(dir, 'b.drl'), 'holes');
  const first = archiveOf(dir);
  writeFileSync(join(dir, 'a.gtl'), 'copper');
  expect(Buffer.compare(first, archiveOf(dir))).toBe(0);
  const files = Object.entries(unzipSync(first)).map(([name, bytes]) => [
    name,
    String(Buffer.from(bytes)),
  ]);
  expect(files).toEqual([
    ['a.gtl', 'copper'],
    ['b.drl', 'holes'],
  ]);
});

test('positions get the titles that assembly houses ask for', () => {
  const rows = '"R1","10k","R_0603",10.5,-20.0,90.0,top\n';
  expect(forAssembly(`Ref,Val,Package,PosX,PosY,Rot,Side\n${rows}`)).toBe(
    `Designator,Comment,Package,Mid X,Mid Y,Rotation,Layer\n${rows}`,
  );
});

test('columns that KiCad has changed are told', () => {
  expect(() => forAssembly('Ref,Val\nR1,10k\n')).toThrow("KiCad's columns are new: Ref,Val");
});
