/**
 * Days of the calendar from times, 2001 to 2099.
 *
 * In: seconds or days since 1970. Out: a date as the number yyyymmdd; when the clocks were changed
 * between winter and summer (Directive 2000/84/EC: the last Sundays of March and October, 01:00 UTC);
 * a time in ISO 8601.
 */

/** The date of a day counted from 1970. Counted from March, so that a leap day comes last. */
export function dateOf(day: number): number {
  // 11017 is 1 March 2000; 1461 days are four years.
  const since = day - 11017;
  const year = Math.floor((4 * since + 3) / 1461);
  const rest = since - Math.floor((1461 * year) / 4);
  // From March on, each five months have 153 days.
  const month = Math.floor((5 * rest + 2) / 153);
  const first = Math.floor((153 * month + 2) / 5);
  const years = 2000 + year + (month > 9 ? 1 : 0);
  return years * 10000 + (month > 9 ? month - 9 : month + 3) * 100 + rest - first + 1;
}

/** When the clocks were changed last, at `utcS` or before. */
export function latestChange(utcS: number): number {
  let day = Math.floor((utcS - 3600) / 86400);
  // 1 January 1970 was a Thursday.
  day -= (day + 4) % 7;
  for (;;) {
    const monthDay = dateOf(day) % 10000;
    if (monthDay > 1024 && monthDay < 1032) break;
    if (monthDay > 324 && monthDay < 332) break;
    day -= 7;
  }
  return day * 86400 + 3600;
}

function two(value: number): string {
  return ('' + (100 + value)).substr(1);
}

/** "2026-01-30T18:15:00+01:00". */
export function isoOf(utcS: number, ahead: number): string {
  const localS = utcS + ahead * 3600;
  const day = Math.floor(localS / 86400);
  const minute = Math.floor((localS - day * 86400) / 60);
  const date = dateOf(day);
  const hour = Math.floor(minute / 60);
  return (
    Math.floor(date / 10000) +
    '-' +
    two(Math.floor(date / 100) % 100) +
    '-' +
    two(date % 100) +
    'T' +
    two(hour) +
    ':' +
    two(minute - hour * 60) +
    ':00+0' +
    ahead +
    ':00'
  );
}
