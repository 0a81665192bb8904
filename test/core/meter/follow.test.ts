/** From the lines of a telegram to the state. Lines are made by the telegram parser of the core. */
import { expect, test } from 'vitest';
import { followLatest } from '../../../firmware/core/meter/follow.ts';
import * as word from '../../../firmware/core/meter/reckoning.ts';
import type { Ended } from '../../../firmware/core/meter/reckoning.ts';
import { parseStamp } from '../../../firmware/core/telegram/stamp.ts';
import { TARIFF } from './followed.ts';

const stamp = (text: string) => parseStamp(text)!;

test('takes registers and power from lines, wherever they stand', () => {
  const s = word.newState(TARIFF);
  const latest =
    'energy_imported kWh 123456.7\nreactive_energy_imported kvarh 9\nenergy_exported kWh 12\n' +
    'apparent_power_imported VA 7\npower_imported W 1068\n';
  expect(followLatest(s, latest, stamp('260329015950W'))).toBe(true);
  expect([s[word.IMPORTED], s[word.EXPORTED], s[word.POWER]]).toEqual([123456700, 12000, 1068000]);
  expect([s[word.DATE], s[word.AHEAD]]).toEqual([20260329, 1]);
  const ended: Ended[] = [];
  const next = 'power_imported W 0.5\nenergy_exported kWh 12.001\nenergy_imported kWh 123456.71\n';
  expect(followLatest(s, next, stamp('260329030000S'), ended)).toBe(true);
  expect(ended).toMatchObject([{ importedWh: 10, exportedWh: 1, coveredS: 10 }]);
  expect([s[word.POWER], s[word.AHEAD]]).toEqual([500, 2]);
});

test('without export, or without power, the rest is followed', () => {
  const s = word.newState(TARIFF);
  followLatest(s, 'energy_imported kWh 5\n', stamp('260114120000W'));
  expect(followLatest(s, 'energy_imported kWh 5.02\n', stamp('260114120010W'))).toBe(false);
  expect([s[word.IMPORTED], s[word.EXPORTED], s[word.POWER]]).toEqual([5020, 0, -1]);
});

test('without imported energy nothing is followed', () => {
  const s = word.newState(TARIFF);
  for (const latest of [
    '',
    'energy_exported kWh 5\npower_imported W 3\n',
    'max_energy_imported kWh 5\n',
    'energy_imported text x\n',
  ])
    expect(followLatest(s, latest, stamp('260114120000W'))).toBe(false);
  expect(s).toEqual(word.newState(TARIFF));
});

test('a power that no house has is held at 2 MW', () => {
  const s = word.newState(TARIFF);
  const latest = 'energy_imported kWh 5\npower_imported W 99999999\n';
  followLatest(s, latest, stamp('260114120000W'));
  expect(s[word.POWER]).toBe(2e9);
});
