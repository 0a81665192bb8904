/**
 * The tariff by reference power: what quarters draw above their class, and what that costs.
 *
 * In: the energy of quarters that ended, and the date of the next one. Out, in the state: Wh above the
 * class and their cost by day, month and year, the month's peak, and the month before. Luxembourg since
 * 2025 (ILR regulation E23/49): above the class is max(0, E - P x 1/4 h) of each quarter hour.
 *
 * Cost is Wh times price, counted in 1/10000000 EUR and never rounded: 200 kW for a whole year at nearly
 * 1 EUR/kWh have room.
 */
import {
  ALLOWANCE,
  BEFORE,
  COST,
  COST_REST,
  DATE,
  DAY_START,
  EXCEEDED,
  MONTH_START,
  PEAK,
  PEAK_AT,
  PERIOD,
  PRICE,
  QUARTER_START,
} from './reckoning.ts';

/** Books what `count` quarters have drawn together; `moment` is that of the first. */
export function bookImported(s: Int32Array, wh: number, count: number, moment: number): void {
  // Spread evenly, `more` quarters have one Wh more than the others.
  const each = Math.floor(wh / count);
  const more = wh - each * count;
  let exceeded = 0;
  if (s[ALLOWANCE] && each >= s[ALLOWANCE]) exceeded = wh - s[ALLOWANCE] * count;
  for (let i = 0; exceeded && i < 3; i++) {
    const rest = s[COST_REST + i] + exceeded * s[PRICE];
    s[EXCEEDED + i] += exceeded;
    s[COST_REST + i] = rest % 10000;
    s[COST + i] += Math.floor(rest / 10000);
  }
  const peak = ((more ? each + 1 : each) * 3600) / s[PERIOD];
  if (peak <= s[PEAK] && s[PEAK_AT]) return;
  s[PEAK] = peak;
  s[PEAK_AT] = moment;
}

function keepMonth(s: Int32Array): void {
  s[BEFORE] = s[QUARTER_START] - s[MONTH_START];
  s[BEFORE + 1] = s[QUARTER_START + 1] - s[MONTH_START + 1];
  s[BEFORE + 2] = s[EXCEEDED + 1];
  s[BEFORE + 3] = s[COST + 1];
  s[BEFORE + 4] = s[PEAK];
  s[BEFORE + 5] = s[PEAK_AT];
  s[PEAK] = 0;
  s[PEAK_AT] = 0;
}

/** The next quarter is one of `date`: begins a day, a month or a year, where it is another one. */
export function beginDate(s: Int32Array, date: number): void {
  const old = s[DATE];
  if (date === old) return;
  const isMonth = Math.floor(date / 100) !== Math.floor(old / 100);
  const isYear = Math.floor(date / 10000) !== Math.floor(old / 10000);
  if (isMonth) keepMonth(s);
  const spans = isYear ? 3 : isMonth ? 2 : 1;
  for (let i = 0; i < spans; i++) {
    s[DAY_START + 2 * i] = s[QUARTER_START];
    s[DAY_START + 2 * i + 1] = s[QUARTER_START + 1];
    s[EXCEEDED + i] = 0;
    s[COST + i] = 0;
    s[COST_REST + i] = 0;
  }
  s[DATE] = date;
}
