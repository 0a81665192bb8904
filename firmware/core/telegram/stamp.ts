/**
 * A meter's time stamp, YYMMDDhhmmssX: DSMR P1 5.0.2 §6.4 (TST).
 *
 * The letter alone fixes the offset from UTC (S = +2 h, W = +1 h): meters keep it right where a
 * calendar would have to guess, in the doubled hour. Months, days or hours that do not exist mean
 * a clock that was never set: undefined.
 */
import { parseDigits } from './value.ts';

export interface Stamp {
  /** Seconds since 1970, UTC. */
  utcS: number;
  /** ISO 8601 with offset. */
  iso: string;
}

const DAYS_BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

function two(text: string, at: number): string {
  return text.substr(at, 2);
}

/** Days since 1970 of a day in 2000 to 2099; undefined when there is no such day. */
function dayNumber(year: number, month: number, day: number): number | undefined {
  if (month < 1 || month > 12 || day < 1) return undefined;
  const leap = year % 4 === 0;
  const length = DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (leap && month === 2 ? 1 : 0);
  if (day > length) return undefined;
  const leapDays = ((year + 3) >> 2) + (leap && month > 2 ? 1 : 0);
  // 10957: days from 1970 to 2000.
  return 10957 + year * 365 + leapDays + DAYS_BEFORE[month - 1] + day - 1;
}

/** "180130102122W" gives 1517304082 and "2018-01-30T10:21:22+01:00"; undefined when invalid. */
export function parseStamp(text: string): Stamp | undefined {
  const letter = text.charAt(12);
  const offset = letter === 'W' ? 1 : letter === 'S' ? 2 : 0;
  const date = parseDigits(text.substr(0, 6));
  const time = parseDigits(text.substr(6, 6));
  if (!offset || text.length !== 13 || date === undefined || time === undefined) return undefined;
  const day = dayNumber((date / 10000) | 0, ((date / 100) | 0) % 100, date % 100);
  const hour = (time / 10000) | 0;
  const minute = ((time / 100) | 0) % 100;
  const second = time % 100;
  if (day === undefined || hour > 23 || minute > 59 || second > 59) return undefined;
  return {
    utcS: day * 86400 + (hour - offset) * 3600 + minute * 60 + second,
    iso:
      '20' +
      two(text, 0) +
      '-' +
      two(text, 2) +
      '-' +
      two(text, 4) +
      'T' +
      two(text, 6) +
      ':' +
      two(text, 8) +
      ':' +
      two(text, 10) +
      '+0' +
      offset +
      ':00',
  };
}
