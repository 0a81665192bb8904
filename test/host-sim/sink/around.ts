/** What sinks are given and take, made for tests: readouts of the simulated house and of a heat meter. */
import { Writable } from 'node:stream';
import { newHouse } from '../../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import {
  diagnoseMeter,
  newMeter,
  receiveMeter,
  snapshotReadout,
} from '../../../host-sim/reader/meter.ts';
import type { Readout } from '../../../host-sim/sink/readout.ts';
import type { Around } from '../../../host-sim/sink/sink.ts';
import type { OptionsOf, Rows } from '../../../host-sim/settings/row.ts';
import { frameOf, powerTelegram } from '../../fakes/meter.ts';

/** 10:13 of a winter's day. */
const START_MS = Date.UTC(2025, 0, 1, 9, 13);
const METER = 'cellar';

export function houseFrame(index: number): Uint8Array {
  const atMs = START_MS + index * 10_000;
  const house = newHouse({ seed: 1, startMs: START_MS });
  return frameOf(index + 1, { telegram: formatTelegram(house, atMs, 'full') });
}

export function newSource(meter = METER) {
  const readouts: Readout[] = [];
  const open = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, tagMode: 'verify' as const };
  const core = newMeter(
    { name: meter, open, capacity: 16384 },
    { readout: (readout) => readouts.push(readout) },
  );
  return {
    core,
    /** One more frame; its readout. */
    read(frame: Uint8Array): Readout {
      const before = readouts.length;
      receiveMeter(core, frame);
      if (readouts.length !== before + 1) throw new Error('around: no readout came of this frame');
      return readouts[before];
    },
  };
}

/** Readouts of a full list, ten seconds apart. */
export function houseReadouts(count: number, meter = METER): Readout[] {
  const source = newSource(meter);
  return Array.from({ length: count }, (_none, i) => source.read(houseFrame(i)));
}

/** Short ones, each of a power of its own: 1, 2, 3 ... */
export function powerReadouts(count: number, meter = METER): Readout[] {
  const source = newSource(meter);
  return Array.from({ length: count }, (_none, i) =>
    source.read(frameOf(i + 1, { telegram: powerTelegram(i + 1) })),
  );
}

const DEGREE = '\u00c2\u00b0C';

export function heatReadout(meter = 'heating'): Readout {
  const number = (code: string, name: string, unit: string, milli: number) => ({
    code,
    name,
    unit,
    milli,
  });
  return snapshotReadout(meter, {
    header: 'Kamstrup heat meter',
    stampText: undefined,
    stamp: { utcS: START_MS / 1000, iso: '2025-01-01T10:13:00+01:00' },
    encrypted: false,
    authenticated: false,
    title: undefined,
    counter: undefined,
    readings: [
      number('60', 'heat_energy', 'GJ', 200_340),
      number('80', 'heat_power', 'W', 5_200_000),
      number('86', 'flow_temperature', DEGREE, 67_250),
      number('87', 'return_temperature', DEGREE, 26_910),
      number('89', 'temperature_difference', 'K', 40_340),
      number('74', 'flow', 'l/h', 111_000),
      number('68', 'heat_volume', 'm3', 5_433_000),
      number('1004', 'operating_hours', 'h', 32_112_000),
      number('113', 'info_events', '-', 3000),
      { code: '1001', name: 'serial_number', unit: 'text', text: '68123456' },
    ],
    other: [],
  });
}

export interface FakeAround extends Around {
  told: string[];
  printed: string[];
}

/** Sentences are kept in `told`, what is printed in `printed`. */
export function newAround(rest: Partial<Around> = {}): FakeAround {
  const told: string[] = [];
  const printed: string[] = [];
  const { core } = newSource();
  const out = new Writable({
    write(piece, _encoding, done) {
      printed.push(String(piece));
      done();
    },
  });
  return {
    meters: [METER],
    isHeat: (meter) => meter === 'heating',
    version: '0.1.0',
    tell: (_level, sentence) => told.push(sentence),
    account: () => ({
      meters: [{ name: METER, source: { state: 'open' }, diagnosis: diagnoseMeter(core) }],
      sinks: [
        { name: 'mqtt://127.0.0.1:1883', facts: { taken: 3, told: 2, dropped: 1, waiting: 0 } },
      ],
    }),
    onNotice: () => () => undefined,
    out,
    told,
    printed,
    ...rest,
  };
}

/** Options with the presets of their rows. */
export function optionsOf<R extends Rows>(rows: R, given: Record<string, string>): OptionsOf<R> {
  const pairs = Object.entries(rows).map(([name, { form, preset }]) => {
    const text = given[name] ?? preset;
    const value: unknown = text === undefined ? undefined : form.read(text);
    if (text !== undefined && value === undefined)
      throw new Error(`around: ${name} must be ${form.must}`);
    return [name, value];
  });
  return Object.fromEntries(pairs) as OptionsOf<R>;
}
