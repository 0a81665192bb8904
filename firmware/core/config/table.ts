/**
 * All settings at once, for hosts: the device reads them one by one.
 */
import { BASICS } from './basics.ts';
import { EXTRAS } from './extras.ts';
import { rowsOf } from './row.ts';
import type { Setting } from './row.ts';

export function settingsTable(): Setting[] {
  return rowsOf(BASICS).concat(rowsOf(EXTRAS));
}
