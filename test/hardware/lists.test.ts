/** The committed lists of the fabrication set against the committed netlist, whole and spoiled. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { BoardFacts } from '../../hardware/check/board.ts';
import { differences } from '../../hardware/check/fabrication.ts';
import { parseNetlist } from '../../hardware/check/netlist.ts';
import {
  boughtParts,
  FITTED_BY_HAND,
  listRows,
  parseList,
  refsOf,
  type Line,
} from '../../hardware/check/parts.ts';

const SET = join(import.meta.dirname, '../../hardware/fabrication');
const read = (file: string) => readFileSync(join(SET, file), 'utf8');

const netlist = parseNetlist(read('dongle-netlist.xml'));
const bom = parseList(read('dongle-bom.csv'));
const positions = parseList(read('dongle-positions.csv'));
const placed = boughtParts(netlist).map(({ ref }) => ({ ref, inPositions: true }));
const board = { parts: placed } as unknown as BoardFacts;

const failed = (lines: Line[], places: Line[]) =>
  listRows(netlist, board, lines, places)
    .filter(({ isMet }) => !isMet)
    .map(({ name, found }) => `${name}: ${found}`);

test('parts list and positions name the parts of the schematic, each once', () => {
  expect(failed(bom, positions)).toEqual([]);
});

test('a line that is lost from the parts list is noticed, and one that is there twice', () => {
  const u2 = bom.filter(({ Designator }) => Designator === 'U2');
  const rest = bom.filter(({ Designator }) => Designator !== 'U2');
  const name = 'parts list names the parts of the schematic';
  expect(failed(rest, positions)).toEqual([`${name}: U2 missing`]);
  expect(failed([...bom, ...u2], positions)).toEqual([`${name}: U2 twice`]);
});

test('a position that is lost is noticed', () => {
  const rest = positions.filter(({ Designator }) => Designator !== 'C3');
  expect(failed(bom, rest)).toEqual([
    'positions name the parts of the board: C3 missing',
    'positions of parts that are bought: C3',
  ]);
});

const readme = readFileSync(join(SET, '../README.md'), 'utf8');

test('what the house has no number for is what the README leaves out there', () => {
  const without = bom.filter(({ LCSC }) => !LCSC).flatMap((line) => refsOf(line.Designator));
  expect(without.sort()).toEqual(FITTED_BY_HAND);
  expect(readme).toContain(`leave out **${without.join(', ').replace(/, (\w+)$/, ' and $1')}**`);
});

/** `U1 to U3` is U1, U2 and U3. */
function spelledOut(text: string): string[] {
  return [...text.matchAll(/([A-Z]+)(\d+)(?: to [A-Z]+(\d+))?/g)].flatMap(([, kind, from, to]) =>
    Array.from({ length: Number(to ?? from) - Number(from) + 1 }, (_, i) => kind + (+from + i)),
  );
}

const WITH_A_TURN = /^(D|Q|SW|U)\d+$/;

test('the README names every part whose turn the house may get wrong', () => {
  const [, named] = /Turn and polarity[^:]*: ([^.]*)\(/s.exec(readme) ?? [];
  const turned = boughtParts(netlist).filter(({ ref }) => WITH_A_TURN.test(ref));
  expect(spelledOut(named ?? '').sort()).toEqual(turned.map(({ ref }) => ref).sort());
});

const dir = mkdtempSync(join(tmpdir(), 'sets-'));
afterAll(() => rmSync(dir, { recursive: true }));

function makeSet(name: string, files: Record<string, string>): string {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(dir, name, file, '..'), { recursive: true });
    writeFileSync(join(dir, name, file), text);
  }
  return join(dir, name);
}

test('two sets differ by what is missing, left over or another byte; a picture only has to be there', () => {
  const old = makeSet('old', {
    'a/x.gtl': '1',
    'y.csv': '1',
    'z.drl': '1',
    'p.png': '1',
    'q.png': '1',
  });
  const made = makeSet('made', { 'a/x.gtl': '2', 'y.csv': '1', 'w.step': '1', 'p.png': '2' });
  expect(differences(old, old)).toEqual([]);
  expect(differences(old, made)).toEqual([
    'w.step is missing',
    'z.drl is left over',
    'a/x.gtl differs',
  ]);
});
