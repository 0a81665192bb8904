/** The register table: what other readers for these meters knew is in it, and no name is there twice. */
import { describe, expect, test } from 'vitest';
import { MUELI_ROWS, mueliValue } from '../../../host-sim/kamstrup/mueli.ts';
import {
  ALL_REGISTERS,
  classOf,
  REGISTERS,
  USUAL_REGISTERS,
} from '../../../host-sim/kamstrup/registers.ts';
import { HEAT_GROUP } from '../../../host-sim/kamstrup/settings.ts';

/** Of golles' integration for Home Assistant, and of mueli's reader. */
const GOLLES = [
  ...[60, 63, 68, 74, 80, 84, 85, 86, 87, 89, 97, 99, 110, 113, 123, 124, 125, 126, 127, 128, 129],
  ...[130, 138, 139, 140, 141, 142, 143, 144, 145, 146, 147, 149, 150, 266, 1001, 1004],
];
const MUELI = [60, 80, 86, 87, 89, 74, 68, 1004];

describe('the register table', () => {
  test('has what other readers read', () => {
    expect([...ALL_REGISTERS].sort()).toEqual([...GOLLES].sort());
    expect(USUAL_REGISTERS.slice(0, 8)).toEqual(MUELI);
  });

  test('has each name once, as topics and metrics want them', () => {
    const names = Object.values(REGISTERS).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
  });

  test('has a sentence for each', () => {
    for (const { meaning, label } of Object.values(REGISTERS)) {
      expect([meaning, label]).toEqual([
        expect.stringMatching(/^[A-Z].*\.$/),
        expect.stringMatching(/^[A-Z]/),
      ]);
    }
  });

  test.each([
    ['heat_energy', 'energy', 'total_increasing'],
    ['heat_power', 'power', 'measurement'],
    ['flow', 'volume_flow_rate', 'measurement'],
    ['flow_temperature', 'temperature', 'measurement'],
    ['temperature_difference', undefined, 'measurement'],
    ['operating_hours', 'duration', 'total_increasing'],
    ['power_highest_month_date', 'date', undefined],
    ['serial_number', undefined, undefined],
  ])('tells Home Assistant of %s: %s, %s', (name, deviceClass, stateClass) => {
    expect(classOf(name)).toMatchObject({ deviceClass, stateClass });
  });

  test('knows no class of a name that is not in it', () => {
    expect(classOf('power_imported')).toBeUndefined();
  });
});

describe("mueli's tree", () => {
  const valueOf = (name: string, unit: string, milli: number) =>
    mueliValue(
      MUELI_ROWS.find(({ reading }) => reading === name)!,
      { unit, milli },
    );

  test('names only readings that there are', () => {
    const names = Object.values(REGISTERS).map(({ name }) => name);
    for (const { reading } of MUELI_ROWS) expect(names).toContain(reading);
    expect(MUELI_ROWS).toHaveLength(MUELI.length);
  });

  test.each([
    ['heat_energy', 'kWh', 55_006_000, '55006'],
    ['heat_energy', 'GJ', 46_600, '12944.444'],
    ['heat_power', 'W', 2_400_000, '2.4'],
    ['heat_power', 'W', 0, '0'],
    ['heat_power', 'W', -50_000, '-0.05'],
    ['heat_volume', 'm3', 1_875_560, '1875.56'],
    ['flow', 'l/h', 272_000, '272'],
    ['heat_power', 'kWh', 1000, undefined],
    ['operating_hours', 'W', 1000, undefined],
  ])('has %s of %s: %i is %s', (name, unit, milli, text) => {
    expect(valueOf(name, unit, milli)).toBe(text);
  });
});

describe('the settings of a heat meter', () => {
  const { read } = HEAT_GROUP.rows.registers.form;

  test.each([
    ['usual', USUAL_REGISTERS],
    ['all', ALL_REGISTERS],
    ['60, 68,80', [60, 68, 80]],
    ['65535', [65535]],
  ])('take "%s"', (text, registers) => {
    expect(read(text)).toEqual(registers);
  });

  test.each(['', '60,', '60,60', '65536', '-1', '0x3c', '6.5', 'every', '60;68', '1e2'])(
    'refuse "%s"',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  test('have presets that can be read', () => {
    for (const { form, preset } of Object.values(HEAT_GROUP.rows)) {
      expect((form.read as (text: string) => unknown)(preset ?? '')).toBeDefined();
    }
  });
});
