/** The calendar. The oracle is the host's: Date, and its time zone data. */
import { expect, test } from 'vitest';
import { dateOf, isoOf, latestChange } from '../../../firmware/core/meter/calendar.ts';
import { offsetAt } from './account.ts';

const DAY_MS = 86400000;

test('every day of 2001 to 2099 has its date', () => {
  let days = 0;
  for (let ms = Date.UTC(2001, 0, 1); ms < Date.UTC(2100, 0, 1); ms += DAY_MS, days++) {
    const wanted = Number(new Date(ms).toISOString().slice(0, 10).replaceAll('-', ''));
    if (dateOf(ms / DAY_MS) !== wanted) expect(dateOf(ms / DAY_MS)).toBe(wanted);
  }
  expect(days).toBe(36159);
});

test('the latest change of the clocks is that of the time zone', () => {
  let changeS = 0;
  let changes = 0;
  let offset = '';
  for (let utcS = Date.UTC(2024, 9, 1) / 1000; utcS < Date.UTC(2036, 0, 1) / 1000; utcS += 3600) {
    const now = offsetAt(utcS);
    if (offset && now !== offset) {
      changeS = utcS;
      changes++;
    }
    offset = now;
    if (!changeS) continue;
    const found = [latestChange(utcS), latestChange(utcS + 3599)];
    if (found[0] !== changeS || found[1] !== changeS) expect(found).toEqual([changeS, changeS]);
  }
  expect(changes).toBe(23);
});

test.each([
  [1, '2026-01-30T18:15:00+01:00'],
  [2, '2026-10-25T02:45:00+02:00'],
  [1, '2026-10-25T02:45:00+01:00'],
  [1, '2028-02-29T00:00:00+01:00'],
  [2, '2026-09-09T09:05:00+02:00'],
])('a time %i h ahead of UTC is written %s', (ahead, iso) => {
  expect(isoOf(Date.parse(iso) / 1000, ahead)).toBe(iso);
});
