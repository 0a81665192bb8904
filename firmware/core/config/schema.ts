/**
 * What the owner may set: one table, in two texts, that checking, page, export and documentation all
 * follow. row.ts says what stands in a row.
 */
import { findText } from '../bytes.ts';
import { BASIC_COUNT, BASICS } from './basics.ts';
import { EXTRAS } from './extras.ts';
import { rowAt } from './row.ts';
import type { Setting } from './row.ts';

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
