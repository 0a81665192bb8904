/**
 * What the owner may set: one table, in two texts, that checking, page, export and documentation all
 * follow. row.ts says what stands in a row.
 */
import { findText } from '../bytes.ts';
import { BASIC_COUNT, BASICS } from './basics.ts';
import { EXTRAS } from './extras.ts';
import { rowAt } from './row.ts';
import type { Setting } from './row.ts';
import type { Extras, Settings } from './settings.ts';

export function isSetting(name: string): boolean {
  const row = '\n' + name + ' ';
  return findText(BASICS, row, 0) >= 0 || findText(EXTRAS, row, 0) >= 0;
}

/** The settings one after the other, from 0; undefined behind the last. */
export function settingAt(index: number): Setting | undefined {
  return index < BASIC_COUNT ? rowAt(BASICS, index) : rowAt(EXTRAS, index - BASIC_COUNT);
}

/** Kept only where it differs from its preset. */
export function isExtra(index: number): boolean {
  return index >= BASIC_COUNT;
}

/** Of the text of the row alone: the table is not read as a whole for it. */
function presetOf(name: string): string | number {
  const start = '\n' + name + ' ';
  const at = findText(EXTRAS, start, 0) + start.length;
  const words = EXTRAS.substring(at, EXTRAS.indexOf('\n', at)).split(' ');
  return words[1] === 'number' ? parseInt(words[6], 10) : words[6] || '';
}

/** What is set, or the preset. */
export function extraOf<N extends keyof Extras>(settings: Settings, name: N): Extras[N] {
  const value = settings[name] as Extras[N] | undefined;
  return value === undefined ? (presetOf(name) as Extras[N]) : value;
}
