/**
 * What follows from readings over time, as readings to publish: lines "name unit value", as in
 * `app.latest`. In: the state, and the lines of the latest telegram. Out: lines, some at a time.
 *
 * One row is "name unit word there" or "name unit word there less": a word of reckoning.ts, the word that
 * must not be 0 for the reading to exist, and what is taken off. What is below 0 does not exist either.
 * First what changes when a quarter ends, then what each telegram changes. The meanings are in
 * docs/tariff.md. The rows are one text because that stays in flash.
 */
import { findText } from '../bytes.ts';
import { milliText } from '../telegram/value.ts';
import { isoOf } from './calendar.ts';
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
last_quarter_time text 29 29
last_quarter_power_imported W 30 29
last_quarter_power_exported W 31 29
last_quarter_covered s 32 29
peak_power_month W 27 28
peak_power_month_time text 28 28
exceeded_energy_day kWh 18 40
exceeded_energy_month kWh 19 40
exceeded_energy_year kWh 20 40
exceeded_cost_day EUR 21 40
exceeded_cost_month EUR 22 40
exceeded_cost_year EUR 23 40
energy_imported_last_month kWh 33 38
energy_exported_last_month kWh 34 38
exceeded_energy_last_month kWh 35 38
exceeded_cost_last_month EUR 36 38
peak_power_last_month W 37 38
peak_power_last_month_time text 38 38
energy_imported_month kWh 8 3 14
energy_exported_month kWh 9 3 15
energy_imported_year kWh 8 3 16
energy_exported_year kWh 9 3 17
energy_imported_day kWh 8 3 12
energy_exported_day kWh 9 3 13
quarter_power_projected W 44 3
quarter_allowance kWh 45 40
quarter_allowed_power W 46 40
quarter_left s 47 3
`;

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
  return { at: isAll ? 1 : findText(ROWS, '\nenergy_imported_day ', 0) + 1 };
}

function momentText(s: Int32Array, moment: number): string {
  const quarter = Math.floor(moment / 4);
  return isoOf(quarter * s[PERIOD], moment - quarter * 4);
}

/** Wh and money are thousandths as they are. */
function valueText(s: Int32Array, unit: string, value: number): string {
  if (unit === 'text') return momentText(s, value);
  return milliText(unit === 'kWh' || unit === 'EUR' ? value : value * 1000);
}

/** The next lines; those that do not exist are left out. `d.at` is 0 when there are no more. */
export function nextDerived(s: Int32Array, d: Deriving): string {
  let lines = '';
  for (let i = 0; i < AT_ONCE && d.at; i++) {
    const end = ROWS.indexOf('\n', d.at);
    const words = ROWS.substring(d.at, end).split(' ');
    const less = words[4] ? s[parseInt(words[4], 10)] : 0;
    const value = s[parseInt(words[2], 10)] - less;
    d.at = end + 1 < ROWS.length ? end + 1 : 0;
    if (s[parseInt(words[3], 10)] && value >= 0)
      lines += words[0] + ' ' + words[1] + ' ' + valueText(s, words[1], value) + '\n';
  }
  return lines;
}

/** Names and units of all that is derived, for documentation and tests. */
export function derivedNames(): { name: string; unit: string }[] {
  const rows = ROWS.substring(1, ROWS.length - 1).split('\n');
  return rows.map(function (row) {
    return { name: row.split(' ')[0], unit: row.split(' ')[1] };
  });
}

/** What is given to the grid on the whole, and by phase: 0 where more is taken. From net power. */
export function surplusLines(latest: string): string {
  const phases = ['', '_l1', '_l2', '_l3'];
  let lines = '';
  for (let i = 0; i < phases.length; i++) {
    const name = '\npower_net' + phases[i] + ' W ';
    const at = findText(latest, name, 0);
    if (at < 0) continue;
    const value = latest.substring(at + name.length, latest.indexOf('\n', at + 1));
    const surplus = value.charAt(0) === '-' ? value.substr(1) : '0';
    lines += 'solar_surplus' + phases[i] + ' W ' + surplus + '\n';
  }
  return lines;
}
