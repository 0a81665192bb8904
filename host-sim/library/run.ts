/**
 * One meter, read for a program.
 * In: options, and whom to tell. Out: resolves at the end of the source or when it is asked to end; rejects
 * where the source cannot be read at all.
 */
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import { TEST_KEY } from '../house/seal.ts';
import { endMeter, newMeter, receiveMeter, tickMeter } from '../reader/meter.ts';
import type { Meter } from '../reader/meter.ts';
import { openOrigin } from '../reader/origin.ts';
import type { Wire } from '../source/source.ts';
import type { ReadOptions } from './options.ts';
import { openingOf, settingsOf } from './options.ts';
import { newProgramWire } from './supply.ts';
import { telegramOf } from './telegram.ts';
import type { Telegram } from './telegram.ts';

export interface RunEvents {
  /** `mayWait`: the source has time, so that none need be dropped. */
  telegram(telegram: Telegram, mayWait: boolean): void;
  fault?(fault: Fault, counter: number | undefined): void;
  /** What to wait for before more is read, where the source has time. */
  room(): Promise<void> | undefined;
}

const TICK_MS = 250;
const NAME = 'meter';
const CAPACITY = 16384;

async function wireOf(options: ReadOptions, place: string): Promise<Wire> {
  const settings = settingsOf(place, options);
  const { url } = settings.source;
  if (url?.kind === 'kamstrup' || !url) throw new TypeError('source must be a P1 meter');
  const { key, authKey } = openingOf(options);
  settings[''] = { ...settings[''], key, auth_key: authKey };
  const origin = await openOrigin(url, settings, (level, text) => options.onNotice?.(level, text));
  return origin.wire as Wire;
}

function meterOf(options: ReadOptions, on: RunEvents, mayWait: () => boolean): Meter {
  const { source, name = NAME, capacity = CAPACITY } = options;
  const opened = openingOf(options);
  const key = opened.key ?? (source === 'simulated' ? TEST_KEY : undefined);
  return newMeter(
    { name, capacity, open: { ...opened, key } },
    {
      readout: (readout) => on.telegram(telegramOf(readout), mayWait()),
      fault(fault, counter) {
        on.fault?.(fault, counter);
        options.onFault?.(fault, FAULT_MEANINGS[fault]);
      },
    },
  );
}

async function feed(wire: Wire, meter: Meter, on: RunEvents, signal: AbortSignal): Promise<void> {
  const ticking = setInterval(() => tickMeter(meter), TICK_MS);
  try {
    await wire.run((piece) => {
      receiveMeter(meter, piece);
      return wire.isPatient ? on.room() : undefined;
    }, signal);
  } finally {
    clearInterval(ticking);
  }
  endMeter(meter);
}

/** Throws a TypeError that names the option where one is wrong. */
export function prepareRun(options: ReadOptions, on: RunEvents): (s: AbortSignal) => Promise<void> {
  const { source } = options;
  if (typeof source === 'string') settingsOf(source, options);
  let wire: Wire | undefined;
  const meter = meterOf(options, on, () => wire?.isPatient ?? false);
  return async (signal) => {
    wire = typeof source === 'string' ? await wireOf(options, source) : newProgramWire(source);
    await feed(wire, meter, on, signal);
  };
}
