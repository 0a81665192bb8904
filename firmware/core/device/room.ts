/**
 * Memory for visitors. In: the free variables. Out: who may come in, and a restart where nobody could for
 * long: then something holds what was theirs.
 */
import type { Device } from './device.ts';
import { restartSoon } from './restart.ts';

/** Free variables that an answer or a telegram takes at most, and a visitor more. */
export const ROOM = 820;
const DENIED_MS = 600000;
/** Who asks again later than this is another one. */
const AGAIN_MS = 60000;

/** There is room for a visitor, or for the answer to one. */
export function hasRoom(d: Device): boolean {
  if (d.options.ports.system.free() >= ROOM) return true;
  const isAgain = d.nowMs - (d.againMs || 0) < AGAIN_MS;
  if (d.deniedMs === undefined || !isAgain) d.deniedMs = d.nowMs;
  d.againMs = d.nowMs;
  if (d.nowMs - d.deniedMs >= DENIED_MS) restartSoon(d, 'memory');
  return false;
}
