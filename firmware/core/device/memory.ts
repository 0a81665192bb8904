/**
 * Memory for visitors. In: the free variables. Out: who may come in, and since when nobody could (tick.ts).
 */
import type { Device } from './device.ts';

/** Free variables that an answer takes at most, and a visitor more. */
export const ROOM = 820;

/** There is room for a visitor, or for the answer to one; who is turned away is noted. */
export function mayEnter(d: Device): boolean {
  if (d.options.ports.system.free() >= ROOM) return true;
  if (d.deniedMs === undefined) d.deniedMs = d.nowMs;
  return false;
}
