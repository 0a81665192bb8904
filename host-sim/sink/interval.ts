/** At most one readout of each meter in so many seconds. */
import type { Readout } from './readout.ts';

export interface Pace {
  /** 0: every readout. */
  intervalMs: number;
  latestMs: Map<string, number>;
}

/** So much before its time a readout is already the one that is due. */
const EARLY_MS = 500;

export function isTime({ intervalMs, latestMs }: Pace, { meter, receivedMs }: Readout): boolean {
  const latest = latestMs.get(meter);
  // A clock that was put back must not silence the meter.
  const isLong = latest === undefined || Math.abs(receivedMs - latest) >= intervalMs - EARLY_MS;
  if (isLong) latestMs.set(meter, receivedMs);
  return isLong;
}
