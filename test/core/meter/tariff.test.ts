/** What is above the class, and what it costs. The oracle is arithmetic with BigInt, written here. */
import { describe, expect, test } from 'vitest';
import { setTariff, newState } from '../../../firmware/core/meter/reckoning.ts';
import * as word from '../../../firmware/core/meter/reckoning.ts';
import { follow, runningOf, TARIFF } from './followed.ts';

const at = (text: string) => Date.parse(text) / 1000;

/** One telegram at the start of each quarter, with what the quarter before has drawn. */
function draw(s: Int32Array, fromS: number, whs: number[]): void {
  let registerWh = s[word.QUARTER] ? s[word.IMPORTED] : 5000;
  if (!s[word.QUARTER]) follow(s, [fromS, registerWh, 0]);
  whs.forEach((wh, i) => {
    registerWh += wh;
    follow(s, [fromS + 900 * (i + 1), registerWh, 0]);
  });
}

describe('energy above the class', () => {
  test.each([
    [3000, 750, 0],
    [3000, 751, 1],
    [7000, 1751, 1],
    [12000, 2999, 0],
    [12000, 3750, 750],
    [200000, 50001, 1],
    [0, 99999, 0],
  ])('of %i W: a quarter of %i Wh is %i Wh above', (referenceW, wh, exceeded) => {
    const s = newState({ ...TARIFF, referenceW });
    draw(s, at('2026-02-03T12:00:00+01:00'), [wh]);
    expect([...s.subarray(word.EXCEEDED, word.EXCEEDED + 3)]).toEqual(Array(3).fill(exceeded));
  });

  test('is summed by day, month and year, and so is its cost, without rounding', () => {
    const s = newState(TARIFF);
    const whs = [751, 3333, 700, 2749, 759, 1, 0, 9999];
    draw(s, at('2026-02-03T12:00:00+01:00'), whs);
    const exceeded = whs.map((wh) => Math.max(0, wh - 750)).reduce((a, b) => a + b);
    const wanted = { exceeded, cost: BigInt(exceeded) * 1139n };
    expect(runningOf(s)).toMatchObject({ day: wanted, month: wanted, year: wanted });
  });

  test('costs what it did when it was drawn, where the price changes', () => {
    const s = newState({ ...TARIFF, price: 1139 });
    const startS = at('2026-02-03T12:00:00+01:00');
    draw(s, startS, [1751]);
    setTariff(s, { ...TARIFF, referenceW: 7000, price: 65535 });
    draw(s, startS + 900, [1753]);
    const cost = 1001n * 1139n + 3n * 65535n;
    expect(runningOf(s).month).toMatchObject({ exceeded: 1004, cost });
  });

  test('has no sum that the numbers of the state could not hold', () => {
    const s = newState({ ...TARIFF, price: 9999 });
    const startS = at('2026-01-01T00:00:00+01:00');
    // A year at 200 kW.
    const whs = Array<number>(365 * 96 - 1).fill(50_000);
    draw(s, startS, whs);
    const exceeded = BigInt(whs.length) * 49_250n;
    expect(BigInt(s[word.EXCEEDED + 2])).toBe(exceeded);
    expect(runningOf(s).year.cost).toBe(exceeded * 9999n);
  });

  test('is in a gap what even sharing gives', () => {
    const s = newState(TARIFF);
    const startS = at('2026-02-03T12:00:00+01:00');
    follow(s, [startS, 0, 0]);
    // The first quarter 752 Wh, three of 752.67 Wh.
    follow(s, [startS + 3600, 3010, 0]);
    expect(s[word.EXCEEDED]).toBe(10);
    expect(s[word.PEAK]).toBe(753 * 4);
    expect(Math.floor(s[word.ENDED_AT] / 4) * 900).toBe(startS + 2700);
  });

  test('is told to the watt-hour where only some quarters of a gap have one above', () => {
    const startS = at('2026-02-03T12:00:00+01:00');
    // 750 Wh, then 751, 750 and 751 Wh.
    const s = newState(TARIFF);
    follow(s, [startS, 0, 0]);
    follow(s, [startS + 3600, 3002, 0]);
    expect(s[word.EXCEEDED]).toBe(2);
  });
});

describe('the peak of the month', () => {
  test('is the first of its highest quarters, and begins anew with the month', () => {
    const s = newState(TARIFF);
    const startS = at('2026-03-31T22:00:00+02:00');
    draw(s, startS, [100, 900, 300, 900]);
    expect([s[word.PEAK], Math.floor(s[word.PEAK_AT] / 4) * 900]).toEqual([3600, startS + 900]);
    draw(s, startS + 3600, [100, 100, 100, 950, 7]);
    expect([s[word.PEAK], Math.floor(s[word.PEAK_AT] / 4) * 900]).toEqual([28, startS + 7200]);
    expect(runningOf(s).before).toMatchObject({ peakW: 3800, exceeded: 500, imported: 3450 });
  });

  test('is there when nothing is drawn', () => {
    const s = newState(TARIFF);
    draw(s, at('2026-02-03T12:00:00+01:00'), [0]);
    expect(s[word.PEAK]).toBe(0);
    expect(s[word.PEAK_AT]).toBeGreaterThan(0);
  });
});
