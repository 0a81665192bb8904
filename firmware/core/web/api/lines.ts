/**
 * Readings among the lines of name, unit and value that the app keeps.
 */
import { findText } from '../../bytes.ts';

export interface LineReading {
  unit: string;
  value: string;
}

export function findReading(lines: string, name: string): LineReading | undefined {
  const start = name + ' ';
  let at = findText(lines, '\n' + start, 0) + 1;
  if (at === 0 && lines.substr(0, start.length) !== start) return undefined;
  at += start.length;
  const blank = lines.indexOf(' ', at);
  const end = lines.indexOf('\n', blank);
  return { unit: lines.substring(at, blank), value: lines.substring(blank + 1, end) };
}

/** A meter behind the meter: its medium and channel ("gas_1"), and where to look for the next one. */
export interface Channel {
  name: string;
  medium: string;
  number: string;
  next: number;
}

/** The first channel from `from` on that has a reading whose name ends in `ending`. */
export function findChannel(lines: string, ending: string, from: number): Channel | undefined {
  let at = findText(lines, ending + ' ', from);
  while (at >= 0) {
    let start = at;
    while (start > 0 && lines.charAt(start - 1) > ' ') start--;
    const name = lines.substring(start, at);
    const number = name.substr(name.length - 1);
    const isFirst = start === 0 || lines.charAt(start - 1) === '\n';
    if (isFirst && number >= '1' && number <= '4' && name.charAt(name.length - 2) === '_') {
      return { name: name, medium: name.substr(0, name.length - 2), number: number, next: at + 1 };
    }
    at = findText(lines, ending + ' ', at + 1);
  }
  return undefined;
}
