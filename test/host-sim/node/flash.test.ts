/** The flash of a dongle in a file, which may become one that cannot be written. */
import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileFlash } from '../../../host-sim/node/flash.ts';

const START = 0x310000;
const SIZE = 0x10000;

let folder: string;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smarty-flash-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(file: string) {
  return openFileFlash(file, (level, sentence) => told.push(`${level}: ${sentence}`));
}

test('what is written is in the file, for its owner alone', () => {
  const file = join(folder, 'house.state');
  open(file).write(Uint8Array.of(1, 2, 3), START + 100);
  expect([...open(file).read(4, START + 100)]).toEqual([1, 2, 3, 0xff]);
  expect(statSync(file).size).toBe(SIZE);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(told).toEqual([]);
});

test('a file that cannot be written is told once, and gets all at the first write that can be', () => {
  const place = join(folder, 'here');
  renameSync(mkdtempSync(join(folder, 'new-')), place);
  const file = join(place, 'house.state');
  const flash = open(file);
  flash.write(Uint8Array.of(1), START);
  renameSync(place, join(folder, 'away'));
  flash.write(Uint8Array.of(2), START + 1);
  flash.write(Uint8Array.of(3), START + 2);
  expect([...flash.read(3, START)]).toEqual([1, 2, 3]);
  expect(told).toEqual([
    expect.stringMatching(
      /^error: .*house\.state cannot be used \(ENOENT\): check the name after --state .* tried again at the next write\.$/,
    ),
  ]);
  renameSync(join(folder, 'away'), place);
  flash.write(Uint8Array.of(4), START + 3);
  expect([...readFileSync(file).subarray(0, 4)]).toEqual([1, 2, 3, 4]);
  expect(told.slice(1)).toEqual([`info: ${file} is written again.`]);
});

test('a file that somebody has removed is made anew, with all that it held', () => {
  const file = join(folder, 'house.state');
  const flash = open(file);
  flash.write(Uint8Array.of(1), START);
  rmSync(file);
  flash.write(Uint8Array.of(2), START + 1);
  expect([...open(file).read(2, START)]).toEqual([1, 2]);
  expect(told).toEqual([]);
});

test('one that cannot be used from the start is a problem', () => {
  expect(() => open(join(folder, 'none', 'house.state'))).toThrow(/cannot be used \(ENOENT\)/);
});
