/** Time stamps. The oracle is the calendar of the host, Date.UTC. */
import { describe, expect, test } from 'vitest';
import { parseStamp } from '../../../firmware/core/telegram/stamp.ts';

const pad = (n: number) => String(n).padStart(2, '0');
const utcOf = (text: string) => new Date(parseStamp(text)!.utcS * 1000).toISOString();

describe('a time stamp', () => {
  test.each([
    ['180130102122W', '2018-01-30T09:21:22.000Z', '2018-01-30T10:21:22+01:00'],
    ['220821165423S', '2022-08-21T14:54:23.000Z', '2022-08-21T16:54:23+02:00'],
    ['240229120000W', '2024-02-29T11:00:00.000Z', '2024-02-29T12:00:00+01:00'],
    ['000101010000W', '2000-01-01T00:00:00.000Z', '2000-01-01T01:00:00+01:00'],
    ['000101003000W', '1999-12-31T23:30:00.000Z', '2000-01-01T00:30:00+01:00'],
    ['380119041408W', '2038-01-19T03:14:08.000Z', '2038-01-19T04:14:08+01:00'],
    ['991231235959W', '2099-12-31T22:59:59.000Z', '2099-12-31T23:59:59+01:00'],
  ])('%s is %s', (text, utc, iso) => {
    expect(utcOf(text)).toBe(utc);
    expect(parseStamp(text)!.iso).toBe(iso);
    expect(new Date(iso).toISOString()).toBe(utc);
  });

  test('has its offset from the letter, whatever the season', () => {
    expect(utcOf('220701120000W')).toBe('2022-07-01T11:00:00.000Z');
    expect(utcOf('221224120000S')).toBe('2022-12-24T10:00:00.000Z');
  });

  test('tells the doubled hour of autumn apart', () => {
    expect(utcOf('221030023000S')).toBe('2022-10-30T00:30:00.000Z');
    expect(utcOf('221030023000W')).toBe('2022-10-30T01:30:00.000Z');
  });

  test('goes on by a second where spring leaves an hour out', () => {
    expect(utcOf('220327015959W')).toBe('2022-03-27T00:59:59.000Z');
    expect(utcOf('220327030000S')).toBe('2022-03-27T01:00:00.000Z');
    expect(utcOf('220327023000W')).toBe('2022-03-27T01:30:00.000Z');
    expect(utcOf('220327023000S')).toBe('2022-03-27T00:30:00.000Z');
  });

  test('is right for every day of the century', () => {
    const last = Date.UTC(2099, 11, 31);
    let days = 0;
    for (let ms = Date.UTC(2000, 0, 1); ms <= last; ms += 86400000) {
      const day = new Date(ms).toISOString().slice(0, 10);
      const text = day.slice(2).replaceAll('-', '') + '120000S';
      const stamp = parseStamp(text);
      if (stamp?.utcS !== ms / 1000 + 36000 || stamp.iso !== day + 'T12:00:00+02:00') {
        expect(stamp, text).toEqual({ utcS: ms / 1000 + 36000, iso: day + 'T12:00:00+02:00' });
      }
      days++;
    }
    expect(days).toBe(36525);
  });

  test('is none for every day that does not exist', () => {
    for (let year = 0; year < 100; year++) {
      for (let month = 0; month < 15; month++) {
        for (let day = 0; day < 34; day++) {
          const date = new Date(Date.UTC(2000 + year, month - 1, day));
          const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
          const text = pad(year) + pad(month) + pad(day) + '120000W';
          if ((parseStamp(text) !== undefined) !== exists) expect(text).toBe(exists);
        }
      }
    }
  });

  test('is right for every second of a day, and no other', () => {
    for (const [text, exists] of [
      ['000000', true],
      ['235959', true],
      ['236000', false],
      ['235960', false],
      ['240000', false],
      ['990000', false],
    ] as const) {
      expect(parseStamp(`220821${text}S`) !== undefined, text).toBe(exists);
    }
    for (let second = 0; second < 86400; second += 61) {
      const wall = new Date(second * 1000).toISOString().slice(11, 19);
      const stamp = parseStamp(`220821${wall.replaceAll(':', '')}S`);
      expect(stamp?.utcS, wall).toBe(Date.UTC(2022, 7, 21) / 1000 + second - 7200);
    }
  });

  test.each([
    '',
    'serienummer',
    '2208211654S',
    '220821165423',
    '220821165423X',
    '220821165423s',
    '220821165423w',
    '220821165423SS',
    '220821165423S ',
    ' 220821165423S',
    '632525252525S',
    '632525252525W',
    '123412341234W',
    '250000000000W',
    '1234ABC',
    '22082116542 S',
    '+20821165423S',
    '-20821165423S',
    '22082a165423S',
    '0x0821165423S',
  ])('is none: %j', (text) => {
    expect(parseStamp(text)).toBeUndefined();
  });
});
