/**
 * A month of a simulated house with a heat meter, as Prometheus would have scraped it from the reader: frames
 * of the house through the reader's own meter, its readouts through the families of its endpoint.
 * Out: OpenMetrics text with times, and what the registers were at each quarter of an hour, from the printed
 * telegram and with nothing of ours.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { answersOf, newHeatMeter } from '../../../host-sim/kamstrup/meter.ts';
import { heatingRegisters } from '../../../host-sim/kamstrup/heating.ts';
import { askRegisters, newReader, pushBytes } from '../../../host-sim/kamstrup/kmp.ts';
import type { Answer } from '../../../host-sim/kamstrup/kmp.ts';
import { USUAL_REGISTERS } from '../../../host-sim/kamstrup/registers.ts';
import { heatSnapshot } from '../../../host-sim/kamstrup/snapshot.ts';
import {
  diagnoseMeter,
  newMeter,
  receiveMeter,
  snapshotReadout,
} from '../../../host-sim/reader/meter.ts';
import type { Meter } from '../../../host-sim/reader/meter.ts';
import type { Readout } from '../../../host-sim/sink/readout.ts';
import { addAccount, addMeter } from '../../../host-sim/sink/prometheus/families.ts';
import type { Families } from '../../../host-sim/sink/prometheus/families.ts';
import { newHouseSource } from '../../../host-sim/source/house.ts';

export interface Registers {
  importedWh: number;
  exportedWh: number;
}

export interface Month {
  fromMs: number;
  toMs: number;
}

export const STEP_MS = 300_000;
/** In the last day Prometheus scrapes each minute, as rates over minutes want it. */
const LAST_MS = 86_400_000;
const LAST_STEP_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOTHING = {
  numbers: { uptime_s: 0, telegrams: 0, authenticated: 0, lost_frames: 0 },
  faults: {},
  texts: {},
};
/** What is asked of the time before the last day: what counts up, and what heat meters tell. */
const LASTING = /energy|cubic|heat|^up$/;
/** A frame that was damaged on its way, one of so many. */
const SPOILED_OF = 50;

function registerOf(printed: string, code: string): number {
  const [, digits] = new RegExp(`^1-0:${code}\\((\\d+\\.\\d+)\\*kWh\\)`, 'm').exec(printed)!;
  return Math.round(parseFloat(digits) * 1000);
}

function heatReadout(meter: ReturnType<typeof newHeatMeter>, atMs: number): Readout {
  const reader = newReader();
  const readings = [USUAL_REGISTERS.slice(0, 8), USUAL_REGISTERS.slice(8)].flatMap((registers) => {
    const [answer] = answersOf(meter, askRegisters(reader, [...registers]));
    return (pushBytes(reader, answer) as Answer).readings;
  });
  return snapshotReadout('heating', heatSnapshot(readings, atMs));
}

const escaped = (value: string) => value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');

/** Of the endpoint that the shipped prometheus.yml asks. */
const TARGET = { job: 'smarty', instance: '127.0.0.1:9464' };

function textOf(families: Families, atMs: number, isLasting: boolean): string {
  let text = '';
  const add = (name: string, labels: Record<string, string>, value: number) => {
    if (isLasting && !LASTING.test(name)) return;
    const pairs = Object.entries({ ...labels, ...TARGET }).map(([k, v]) => `${k}="${escaped(v)}"`);
    text += `${name}{${pairs.join(',')}} ${value} ${atMs / 1000}\n`;
  };
  for (const [name, { samples }] of families) {
    for (const { labels, value } of samples) add(name, labels, value);
  }
  add('up', {}, 1);
  return text;
}

function familiesAt(meter: Meter, readout: Readout, heat: Readout, told: number): Families {
  const families: Families = new Map();
  const view = { meter: 'house', isHeat: false, readout, version: '0' };
  const diagnosis = diagnoseMeter(meter);
  addMeter(families, { ...view, latestUtcS: readout.snapshot.stamp?.utcS }, diagnosis);
  const heating = { meter: 'heating', isHeat: true, readout: heat, version: '0' };
  // The reader counts of a heat meter what it counts of all: nothing.
  addMeter(families, { ...heating, latestUtcS: undefined }, NOTHING);
  const sink = { state: 'up', taken: told, told, dropped: 0, waiting: 0 };
  addAccount(families, {
    meters: [
      { name: 'house', source: { state: 'open', bytes: told * 1500 }, diagnosis },
      { name: 'heating', source: { state: 'open', polls: 1 }, diagnosis },
    ],
    sinks: [{ name: 'mqtt://127.0.0.1:1883', facts: sink }],
  });
  return families;
}

/** Writes the month to a file; gives the registers at each step, by milliseconds. */
export function writeMonth(file: string, { fromMs, toMs }: Month): Map<number, Registers> {
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY };
  const house = newHouseSource({ seed: 3, list: 'full', ...keys, nowMs: fromMs });
  const sinceMs = fromMs - 365 * 24 * HOUR_MS;
  let nowMs = fromMs;
  const heatMeter = newHeatMeter(heatingRegisters({ sinceMs, energy: 'MWh' }, () => nowMs));
  let readout: Readout | undefined;
  const meter = newMeter(
    { name: 'house', open: { ...keys, tagMode: 'verify' }, capacity: 16_384 },
    { readout: (one) => (readout = one) },
  );
  const registers = new Map<number, Registers>();
  const out = openSync(file, 'w');
  let heat = heatReadout(heatMeter, nowMs);
  for (let step = 1; nowMs <= toMs; step++) {
    const frame = house.next(nowMs)!;
    if (step % SPOILED_OF === 0) receiveMeter(meter, spoiled(house.next(nowMs)!));
    receiveMeter(meter, frame);
    if (nowMs % HOUR_MS === 0) heat = heatReadout(heatMeter, nowMs);
    const { printed } = readout!;
    registers.set(nowMs, {
      importedWh: registerOf(printed!, '1.8.0'),
      exportedWh: registerOf(printed!, '2.8.0'),
    });
    const isLasting = nowMs < toMs - LAST_MS;
    writeSync(out, textOf(familiesAt(meter, readout!, heat, step), nowMs, isLasting));
    nowMs += isLasting ? STEP_MS : LAST_STEP_MS;
  }
  writeSync(out, '# EOF\n');
  closeSync(out);
  return registers;
}

function spoiled(frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  copy[copy.length - 20] ^= 1;
  return copy;
}
