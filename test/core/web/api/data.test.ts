/**
 * The fields of the HomeWizard P1 API: names and types are those of its public documentation
 * (api-documentation.homewizard.com/docs/v1/measurement, read in 2026), as a table of facts.
 */
import { describe, expect, test } from 'vitest';
import { telegramOf } from '../../../fakes/meter.ts';
import { houseTelegram, jsonOf, LISTS, sourceOf } from './source.ts';

const STRINGS = 'unique_id meter_model wifi_ssid gas_unique_id'.split(' ');
const PHASED = [
  'active_power_#_w active_voltage_#_v active_current_#_a',
  'voltage_sag_#_count voltage_swell_#_count',
].join(' ');
const TARIFFS = ['import', 'export'].flatMap((way) =>
  ['', '_t1', '_t2', '_t3', '_t4'].map((tariff) => `total_power_${way}${tariff}_kwh`),
);
const NUMBERS = [
  ...'smr_version wifi_strength active_tariff active_power_w active_frequency_hz'.split(' '),
  ...TARIFFS,
  ...PHASED.split(' ').flatMap((name) => ['l1', 'l2', 'l3'].map((l) => name.replace('#', l))),
  ...'any_power_fail_count long_power_fail_count active_power_average_w'.split(' '),
  ...'montly_power_peak_w montly_power_peak_timestamp total_gas_m3 gas_timestamp'.split(' '),
];
const TYPES = 'gas_meter heat_meter warm_water_meter water_meter inlet_heat_meter'.split(' ');

type Data = Record<string, unknown>;

const dataOf = (telegram: string): Data => jsonOf(sourceOf(telegram), '/api/v1/data');
const dataOfLines = (...lines: string[]): Data => dataOf(telegramOf(lines));

function typeOf(name: string): string {
  if (name === 'external') return 'array';
  return STRINGS.includes(name) ? 'string' : NUMBERS.includes(name) ? 'number' : 'unknown';
}

function checkTypes(data: Data): void {
  for (const [name, value] of Object.entries(data)) {
    expect(Array.isArray(value) ? 'array' : typeof value, name).toBe(typeOf(name));
  }
  for (const one of data.external as Data[]) {
    expect(TYPES).toContain(one.type);
    expect(typeof one.value).toBe('number');
    expect(['m3', 'GJ']).toContain(one.unit);
    expect(typeof one.timestamp).toBe('number');
    expect(['string', 'undefined']).toContain(typeof one.unique_id);
  }
}

test.each(LISTS)('every field has its documented name and type: %s', (list) => {
  const data = dataOf(houseTelegram(list));
  checkTypes(data);
  expect(Object.keys(data).length).toBeGreaterThan(5);
  for (const name of ['active_power_w', 'total_power_import_kwh', 'total_power_import_t1_kwh']) {
    expect(data).toHaveProperty(name);
  }
});

test('what every register may give is told once, with its documented type', () => {
  const phases = [31, 51, 71].flatMap((n, i) => [
    `1-0:${n}.7.0(00${i}*A)`,
    `1-0:${n + 1}.7.0(230.${i}*V)`,
    `1-0:${n - 10}.7.0(00.10${i}*kW)`,
    `1-0:${n - 9}.7.0(00.00${i}*kW)`,
    `1-0:${n + 1}.32.0(0000${i})`,
    `1-0:${n + 1}.36.0(0000${i})`,
  ]);
  const tariffs = [1, 2, 3, 4].flatMap((n) => [
    `1-0:1.8.${n}(00000${n}.000*kWh)`,
    `1-0:2.8.${n}(00000${n}.500*kWh)`,
  ]);
  const data = dataOfLines(
    ...['1-3:0.2.8(50)', '0-0:96.1.1(41)', '0-0:96.14.0(0002)', '1-0:14.7.0(50.01*Hz)'],
    ...['1-0:1.7.0(01.500*kW)', '1-0:2.7.0(00.000*kW)', '0-0:96.7.21(00004)', '0-0:96.7.9(5)'],
    ...['1-0:1.4.0(00.123*kW)', '1-0:1.6.0(230101080010W)(01.111*kW)'],
    ...['0-1:24.1.0(003)', '0-1:96.1.0(42)', '0-1:24.2.1(210606140010W)(02569.646*m3)'],
    ...phases,
    ...tariffs,
  );
  checkTypes(data);
  const absent = ['wifi_ssid'];
  const expected = [...STRINGS, ...NUMBERS, 'external'].filter((name) => !absent.includes(name));
  expect(Object.keys(data).toSorted()).toEqual(expected.toSorted());
  expect(data).toMatchObject({
    smr_version: 50,
    active_tariff: 2,
    wifi_strength: 78,
    total_power_import_kwh: 10,
    total_power_export_kwh: 12,
    total_power_import_t3_kwh: 3,
    active_power_average_w: 123,
    montly_power_peak_w: 1111,
    montly_power_peak_timestamp: 230101080010,
    total_gas_m3: 2569.646,
    gas_timestamp: 210606140010,
    gas_unique_id: 'B',
    unique_id: 'A',
    active_frequency_hz: 50.01,
  });
});

describe('power', () => {
  test('is what is taken less what is given, and the current has its sign', () => {
    const data = dataOfLines(
      '1-0:1.7.0(00.000*kW)',
      '1-0:2.7.0(00.543*kW)',
      '1-0:31.7.0(004*A)',
      '1-0:51.7.0(000*A)',
      '1-0:71.7.0(001*A)',
      '1-0:21.7.0(00.000*kW)',
      '1-0:22.7.0(00.676*kW)',
      '1-0:41.7.0(00.000*kW)',
      '1-0:42.7.0(00.010*kW)',
    );
    expect(data).toMatchObject({
      active_power_w: -543,
      active_power_l1_w: -676,
      active_current_l1_a: -4,
      active_current_l2_a: 0,
      active_current_l3_a: 1,
    });
    expect(Object.is(data.active_current_l2_a, 0)).toBe(true);
    expect(data).not.toHaveProperty('active_power_l3_w');
  });

  test('is what is taken where the meter prints only that', () => {
    expect(dataOfLines('1-0:1.7.0(00.300*kW)')).toMatchObject({ active_power_w: 300 });
  });
});

test('a total without tariffs is that of tariff 1 as well', () => {
  expect(dataOfLines('1-0:1.8.0(000006.695*kWh)')).toEqual(
    expect.objectContaining({ total_power_import_kwh: 6.695, total_power_import_t1_kwh: 6.695 }),
  );
});

describe('meters behind the meter', () => {
  test('are listed with their kind; the first of gas also by itself', () => {
    const data = dataOfLines(
      ...['0-1:24.1.0(007)', '0-1:96.1.0(57)', '0-1:24.2.1(210606140015W)(00123.456*m3)'],
      ...['0-2:24.1.0(003)', '0-2:24.2.1(090606140010S)(02569.646*m3)'],
      ...['0-3:24.1.0(012)', '0-3:96.1.0(48)', '0-3:24.2.1(210606140016W)(1.5*GJ)'],
      ...['0-4:24.1.0(099)', '0-4:96.1.0(58)', '0-4:24.2.1(210606140017W)(9.5*m3)'],
    );
    expect(data.external).toEqual([
      { unique_id: 'W', type: 'water_meter', timestamp: 210606140015, value: 123.456, unit: 'm3' },
      { type: 'gas_meter', timestamp: 90606140010, value: 2569.646, unit: 'm3' },
      { unique_id: 'H', type: 'inlet_heat_meter', timestamp: 210606140016, value: 1.5, unit: 'GJ' },
    ]);
    expect(data).toMatchObject({ total_gas_m3: 2569.646, gas_timestamp: 90606140010 });
    expect(data).not.toHaveProperty('gas_unique_id');
  });

  test('of an unknown kind in front leave no gap', () => {
    const data = dataOfLines(
      ...['0-1:24.1.0(099)', '0-1:24.2.1(210606140017W)(9.5*m3)'],
      ...['0-2:24.1.0(007)', '0-2:24.2.1(210606140015W)(00123.456*m3)'],
    );
    expect(data.external).toHaveLength(1);
  });
});

test('the signal is a part of a hundred, and left out where there is no radio', () => {
  const source = sourceOf(houseTelegram('basic'));
  const strengthAt = (rssi_dbm?: number) => {
    const numbers = (rssi_dbm === undefined ? {} : { rssi_dbm }) as Record<string, number>;
    const facts = { ...source.facts, numbers };
    return jsonOf({ ...source, facts }, '/api/v1/data').wifi_strength;
  };
  expect([-30, -50, -75, -100, -110, undefined].map(strengthAt)).toEqual([
    100,
    100,
    50,
    0,
    0,
    undefined,
  ]);
});

test('texts that are no numbers are left out where a number belongs', () => {
  const data = dataOfLines('1-3:0.2.8(5x)', '1-0:1.7.0(00.300*kW)');
  expect(data).not.toHaveProperty('smr_version');
  expect(dataOfLines('1-3:0.2.8(050)', '1-0:1.7.0(00.300*kW)').smr_version).toBe(50);
  checkTypes(data);
});

test('without a single field that they know the answer is an object all the same', () => {
  const source = { ...sourceOf(telegramOf(['1-0:3.7.0(00.300*kvar)'])), header: '' };
  const facts = { ...source.facts, numbers: {} };
  expect(jsonOf({ ...source, facts }, '/api/v1/data')).toEqual({ external: [] });
});
