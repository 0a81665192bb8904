/**
 * The settings of extras.ts with their presets. In: a record that holds only what differs. Out: values.
 */
import { findText } from '../bytes.ts';
import { EXTRAS } from './extras.ts';
import type { Extras, Settings } from './settings.ts';

/** The words of the row behind the name. */
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
