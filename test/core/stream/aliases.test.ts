import { describe, expect, test } from 'vitest';
import { aliasStep, newAliasing } from '../../../firmware/core/stream/aliases.ts';
import { withLineEnd } from '../../../firmware/core/stream/line-end.ts';
import { newCrcTables } from '../../../firmware/core/telegram/crc16.ts';
import { newHouse } from '../../../host-sim/house/load.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { crcArc, telegramOf } from '../../fakes/telegram.ts';

const tables = newCrcTables();

function aliased(telegram: string): string {
  const a = newAliasing(telegram, tables);
  for (let steps = 0; !aliasStep(a); steps++) expect(steps).toBeLessThan(10);
  return a.text;
}

/** The lines that were added, in front of "!", where all else is as before. */
function linesAdded(telegram: string): string[] {
  const before = telegram.split('\r\n');
  const after = aliased(telegram).split('\r\n');
  const bang = before.findIndex((line) => line.startsWith('!'));
  const added = after.length - before.length;
  expect(after.slice(0, bang)).toEqual(before.slice(0, bang));
  expect(after.slice(bang + added + 1)).toEqual(before.slice(bang + 1));
  return after.slice(bang, bang + added);
}

/** The sum of the whole text, bit by bit (CRC catalogue, CRC-16/ARC), as it must be printed. */
function sumOf(telegram: string): string {
  const end = telegram.indexOf('\n!') + 2;
  const crc = crcArc(Buffer.from(telegram.slice(0, end), 'latin1'));
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

function printedSum(telegram: string): string {
  return telegram.slice(telegram.indexOf('\n!') + 2).trim();
}

const IMPORTED = '1-0:1.8.0(006925.428*kWh)';
const EXPORTED = '1-0:2.8.0(000001.002*kWh)';
const NAME = '0-0:42.0.0(53414731303330373030303839303637)';

describe('a telegram of Luxembourg', () => {
  test('gets the registers of a Dutch meter, with the same values', () => {
    expect(linesAdded(telegramOf([NAME, IMPORTED, EXPORTED, '1-0:1.7.0(1*W)']))).toEqual([
      '1-0:1.8.1(006925.428*kWh)',
      '1-0:2.8.1(000001.002*kWh)',
      '0-0:96.1.1(53414731303330373030303839303637)',
      '0-0:96.14.0(0001)',
    ]);
  });

  test('has the checksum of its new text, whatever the meter counts', () => {
    for (let i = 0; i < 300; i++) {
      const startMs = Date.UTC(2025, 0, 1) + 7_777_777 * i;
      const list = (['full', 'basic'] as const)[i % 2];
      const telegram = formatTelegram(newHouse({ seed: i, startMs }), startMs, list);
      expect(printedSum(telegram)).toBe(sumOf(telegram));
      const text = aliased(telegram);
      expect(text).toContain('\r\n1-0:1.8.1(');
      expect(printedSum(text)).toBe(sumOf(text));
    }
  });

  test('has a checksum of four capital digits also where it is small', () => {
    const sums = Array.from({ length: 3000 }, (_none, i) => {
      const text = aliased(telegramOf([`1-0:1.8.0(${String(i).padStart(9, '0')}*Wh)`]));
      expect(printedSum(text)).toBe(sumOf(text));
      return printedSum(text);
    });
    expect(sums.every((sum) => /^[0-9A-F]{4}$/.test(sum))).toBe(true);
    expect(sums.filter((sum) => sum.startsWith('00')).length).toBeGreaterThan(0);
  });

  test('may have printed its own checksum in small letters, without zeros, or without line end', () => {
    let number = 0;
    let telegram = '';
    // Until the sum begins with a zero and has a letter.
    while (!/^0[1-9A-F]*[A-F]/.test(printedSum(telegram)))
      telegram = telegramOf([`1-0:1.8.0(${number++}*Wh)`]);
    const sum = printedSum(telegram);
    const small = telegram.replace(`!${sum}`, `!${sum.slice(1).toLowerCase()}`);
    expect(aliased(small)).toBe(aliased(telegram));
    expect(aliased(telegram.trimEnd())).toBe(aliased(telegram).trimEnd());
  });
});

test('only lines that are missing are added', () => {
  const austria = [
    ...['1-0:1.8.0(006545766*Wh)', '1-0:1.8.1(005017120*Wh)', '1-0:1.8.2(001528646*Wh)'],
    ...['1-0:2.8.0(000000000*Wh)', '1-0:2.8.1(000000000*Wh)', '1-0:2.8.2(000000000*Wh)'],
  ];
  const telegram = telegramOf(austria);
  expect(aliased(telegram)).toBe(telegram);
  expect(linesAdded(telegramOf([...austria, NAME]))).toEqual([
    '0-0:96.1.1(53414731303330373030303839303637)',
  ]);
});

test('a line without a source is not invented', () => {
  expect(linesAdded(telegramOf([EXPORTED]))).toEqual(['1-0:2.8.1(000001.002*kWh)']);
  expect(linesAdded(telegramOf([IMPORTED]))).toEqual([
    '1-0:1.8.1(006925.428*kWh)',
    '0-0:96.14.0(0001)',
  ]);
  const text = telegramOf(['0-0:96.13.0(1-0:1.8.0(1*kWh))']);
  expect(aliased(text)).toBe(text);
});

test('a telegram without checksum stays without', () => {
  const telegram = ['/TST5', '', IMPORTED, '!', ''].join('\r\n');
  expect(aliased(telegram)).toBe(
    ['/TST5', '', IMPORTED, '1-0:1.8.1(006925.428*kWh)', '0-0:96.14.0(0001)', '!', ''].join('\r\n'),
  );
});

test('lines end as those of the meter do', () => {
  const text = aliased(`/TST5\n\n${IMPORTED}\n!\n`);
  expect(text).toBe(`/TST5\n\n${IMPORTED}\n1-0:1.8.1(006925.428*kWh)\n0-0:96.14.0(0001)\n!\n`);
});

test('what is no telegram stays as it is', () => {
  for (const text of ['', '/TST5\r\n', '!0000\r\n', `${IMPORTED}!`])
    expect(aliased(text)).toBe(text);
});

test('the last line always ends', () => {
  expect(withLineEnd('/TST5\r\n!ABCD')).toBe('/TST5\r\n!ABCD\r\n');
  expect(withLineEnd('/TST5\n!\n')).toBe('/TST5\n!\n');
});
