/**
 * The system port on Espruino, and its clock.
 */
import type { System } from '../core/ports.ts';

/** Free variables: more than anybody asks for. */
const ENOUGH = 1200;

/** How far the clock was set away from the time since boot. */
const clock = { offsetS: 0 };

/** Milliseconds that pass evenly, whatever the clock is set to. */
export function nowMs(): number {
  return (getTime() - clock.offsetS) * 1000;
}

export const system: System = {
  free: function () {
    const free = process.memory(false).free;
    // Only when it matters: to collect garbage takes a while.
    return free < ENOUGH ? process.memory(true).free : free;
  },
  kick: E.kickWatchdog,
  restart: E.reboot,
  setClock: function (utcS) {
    const before = getTime();
    setTime(utcS);
    // As far as it was really set: Espruino for Linux leaves the clock of the machine alone.
    clock.offsetS += getTime() - before;
  },
  print: print,
};
