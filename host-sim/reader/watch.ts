/**
 * What the person who watches is told of one meter: what its faults mean, and that it has gone silent.
 * In: faults and telegrams as they come, the time. Out: sentences, each fault at most once an hour.
 *
 * Who begins to listen in the middle of a frame gets a part of one: before the first telegram one such
 * fault is no news.
 */
import type { Fault } from '../../firmware/core/fault.ts';
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import type { Tell } from '../source/source.ts';

interface Heard {
  /** Since it was last told. */
  count: number;
  toldMs: number | undefined;
}

export interface Watch {
  meter: string;
  tell: Tell;
  faults: Map<Fault, Heard>;
  /** Faults before the first telegram. */
  early: Fault[];
  telegrams: number;
  /** When the latest telegram came, or the watch began. */
  latestMs: number;
  /** The usual time from one to the next. */
  periodMs: number | undefined;
  isSilent: boolean;
  isSealed: boolean;
}

/** What is left of a frame whose beginning was missed looks like one of these. */
const PARTS: readonly Fault[] = [
  'cut',
  'title-length',
  'length-form',
  'length',
  'too-long',
  'header',
  'no-end',
  'crc',
  'crc-field',
  'tag',
];
const AGAIN_MS = 3_600_000;
/** The slowest meters send every ten seconds. */
const LEAST_SILENCE_MS = 30_000;
const PERIODS = 3;

export function newWatch(meter: string, tell: Tell, nowMs: number): Watch {
  const faults = new Map<Fault, Heard>();
  const rest = { periodMs: undefined, isSilent: false, isSealed: false, latestMs: nowMs };
  return { meter, tell, faults, early: [], telegrams: 0, ...rest };
}

function tellFault(w: Watch, fault: Fault, nowMs: number): void {
  const heard = w.faults.get(fault) ?? { count: 0, toldMs: undefined };
  w.faults.set(fault, heard);
  heard.count++;
  if (heard.toldMs !== undefined && nowMs - heard.toldMs < AGAIN_MS) return;
  const often = heard.count > 1 ? ` (${heard.count} times since this was last told)` : '';
  w.tell('warning', `${w.meter}: ${FAULT_MEANINGS[fault]}${often}`);
  heard.toldMs = nowMs;
  heard.count = 0;
}

export function watchFault(w: Watch, fault: Fault, nowMs: number): void {
  if (w.telegrams === 0 && w.early.length === 0 && PARTS.includes(fault)) {
    w.early.push(fault);
    return;
  }
  tellFault(w, fault, nowMs);
}

/** A frame came that cannot be opened, since there is no key: it is handed on, and that is all. */
export function watchSealed(w: Watch, nowMs: number): void {
  w.latestMs = nowMs;
  if (w.isSealed) return;
  w.isSealed = true;
  const way = 'until then frames are only handed on, still encrypted, to sinks that take them';
  w.tell('warning', `${w.meter}: ${FAULT_MEANINGS['no-key']} "smarty keys" says how; ${way}.`);
}

export function watchTelegram(w: Watch, nowMs: number): void {
  const sinceMs = nowMs - w.latestMs;
  if (w.isSilent) w.tell('info', `${w.meter}: telegrams come again.`);
  else if (w.telegrams > 0) w.periodMs = Math.max(sinceMs, (w.periodMs ?? 0) * 0.9);
  w.isSilent = false;
  w.latestMs = nowMs;
  w.telegrams++;
}

/** Frames that cannot be opened are no silence, nor is one that was told already. */
export function watchTime(w: Watch, nowMs: number): void {
  const most = Math.max(LEAST_SILENCE_MS, PERIODS * (w.periodMs ?? 0));
  if (w.isSilent || nowMs - w.latestMs < most) return;
  w.isSilent = true;
  const since = `for ${Math.round((nowMs - w.latestMs) / 1000)} s`;
  const never = [
    'Is the cable in the P1 socket of the meter, has the grid operator opened that interface,',
    'and is the port the right one?',
  ].join(' ');
  const advice = w.telegrams === 0 ? ` ${never}` : '';
  w.tell('warning', `${w.meter}: no telegram has come ${since}.${advice}`);
}
