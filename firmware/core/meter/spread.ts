/**
 * Mean, minimum and maximum of the powers between two publications.
 *
 * In: the readings of each telegram, as lines of name, unit and value. Out, with the telegram that is
 * published: three lines for each power, over all telegrams since the one published before, this one
 * included.
 */
import { milliText } from '../telegram/value.ts';
import { milliIn } from './lines.ts';

/** For each power: sum, count, least and most, in thousandths of a watt. */
export type Spread = Float64Array;

/** Imported, exported and net, in all and for three phases. */
const KINDS = 'power_imported power_exported power_net';
const PHASES = 4;
const POWERS = 12;
const FIELDS = 4;

export function newSpread(): Spread {
  return new Float64Array(POWERS * FIELDS);
}

function nameOf(index: number): string {
  const phase = index % PHASES;
  return KINDS.split(' ')[Math.floor(index / PHASES)] + (phase ? '_l' + phase : '');
}

/** Adds the powers of a telegram. */
export function takePowers(s: Spread, lines: string): void {
  for (let i = 0; i < POWERS; i++) {
    const milli = milliIn(lines, nameOf(i), 'W');
    if (milli === undefined) continue;
    const field = i * FIELDS;
    const isFirst = s[field + 1] === 0;
    s[field] += milli;
    s[field + 1]++;
    if (isFirst || milli < s[field + 2]) s[field + 2] = milli;
    if (isFirst || milli > s[field + 3]) s[field + 3] = milli;
  }
}

/** Whole thousandths, the half ones away from zero. */
function meanOf(sum: number, count: number): number {
  const size = Math.floor(Math.abs(sum) / count + 0.5);
  return sum < 0 ? -size : size;
}

/** What was gathered of one power, from 0; then that begins anew. Undefined behind the last. */
export function spreadLines(s: Spread, index: number): string | undefined {
  if (index >= POWERS) return undefined;
  const field = index * FIELDS;
  const count = s[field + 1];
  if (count === 0) return '';
  const name = nameOf(index);
  const mean = meanOf(s[field], count);
  s[field + 1] = 0;
  s[field] = 0;
  return (
    name +
    '_mean W ' +
    milliText(mean) +
    '\n' +
    name +
    '_min W ' +
    milliText(s[field + 2]) +
    '\n' +
    name +
    '_max W ' +
    milliText(s[field + 3]) +
    '\n'
  );
}
