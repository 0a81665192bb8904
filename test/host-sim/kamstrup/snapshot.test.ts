/** What a heat meter answered, as a snapshot. Answers of the corpus are read where it is at hand. */
import { describe, expect, test } from 'vitest';
import { jsonString } from '../../../firmware/core/message/json.ts';
import { askRegisters, newReader, pushBytes } from '../../../host-sim/kamstrup/kmp.ts';
import type { Answer } from '../../../host-sim/kamstrup/kmp.ts';
import { KINDS, REGISTERS } from '../../../host-sim/kamstrup/registers.ts';
import { heatSnapshot } from '../../../host-sim/kamstrup/snapshot.ts';
import { readList, warnWithoutCorpus } from '../../fakes/corpus.ts';
import { bytesOf } from './line.ts';

warnWithoutCorpus('snapshots of captured heat meter answers');

const AT_MS = Date.UTC(2026, 0, 20, 7, 30);

function snapshotOf(registers: number[], hex: string) {
  const reader = newReader();
  askRegisters(reader, registers);
  return heatSnapshot((pushBytes(reader, bytesOf(hex)) as Answer).readings, AT_MS);
}

describe('a snapshot of a heat meter', () => {
  test('has readings by name, in exact thousandths', () => {
    const hex =
      '403f10003c0304430000d96000562502421a4500572502420a8300592602420fc2004a290200001bf94ef30d';
    const { readings, other, header, authenticated } = snapshotOf([60, 86, 87, 89, 74], hex);
    expect(readings).toEqual([
      { code: '60', name: 'heat_energy', unit: 'kWh', milli: 55_648_000 },
      { code: '86', name: 'flow_temperature', unit: 'Â°C', milli: 67_250 },
      { code: '87', name: 'return_temperature', unit: 'Â°C', milli: 26_910 },
      { code: '89', name: 'temperature_difference', unit: 'K', milli: 40_340 },
      { code: '74', name: 'flow', unit: 'l/h', milli: 6000 },
    ]);
    expect([other, header, authenticated]).toEqual([[], 'Kamstrup heat meter', false]);
  });

  test('keeps GJ as GJ', () => {
    const { readings } = snapshotOf([60], '403f10003c0802421234fac30d');
    expect(readings).toEqual([{ code: '60', name: 'heat_energy', unit: 'GJ', milli: 46_600 }]);
  });

  test('has dates as ISO text', () => {
    const { readings } = snapshotOf([138], '403f10008a30040000035ee50a580d');
    expect(readings).toEqual([
      { code: '138', name: 'flow_highest_month_date', unit: 'text', text: '2022-09-01' },
    ]);
  });

  test.each([
    ['a unit that does not fit the register', [60], '403f10003c2501000183ba0d', '1 °C'],
    ['a unit that is not known', [60], '403f10003cff0100423bb50d', '66 unit 255'],
    ['a mantissa of no bytes', [80], '403f1000501600004d180d', 'no value kW'],
    ['a register without a name', [582], '403f1002463e02001420130b0d', '5152 days'],
  ])('tells %s as it came', (_what, registers, hex, text) => {
    const code = String(registers[0]);
    const reader = newReader();
    askRegisters(reader, registers);
    const outcome = pushBytes(reader, bytesOf(hex));
    const { readings, other } = heatSnapshot((outcome as Answer).readings, AT_MS);
    const bytes = Buffer.from(text, 'utf8').toString('latin1');
    expect([readings, other]).toEqual([[], [{ code, text: bytes }]]);
    expect(JSON.parse(Buffer.from(jsonString(other[0].text), 'latin1').toString('utf8'))).toBe(
      text,
    );
  });

  test('is stamped with the clock of this computer, in its own time', () => {
    const { stamp, stampText } = snapshotOf([60], '403f10003c0802421234fac30d');
    expect(stampText).toBeUndefined();
    expect(stamp?.utcS).toBe(AT_MS / 1000);
    expect(Date.parse(stamp?.iso ?? '')).toBe(AT_MS);
    expect(stamp?.iso).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/);
  });

  test('holds every register that the table names, when its unit fits', () => {
    const units: Record<string, [string, number]> = {
      ...{ energy: ['MWh', 3], power: ['kW', 22], volume: ['m3', 40], flow: ['l/h', 41] },
      ...{ temperature: ['°C', 37], difference: ['K', 38], product: ['m3·°C', 43] },
      ...{ hours: ['h', 46], date: ['yy:mm:dd', 48], count: ['', 51], number: ['', 51] },
    };
    for (const [number, { name, kind }] of Object.entries(REGISTERS)) {
      const [unit, unitCode] = units[kind];
      const reading = { register: Number(number), value: '260115', unit, unitCode };
      const date = kind === 'date' ? '2026-01-15' : undefined;
      const one = { ...reading, date, mantissa: new Uint8Array(4) };
      expect(heatSnapshot([one], AT_MS).readings, name).toMatchObject([{ name }]);
    }
    expect(Object.keys(units).sort()).toEqual(Object.keys(KINDS).sort());
  });
});

interface Exchange {
  name: string;
  request: string | null;
  response: string | null;
  decoded?: { register: number; unit: string; value: string; lengthByte: number }[];
}

const exchanges = readList<Exchange>('kamstrup/vectors.json').filter(
  ({ response, decoded }) => response !== null && decoded !== undefined,
);

describe.skipIf(exchanges.length === 0)('the corpus', () => {
  test.each(exchanges)('loses nothing of $name', ({ response, decoded = [] }) => {
    const registers = decoded.map(({ register }) => register);
    const reader = newReader();
    askRegisters(reader, registers.length ? registers : [0xffff]);
    const { readings } = pushBytes(reader, bytesOf(response ?? '')) as Answer;
    const told = heatSnapshot(readings, AT_MS);
    const codes = [...told.readings, ...told.other].map(({ code }) => code);
    expect(codes.toSorted()).toEqual(registers.map(String).toSorted());
  });
});
