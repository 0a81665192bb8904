/** The register table: complete, without contradictions, and found from wherever the search begins. */
import { describe, expect, test } from 'vitest';
import {
  allRegisters,
  findRegister,
  isObisCode,
  newRowFlags,
  nextRegister,
  withoutGroupF,
} from '../../../firmware/core/telegram/obis.ts';
import { NUMERIC_UNITS } from '../../fakes/telegram.ts';

const REGISTERS = allRegisters();
const SPECIAL_UNITS = ['text', 'hex', 'stamp', 'limits', 'peak', 'log', 'mbus'];

describe('the register table', () => {
  test('has a code, a name and a known unit in every row', () => {
    expect(REGISTERS.length).toBeGreaterThan(90);
    for (const { code, name, unit } of REGISTERS) {
      expect(isObisCode(code.replace('-n:', '-1:')), code).toBe(true);
      expect(name, code).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect([...NUMERIC_UNITS, ...SPECIAL_UNITS], code).toContain(unit);
    }
  });

  test('has every name once, so that no reading hides another', () => {
    const names = REGISTERS.filter((r) => r.unit !== 'mbus').map((r) => r.name);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('has a code twice only with different units', () => {
    const keys = REGISTERS.map((r) => r.code + ' ' + r.unit);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('knows every register of the Luxembourg list', () => {
    // Lux. P1 specification 1.1.3 §3.2.6; 1-1:31.4.0 stands for its misprint 34.4.0.
    const list = `1-3:0.2.8 0-0:1.0.0 0-0:42.0.0
      1-0:1.8.0 1-0:2.8.0 1-0:3.8.0 1-0:4.8.0 1-0:1.7.0 1-0:2.7.0 1-0:3.7.0 1-0:4.7.0
      0-0:17.0.0 1-1:31.4.0 1-0:9.7.0 1-0:10.7.0 0-0:96.3.10 0-1:96.3.10 0-2:96.3.10 0-0:96.7.21
      1-0:32.32.0 1-0:52.32.0 1-0:72.32.0 1-0:32.36.0 1-0:52.36.0 1-0:72.36.0
      0-0:96.13.0 0-0:96.13.2 0-0:96.13.3 0-0:96.13.4 0-0:96.13.5
      1-0:32.7.0 1-0:52.7.0 1-0:72.7.0 1-0:31.7.0 1-0:51.7.0 1-0:71.7.0
      1-0:21.7.0 1-0:41.7.0 1-0:61.7.0 1-0:22.7.0 1-0:42.7.0 1-0:62.7.0
      1-0:23.7.0 1-0:43.7.0 1-0:63.7.0 1-0:24.7.0 1-0:44.7.0 1-0:64.7.0
      0-n:24.1.0 0-n:96.1.0 0-n:24.2.1 0-n:24.4.0`.split(/\s+/);
    expect(list.filter((code) => !findRegister(code, 0))).toEqual([]);
  });

  test('gives the same row from wherever the search begins', () => {
    const first = new Map<string, { row: number }>();
    for (const { code, name, unit } of REGISTERS) {
      const found = findRegister(code, 0);
      if (!first.has(code)) {
        expect(found).toMatchObject({ name, unit });
        first.set(code, found!);
      }
    }
    const rows = [...first.values()].map((r) => r.row);
    for (const [code, found] of first) {
      for (const hint of rows) expect(findRegister(code, hint), `${code} ${hint}`).toEqual(found);
    }
  });

  test('lists all rows of a code one after the other', () => {
    const names = [];
    let row = findRegister('0-0:17.0.0', 0);
    while (row) {
      names.push(`${row.name} ${row.unit}`);
      row = nextRegister('0-0:17.0.0', row);
    }
    expect(names).toEqual(['threshold VA', 'threshold_power W', 'threshold_current A']);
  });

  test('has a flag of its own for every row', () => {
    const places = REGISTERS.map(({ code, name }) => {
      let row = findRegister(code, 0)!;
      while (row.name !== name) row = nextRegister(code, row)!;
      return row.row >> 4;
    });
    expect(new Set(places).size).toBe(REGISTERS.length);
    expect(Math.max(...places)).toBeLessThan(newRowFlags().length);
    expect(newRowFlags().every((flag) => flag === 0)).toBe(true);
  });

  test.each(['', '1-0:1.8', '1-0:1.8.00', '-0:1.8.0', '1-0:123.45.67', 'energy_imported', 'kWh'])(
    'does not know %j',
    (code) => {
      expect(findRegister(code, 0)).toBeUndefined();
      expect(findRegister(code, 500)).toBeUndefined();
    },
  );
});

describe('group F', () => {
  test.each([
    ['1-0:1.7.0*255', '1-0:1.7.0'],
    ['1-0:1.7.0.255', '1-0:1.7.0'],
    ['1-0:1.7.0', '1-0:1.7.0'],
    ['1-0:1.7.255', '1-0:1.7'],
    ['1-0:1.7.0*25', '1-0:1.7.0*25'],
    ['1-0:1.7.0*254', '1-0:1.7.0*254'],
    ['*255', '*255'],
    ['', ''],
  ])('of %j is taken off: %j', (code, bare) => {
    expect(withoutGroupF(code)).toBe(bare);
  });
});

describe('an OBIS code', () => {
  test.each([
    '1-0:1.8.0',
    '1-0:99.97.0',
    '0-0:96.13.255',
    '255-255:255.255.255',
    '7-0:23.1.0',
    '1-0:1.8.11',
    '0-0:C.1.0',
    '0-0:F.0.0',
    '0-0:L.1.0',
    '0-0:P.1.0',
  ])('is %s', (code) => {
    expect(isObisCode(code)).toBe(true);
  });

  test.each([
    '',
    'garbage',
    '1.8.0',
    '1-0:99:97.0',
    '256-0:1.7.0',
    '1-256:1.7.0',
    'x-0:1.7.0',
    '1-0:1.7',
    '1-0:1.7.0.1',
    '1-0:1.7.-1',
    '1-0:1.7. 0',
    '1-0:01.7.0',
    '1-0:1..0',
    '1-0:.7.0',
    '1-0:X.1.0',
    '1-0:CF.1.0',
    '1-0:1.C.0',
    '-0:1.7.0',
    '1:0-1.7.0',
    '1-0',
    '1-0:NaN.7.0',
  ])('is not %j', (code) => {
    expect(isObisCode(code)).toBe(false);
  });
});
