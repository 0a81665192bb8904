/**
 * What a key costs once: the tables of GHASH, in slices. Loaded on demand.
 */
import { buildKeys } from '../cipher/gcm.ts';
import type { Opening } from './open.ts';

/** Rows of the hash table that one slice builds. */
const KEY_ROWS = 3;

/** Does a part of what a key costs once. True when frames can be opened. */
export function prepareStep(o: Opening): boolean {
  const s = o.settings;
  return !s.key || s.tagMode === 'off' || !!s.cipher.open || buildKeys(o.gcm, KEY_ROWS);
}
