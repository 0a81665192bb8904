import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesOf, crcOf, filesOf, readBuild, roomFor } from '../../../host-sim/flash/files.ts';
import { newIdentity } from '../../../host-sim/flash/identity.ts';

const PAGE = 4096;
const HEADER = 32;
/** Storage of Espruino 2v25 on the ESP32. */
const SMALLEST_STORAGE = 64 * PAGE;
const identity = newIdentity('A1B2');
const built = { loader: 'load()', application: 'run()' };
const files = filesOf(built, identity);

describe('the files of a dongle', () => {
  test('begin with the loader and hold identity and application', () => {
    const texts = Object.fromEntries(files.map(({ name, data }) => [name, data?.trimEnd()]));
    expect(files[0].name).toBe('.bootcde');
    expect(texts).toEqual({
      '.bootcde': 'load()',
      identity: JSON.stringify(identity),
      app1: 'run()',
      app2: undefined,
    });
  });

  test('have data of the size they are stored with', () => {
    for (const { data, size } of files) expect(data?.length ?? size).toBe(size);
  });

  test('lie so that each slot is made of whole pages', () => {
    let at = 0;
    for (const { name, size } of files) {
      const isSlot = name.startsWith('app');
      if (isSlot) expect([name, (at + HEADER) % PAGE, size % PAGE]).toEqual([name, 0, 0]);
      at += HEADER + size;
    }
    expect(roomFor(files)).toBe(at);
  });

  test('find room in the smallest Storage', () => {
    expect(roomFor(files)).toBeLessThanOrEqual(SMALLEST_STORAGE);
  });

  test('are sent but for the empty slot', () => {
    expect(bytesOf(files)).toBe(files.reduce((n, { data }) => n + (data?.length ?? 0), 0));
  });

  test('that do not fit are refused with their size', () => {
    const application = 'x'.repeat(200_000);
    expect(() => filesOf({ ...built, application }, identity)).toThrow(/app1 has 200000 bytes/);
    const loader = 'x'.repeat(PAGE);
    expect(() => filesOf({ ...built, loader }, identity)).toThrow(/\.bootcde has 4096 bytes/);
  });
});

test('the check value is the CRC-32 of IEEE as a signed number', () => {
  // The check of the algorithm catalogue: "123456789" has CBF43926.
  expect(crcOf({ name: 'x', size: 9, data: '123456789' })).toBe(0xcbf43926 | 0);
  expect(crcOf({ name: 'x', size: 9 })).toBe(0);
});

test('what was not built is named, with how to build it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'smarty-dist-'));
  writeFileSync(join(folder, 'loader.bin'), 'load()');
  expect(() => readBuild(folder)).toThrow(/dongle\.bin: npm run build/);
  writeFileSync(join(folder, 'dongle.bin'), 'run()');
  expect(readBuild(folder)).toEqual(built);
  rmSync(folder, { recursive: true });
});
