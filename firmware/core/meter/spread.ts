/**
 * Mean, minimum and maximum of the powers between two publications.
 *
 * In: the readings of each telegram. Out, with the telegram that is published: three derived readings
 * for each power, over all telegrams since the one published before, this one included.
 */
import { findText } from '../bytes.ts';
import { numberReading } from '../telegram/reading.ts';
import type { Reading } from '../telegram/reading.ts';

export interface Spread {
  names: string[];
  /** For each name: sum, count, least and most, in thousandths of a watt. */
  numbers: Float64Array;
}

/** Imported, exported and net, in all and for three phases. */
const MOST_NAMES = 12;
const FIELDS = 4;
const POWERS = `
power_imported
power_exported
power_net
`;
const SHORTEST = 9;

export function newSpread(): Spread {
  return { names: [], numbers: new Float64Array(MOST_NAMES * FIELDS) };
}

/** "power_imported", "power_net_l1" ...: no peaks, no limits. */
function isPower(name: string): boolean {
  const phase = findText(name, '_l', 0);
  const kind = phase < 0 ? name : name.substr(0, phase);
  return kind.length >= SHORTEST && findText(POWERS, '\n' + kind + '\n', 0) >= 0;
}

function placeOf(s: Spread, name: string): number {
  const at = s.names.indexOf(name);
  if (at >= 0) return at;
  return s.names.length < MOST_NAMES && isPower(name) ? s.names.push(name) - 1 : -1;
}

export function takePower(s: Spread, reading: Reading): void {
  const milli = reading.milli;
  if (reading.unit !== 'W' || milli === undefined) return;
  const at = placeOf(s, reading.name) * FIELDS;
  if (at < 0) return;
  const n = s.numbers;
  const isFirst = n[at + 1] === 0;
  n[at] += milli;
  n[at + 1]++;
  if (isFirst || milli < n[at + 2]) n[at + 2] = milli;
  if (isFirst || milli > n[at + 3]) n[at + 3] = milli;
}

/** Whole thousandths, the half ones away from zero. */
function meanOf(sum: number, count: number): number {
  const size = Math.floor(Math.abs(sum) / count + 0.5);
  return sum < 0 ? -size : size;
}

/** What was gathered; then it begins anew. */
export function giveSpread(s: Spread): Reading[] {
  const given: Reading[] = [];
  for (let i = 0; i < s.names.length; i++) {
    const at = i * FIELDS;
    const count = s.numbers[at + 1];
    if (count === 0) continue;
    const name = s.names[i];
    given.push(
      numberReading('', name + '_mean', 'W', meanOf(s.numbers[at], count)),
      numberReading('', name + '_min', 'W', s.numbers[at + 2]),
      numberReading('', name + '_max', 'W', s.numbers[at + 3]),
    );
  }
  s.numbers.fill(0);
  return given;
}
