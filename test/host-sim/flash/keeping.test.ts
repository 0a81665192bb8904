import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { newIdentity } from '../../../host-sim/flash/identity.ts';
import { keepIdentity, readAllKept, usualFolder } from '../../../host-sim/flash/keeping.ts';

const SERIAL = '240ac4a1-b2c3';
let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'smarty-keep-')), 'inner');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

describe('the folder of dongles', () => {
  test('is empty before the first one', () => {
    expect(readAllKept(folder)).toEqual([]);
  });

  test('gives back what was kept', () => {
    const kept = { ...newIdentity('B2C3'), serial: SERIAL };
    expect(keepIdentity(folder, kept)).toBe(join(folder, 'B2C3.json'));
    expect(readAllKept(folder)).toEqual([kept]);
  });

  test.skipIf(process.platform === 'win32')('is for its owner alone', () => {
    const path = keepIdentity(folder, { ...newIdentity('B2C3'), serial: SERIAL });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test('replaces what it knows of the same chip', () => {
    const first = { ...newIdentity('B2C3'), serial: SERIAL };
    keepIdentity(folder, first);
    keepIdentity(folder, { ...newIdentity('B2C3', first), serial: SERIAL });
    expect(readdirSync(folder)).toEqual(['B2C3.json']);
  });

  test('keeps two chips apart that end in the same digits', () => {
    const one = { ...newIdentity('B2C3'), serial: SERIAL };
    const other = { ...newIdentity('B2C3'), serial: '30aea4ff-b2c3' };
    keepIdentity(folder, one);
    keepIdentity(folder, other);
    expect(readAllKept(folder)).toEqual(expect.arrayContaining([one, other]));
  });

  test.each(['', '{', '{"id":"B2C3"}', '[]'])('refuses a damaged file: %j', (text) => {
    const path = keepIdentity(folder, { ...newIdentity('B2C3'), serial: SERIAL });
    writeFileSync(path, text);
    expect(() => readAllKept(folder)).toThrow(/B2C3\.json/);
  });

  test('that cannot be made is named', () => {
    writeFileSync(join(folder, '..', 'file'), '');
    const inFile = join(folder, '..', 'file', 'inner');
    const keep = () => keepIdentity(inFile, { ...newIdentity('B2C3'), serial: SERIAL });
    expect(keep).toThrow(/--folder/);
  });

  test('is where the system wants settings', () => {
    expect(usualFolder({ XDG_CONFIG_HOME: '/x' })).toBe(join('/x', 'smarty-dongle'));
    expect(usualFolder({})).toMatch(/\.config.smarty-dongle$/);
  });
});
