/**
 * What follows from readings over time, as readings to publish: lines "name unit value", as in
 * `app.latest`. In: the state, and the lines of the latest telegram. Out: lines, some at a time.
 *
 * One row is six digits, name and unit: a word of reckoning.ts, the word that must not be 0 for the
 * reading to exist, and the word that is taken off, 99: none. What is below 0 does not exist either.
 * First what changes when a quarter ends, then what each telegram changes. The meanings are in
 * docs/tariff.md. The rows are one text because that stays in flash.
 */
import { findText } from '../bytes.ts';
import { milliText } from '../telegram/value.ts';
import { isoOf } from './calendar.ts';
import { milliIn } from './lines.ts';
import {
  ALLOWANCE,
  ALLOWED,
  IMPORTED,
  LEFT,
  LEFT_S,
  PERIOD,
  POWER,
  PROJECTED,
  QUARTER_START,
  SECOND,
} from './reckoning.ts';

const ROWS = `
292999last_quarter_time text
302999last_quarter_power_imported W
312999last_quarter_power_exported W
322999last_quarter_covered s
272899peak_power_month W
282899peak_power_month_time text
184099exceeded_energy_day kWh
194099exceeded_energy_month kWh
204099exceeded_energy_year kWh
214099exceeded_cost_day EUR
224099exceeded_cost_month EUR
234099exceeded_cost_year EUR
333899energy_imported_last_month kWh
343899energy_exported_last_month kWh
353899exceeded_energy_last_month kWh
363899exceeded_cost_last_month EUR
373899peak_power_last_month W
383899peak_power_last_month_time text
080314energy_imported_month kWh
090315energy_exported_month kWh
080316energy_imported_year kWh
090317energy_exported_year kWh
080312energy_imported_day kWh
090313energy_exported_day kWh
440399quarter_power_projected W
454099quarter_allowance kWh
464099quarter_allowed_power W
470399quarter_left s
`;

const NONE = 99;
/** How many rows one step writes. */
const AT_ONCE = 4;

export interface Deriving {
  /** Where the next row begins; 0: behind the last. */
  at: number;
}

/** What the running quarter comes to when the house goes on as it does now, and what it may still draw. */
function project(s: Int32Array): void {
  const period = s[PERIOD];
  const drawn = s[IMPORTED] - s[QUARTER_START];
  const leftS = period - s[SECOND];
  const left = Math.max(0, s[ALLOWANCE] - drawn);
  // A meter that does not say its power: nobody knows how it goes on.
  const wattSeconds = drawn * 3600 + (s[POWER] / 1000) * leftS;
  s[PROJECTED] = s[POWER] < 0 ? -1 : Math.floor(wattSeconds / period);
  s[LEFT] = left;
  s[ALLOWED] = Math.floor((left * 3600) / leftS);
  s[LEFT_S] = leftS;
}

/** Begins to write: all rows, or those alone that each telegram changes. */
export function newDeriving(s: Int32Array, isAll: boolean): Deriving {
  project(s);
  return { at: isAll ? 1 : findText(ROWS, '080312energy_imported_day ', 0) };
}

function wordAt(at: number): number {
  return parseInt(ROWS.substr(at, 2), 10);
}

/** By the last letter of the unit: times; thousandths of kWh and EUR as they are; W and s. */
function valueText(s: Int32Array, value: number, letter: string): string {
  if (letter === 'h' || letter === 'R') return milliText(value);
  if (letter !== 't') return '' + value;
  const quarter = Math.floor(value / 4);
  return isoOf(quarter * s[PERIOD], value - quarter * 4);
}

/** The next lines; those that do not exist are left out. `d.at` is 0 when there are no more. */
export function nextDerived(s: Int32Array, d: Deriving): string {
  let lines = '';
  for (let i = 0; i < AT_ONCE && d.at; i++) {
    const at = d.at;
    const end = ROWS.indexOf('\n', at);
    const less = wordAt(at + 4);
    const value = s[wordAt(at)] - (less === NONE ? 0 : s[less]);
    if (s[wordAt(at + 2)] && value >= 0)
      lines += ROWS.substring(at + 6, end) + ' ' + valueText(s, value, ROWS.charAt(end - 1)) + '\n';
    d.at = end + 1 < ROWS.length ? end + 1 : 0;
  }
  return lines;
}

/** Names and units of all that is derived, for documentation and tests. */
export function derivedNames(): { name: string; unit: string }[] {
  const rows = ROWS.substring(1, ROWS.length - 1).split('\n');
  return rows.map(function (row) {
    const words = row.split(' ');
    return { name: words[0].substr(6), unit: words[1] };
  });
}

/** What is given to the grid on the whole, and by phase: 0 where more is taken. From net power. */
export function surplusLines(latest: string): string {
  const phases = ['', '_l1', '_l2', '_l3'];
  let lines = '';
  for (let i = 0; i < phases.length; i++) {
    const milli = milliIn(latest, 'power_net' + phases[i], 'W');
    if (milli === undefined) continue;
    lines += 'solar_surplus' + phases[i] + ' W ' + milliText(Math.max(0, -milli)) + '\n';
  }
  return lines;
}
