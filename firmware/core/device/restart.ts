/**
 * Decides to restart; chore.ts writes it down, tick.ts does it.
 */
import type { RestartCause } from '../boot/record.ts';
import type { Device } from './device.ts';

const RESTART_MS = 2000;

/** Restarts after a moment, between two telegrams. */
export function restartSoon(d: Device, cause: RestartCause): void {
  if (d.restartMs !== undefined) return;
  d.cause = cause;
  d.chores.push('restart');
  d.restartMs = d.nowMs + RESTART_MS;
}

/** Forgets all that the owner has set; what the dongle was flashed with stays. */
export function factoryReset(d: Device): void {
  if (d.cause === 'reset') return;
  d.chores.push('forget');
  restartSoon(d, 'reset');
  // Another restart may be near: this goes with it.
  d.cause = 'reset';
}
