import { describe, expect, test } from 'vitest';
import { FAULT_MEANINGS } from '../../../../firmware/core/fault.ts';
import { exactMilli } from '../../../fakes/telegram.ts';
import { telegramOf } from '../../../fakes/meter.ts';
import { answerOf, DIAGNOSIS, houseTelegram, jsonOf, LISTS } from './source.ts';
import { printedOf, sourceOf } from './source.ts';

interface Told {
  name: string;
  value: unknown;
  unit?: string;
  obis?: string;
}

const readingsOf = (telegram: string): Told[] =>
  jsonOf(sourceOf(telegram), '/api/v1/readings').readings;

describe('the list of readings', () => {
  test.each(LISTS)('has every number exactly as the meter printed it: %s', (list) => {
    const telegram = houseTelegram(list);
    const readings = readingsOf(telegram).filter(({ unit, obis }) => unit && obis);
    expect(readings.length).toBeGreaterThan(5);
    for (const { name, value, unit, obis } of readings) {
      const milli = exactMilli(printedOf(telegram, obis!)!, unit!);
      expect(Math.round((value as number) * 1000), name).toBe(milli);
    }
  });

  test('is JSON with time and age, units where there are any, and codes where they are known', () => {
    const { time, age_s, readings } = jsonOf(sourceOf(houseTelegram('full')), '/api/v1/readings');
    expect([time, age_s]).toEqual(['2026-01-15T20:00:00+01:00', 3]);
    const told = (wanted: string) => readings.find(({ name }: Told) => name === wanted);
    expect(told('voltage_l1')).toMatchObject({ unit: 'V', obis: '1-0:32.7.0' });
    expect(told('breaker')).toEqual({ name: 'breaker', value: 1, obis: '0-0:96.3.10' });
    expect(told('version')).toEqual({ name: 'version', value: '42', obis: '1-3:0.2.8' });
    expect(Object.keys(told('power_net'))).toEqual(['name', 'value', 'unit']);
    expect(Object.keys(told('gas_1_volume'))).toEqual(['name', 'value', 'unit']);
  });

  test('escapes what a meter may print, and hands lists on', () => {
    const telegram = telegramOf([
      '1-0:1.7.0(000000286*W)',
      '1-0:0.0.0(a"b\\c d)',
      '1-0:99.97.0(1)(0-0:96.7.19)(200509134558S)(0000000301*s)',
    ]);
    expect(readingsOf(telegram)).toEqual([
      { name: 'power_imported', value: 286, unit: 'W', obis: '1-0:1.7.0' },
      { name: 'meter_number', value: 'a"b\\c d', obis: '1-0:0.0.0' },
      {
        name: 'power_failure_log',
        value: [{ end: '2020-05-09T13:45:58+02:00', seconds: 301 }],
        obis: '1-0:99.97.0',
      },
    ]);
  });

  test('leaves out the time that a meter does not print', () => {
    const source = sourceOf(telegramOf(['1-0:1.7.0(000000286*W)']));
    expect(Object.keys(jsonOf(source, '/api/v1/readings'))).toEqual(['age_s', 'readings']);
  });
});

describe('live values', () => {
  test.each(LISTS)('are those of the list that are measured and not counted: %s', (list) => {
    const source = sourceOf(houseTelegram(list));
    const { readings, ...head } = jsonOf(source, '/api/v1/readings');
    const measured = (readings as Told[]).filter(({ unit }) =>
      ['W', 'V', 'A', 'VA', 'var', 'Hz'].includes(unit ?? ''),
    );
    const values = Object.fromEntries(measured.map(({ name, value }) => [name, value]));
    expect(jsonOf(source, '/api/v1/live')).toEqual({ ...head, ...values });
    expect(answerOf(source, '/api/v1/live')!.length).toBeLessThan(1200);
  });

  test('are none where nothing is measured', () => {
    const source = sourceOf(telegramOf(['1-0:1.8.0(000006.695*kWh)']));
    expect(jsonOf(source, '/api/v1/live')).toEqual({ age_s: 3 });
  });
});

describe('the facts of the dongle', () => {
  test('are names, counts, and every fault, also those that have not happened', () => {
    const faults = Object.fromEntries(Object.keys(FAULT_MEANINGS).map((fault) => [fault, 0]));
    expect(jsonOf(sourceOf(houseTelegram('full')), '/api/v1/device')).toEqual({
      name: 'smarty-a1b2',
      version: '0.1.0',
      time: '2026-01-15T20:00:00+01:00',
      age_s: 3,
      state: 'running',
      restart: 'power',
      ...DIAGNOSIS.numbers,
      faults: { ...faults, ...DIAGNOSIS.faults },
    });
  });

  test('are there before the first telegram', () => {
    const none = { lines: '', time: undefined, utcS: undefined, ageS: undefined };
    const facts = jsonOf({ ...sourceOf(houseTelegram('full')), ...none }, '/api/v1/device');
    expect(facts).not.toHaveProperty('time');
    expect(facts).not.toHaveProperty('age_s');
    expect(facts).toMatchObject({ uptime_s: 86400 });
  });
});
