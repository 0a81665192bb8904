/**
 * One of the latest readings. In: lines of name, unit and value. Out: the value.
 */
import { findText } from '../bytes.ts';
import { parseMilli } from '../telegram/value.ts';

/** Thousandths of the unit; undefined where there is no such reading. */
export function milliIn(lines: string, name: string, unit: string): number | undefined {
  const key = name + ' ' + unit + ' ';
  let from = 0;
  if (lines.substr(0, key.length) !== key) {
    from = findText(lines, '\n' + key, 0) + 1;
    if (!from) return undefined;
  }
  const value = lines.substring(from + key.length, lines.indexOf('\n', from));
  return parseMilli(value + '*' + unit, unit);
}
