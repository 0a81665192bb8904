/** Quarters from registers. The oracle is account.ts, or numbers that stand here. */
import { describe, expect, test } from 'vitest';
import { followTelegram } from '../../../firmware/core/meter/quarter.ts';
import * as word from '../../../firmware/core/meter/reckoning.ts';
import type { Ended } from '../../../firmware/core/meter/reckoning.ts';
import { accountOf } from './account.ts';
import type { Reading } from './account.ts';
import { expectEnded, follow, RULES, runningIn, runningOf, TARIFF } from './followed.ts';

/** Seconds since 1970 of a time in Luxembourg's winter. */
const at = (text: string) => Date.parse(`2026-01-${text}+01:00`) / 1000;
const NOON = at('14T12:00:00');

function followAll(readings: Reading[], tariff = TARIFF) {
  const s = word.newState(tariff);
  const ended: Ended[] = [];
  const saved = readings.map((reading) => follow(s, reading, ended));
  return { s, ended, saved };
}

/** A telegram every 10 s at a constant power, from one time to before another. */
function steady(fromS: number, toS: number, powerW: number, startWh = 1000): Reading[] {
  const count = Math.ceil((toS - fromS) / 10);
  return Array.from({ length: count }, (_, i) => {
    return [fromS + 10 * i, startWh + Math.floor((powerW * 10 * i) / 3600), 0] as const;
  });
}

function newChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
}

describe('a quarter', () => {
  test('is the difference of the registers at the quarters of the clock', () => {
    const { ended, s } = followAll(steady(NOON, NOON + 2705, 3600));
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 900, exportedWh: 0, coveredS: 900 },
      { startS: NOON + 900, count: 1, importedWh: 900, exportedWh: 0, coveredS: 900 },
      { startS: NOON + 1800, count: 1, importedWh: 900, exportedWh: 0, coveredS: 900 },
    ]);
    expect([...s.subarray(word.ENDED_IMPORTED, word.ENDED_COVERED + 1)]).toEqual([3600, 0, 900]);
  });

  test('has its share of what is drawn between the two readings around its end', () => {
    const readings: Reading[] = [
      [NOON + 890, 1000, 50],
      [NOON + 893, 1010, 60],
      [NOON + 903, 1025, 67],
      [NOON + 1800, 1100, 70],
    ];
    const { ended } = followAll(readings);
    // 7 of 10 seconds: 10.5 of 15 Wh, and 4.9 of 7.
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 20, exportedWh: 14, coveredS: 10 },
      { startS: NOON + 900, count: 1, importedWh: 80, exportedWh: 6, coveredS: 3 },
    ]);
  });

  test('begins with the first reading, and says that it is not covered', () => {
    const { ended } = followAll(steady(NOON + 600, NOON + 910, 3600));
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 300, exportedWh: 0, coveredS: 300 },
    ]);
  });

  test('is exact after a gap within it, which is not covered', () => {
    const readings = steady(NOON, NOON + 910, 3600).filter(
      ([utcS]) => utcS <= NOON + 100 || utcS > NOON + 400,
    );
    const { ended } = followAll(readings);
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 900, exportedWh: 0, coveredS: 590 },
    ]);
  });

  test.each([
    [60, 60],
    [61, 0],
  ])('counts %i s between two readings as %i s covered', (gapS, coveredS) => {
    const { s } = followAll([
      [NOON, 0, 0],
      [NOON + gapS, 1, 0],
    ]);
    expect(s[word.COVERED]).toBe(coveredS);
  });

  test('that ended in a gap has its share by time, and those that are in it share evenly', () => {
    const readings: Reading[] = [
      [NOON + 450, 1000, 0],
      // 450 s, three whole quarters, 150 s; 11 Wh in all.
      [NOON + 3750, 1011, 0],
      [NOON + 4500, 1012, 0],
    ];
    const { ended, saved } = followAll(readings);
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 1, exportedWh: 0, coveredS: 0 },
      { startS: NOON + 900, count: 3, importedWh: 9, exportedWh: 0, coveredS: 0 },
      { startS: NOON + 3600, count: 1, importedWh: 2, exportedWh: 0, coveredS: 0 },
    ]);
    expect(saved).toEqual([true, true, true]);
  });

  test('may have another length', () => {
    const tariff = { ...TARIFF, periodS: 1800 };
    const { ended, s } = followAll(steady(NOON, NOON + 1810, 3600), tariff);
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 1800, exportedWh: 0, coveredS: 1800 },
    ]);
    expect(s[word.ENDED_IMPORTED]).toBe(3600);
    expect(s[word.EXCEEDED]).toBe(300);
  });

  test('begins anew when it gets another length, and day and month go on', () => {
    const { s } = followAll(steady(NOON, NOON + 2000, 3600));
    follow(s, [NOON + 1995, 2990, 40]);
    word.setTariff(s, { ...TARIFF, periodS: 3600 });
    follow(s, [NOON + 2000, 3000, 40]);
    expect(s[word.QUARTER] * 3600).toBe(NOON);
    expect(s[word.IMPORTED] - s[word.QUARTER_START]).toBe(10);
    expect(s[word.EXPORTED] - s[word.QUARTER_START + 1]).toBe(0);
    expect(s[word.IMPORTED] - s[word.DAY_START]).toBe(2000);
    expect(s[word.EXCEEDED]).toBe(300);
    const fresh = word.newState(TARIFF);
    word.setTariff(fresh, { ...TARIFF, periodS: 3600 });
    expect(fresh[word.QUARTER]).toBe(0);
  });
});

describe('another register', () => {
  test.each([
    ['falls', 7],
    ['rises as no house can', 1_000_000],
  ])('that %s goes on from there, and nothing is negative', (_, swapped) => {
    const readings: Reading[] = [
      ...steady(NOON, NOON + 300, 3600, 500_000),
      ...steady(NOON + 300, NOON + 910, 3600, swapped),
    ];
    const { ended, s } = followAll(readings);
    // The ten seconds between the two meters count for nothing.
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 890, exportedWh: 0, coveredS: 900 },
    ]);
    expect(s[word.IMPORTED] - s[word.DAY_START]).toBe(890);
  });

  test('of the two leaves the other as it is', () => {
    const { ended } = followAll([
      [NOON, 5000, 800],
      [NOON + 30, 5010, 0],
      [NOON + 60, 5020, 3],
      [NOON + 900, 5300, 10],
    ]);
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 300, exportedWh: 10, coveredS: 60 },
    ]);
  });

  test('after a gap counts for nothing either', () => {
    const { ended } = followAll([
      [NOON, 5000, 0],
      [NOON + 2000, 40, 0],
      [NOON + 2700, 60, 0],
    ]);
    expect(ended.map(({ count, importedWh }) => [count, importedWh])).toEqual([
      [1, 0],
      [1, 0],
      [1, 20],
    ]);
  });

  test.each([-1, 2e9, NaN])('of %d Wh is none', (wh) => {
    const { s, saved } = followAll([[NOON, wh, 0]]);
    expect(saved).toEqual([false]);
    expect(s[word.QUARTER]).toBe(0);
    const running = followAll([[NOON, 10, 0]]).s;
    expect(follow(running, [NOON + 1000, 20, wh])).toBe(false);
    expect(running[word.IMPORTED]).toBe(10);
  });
});

describe('the clock', () => {
  test.each([Date.UTC(2000, 0, 1) / 1000, Date.UTC(2024, 11, 31) / 1000, 2 ** 32])(
    'that was never set (%d) is not believed',
    (utcS) => {
      const { s } = followAll([[NOON, 10, 0]]);
      for (let i = 0; i < 10; i++) expect(follow(s, [utcS, 20, 0])).toBe(false);
      expect(s[word.QUARTER] * 900).toBe(NOON);
    },
  );

  test('is waited for when it goes back by a minute, and no energy is lost', () => {
    const readings = steady(NOON, NOON + 905, 3600);
    const back = steady(NOON + 850, NOON + 1900, 3600, 1905);
    const { ended } = followAll([...readings, ...back]);
    expect(ended.map(({ startS, importedWh }) => [startS - NOON, importedWh])).toEqual([
      [0, 900],
      // 55 s in which the clock showed what it had shown before.
      [900, 955],
    ]);
  });

  test('ends the running quarter when it goes back further, once that is sure', () => {
    const { s, ended } = followAll(steady(NOON, NOON + 1205, 3600));
    const back = steady(NOON + 605, NOON + 1000, 3600, 2210);
    const saved = back.map((reading) => follow(s, reading, ended));
    expect(saved.slice(0, 7)).toEqual([false, false, false, false, false, true, false]);
    expect(ended).toEqual([
      { startS: NOON, count: 1, importedWh: 900, exportedWh: 0, coveredS: 900 },
      { startS: NOON + 900, count: 1, importedWh: 300, exportedWh: 0, coveredS: 300 },
      // From 1200 s on, and then again from 605 s to 900 s.
      { startS: NOON, count: 1, importedWh: 305, exportedWh: 0, coveredS: 245 },
    ]);
    const drawn = ended.reduce((sum, { importedWh }) => sum + importedWh, 0);
    expect(drawn + s[word.IMPORTED] - s[word.QUARTER_START]).toBe(s[word.IMPORTED] - 1000);
  });

  test('may go back into the day before', () => {
    const { s } = followAll(steady(at('14T00:00:00'), at('14T00:20:00'), 3600));
    for (let i = 0; i < 6; i++) follow(s, [at('13T23:50:00') + i, 2300, 0]);
    expect(s[word.DATE]).toBe(20260113);
    expect(s[word.IMPORTED] - s[word.DAY_START]).toBe(110);
    expect(s[word.IMPORTED] - s[word.MONTH_START]).toBe(1300);
  });

  test.each([3601, 86400, -70, -86400])(
    'that jumps by %i s for five telegrams moves nothing',
    (jumpS) => {
      const { s } = followAll(steady(NOON, NOON + 100, 3600));
      const before = s.slice();
      for (let i = 0; i < 5; i++) expect(follow(s, [NOON + 90 + jumpS + i, 1095, 0])).toBe(false);
      expect(s[word.DOUBTS]).toBe(5);
      follow(s, [NOON + 100, 1100, 0]);
      expect(s[word.DOUBTS]).toBe(0);
      before[word.SECOND] = 100;
      before[word.COVERED] = 100;
      before[word.IMPORTED] = 1100;
      expect(s).toEqual(before);
    },
  );

  test('is believed again with a telegram that ends a quarter', () => {
    const { s } = followAll(steady(NOON, NOON + 100, 3600));
    for (let i = 0; i < 5; i++) follow(s, [NOON + 90000, 1095, 0]);
    follow(s, [NOON + 900, 1900, 0]);
    expect(s[word.DOUBTS]).toBe(0);
  });

  test('that jumps an hour ahead makes a gap of it', () => {
    const { s, ended } = followAll([
      [NOON, 1000, 0],
      [NOON + 3600, 1040, 0],
    ]);
    expect(ended.map(({ count, importedWh }) => [count, importedWh])).toEqual([
      [1, 10],
      [3, 30],
    ]);
    expect(s[word.QUARTER] * 900).toBe(NOON + 3600);
  });
});

describe('days and months', () => {
  test.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-06-01', 24],
  ])('%s has %i hours', (date, hours) => {
    const startS =
      Date.parse(`${date}T00:00:00${date === '2026-03-29' ? '+01:00' : '+02:00'}`) / 1000;
    const readings = steady(startS - 3600, startS + (hours + 1) * 3600, 1000);
    const quarters = accountOf(readings, RULES);
    const { s, ended } = followAll(readings.filter(([utcS]) => utcS < startS + hours * 3600));
    expectEnded(ended, quarters.slice(0, (hours + 1) * 4));
    expect(s[word.DATE]).toBe(Number(date.replaceAll('-', '')));
    expect(s[word.QUARTER_START] - s[word.DAY_START]).toBe(hours * 1000 - 250);
    follow(s, [startS + hours * 3600, 1000 + (hours + 1) * 1000, 0]);
    expect(s[word.DATE]).toBe(Number(date.replaceAll('-', '')) + 1);
    expect(s[word.QUARTER_START] - s[word.DAY_START]).toBe(0);
  });

  test('go by the letter of the meter, whatever the season', () => {
    const s = word.newState(TARIFF);
    const midnightS = Date.parse('2026-07-02T00:00:00+01:00') / 1000;
    const iso = '2026-07-01T23:59:59+01:00';
    const rest = { iso, exportedWh: 0, powerImportedMw: 0 };
    followTelegram(s, { utcS: midnightS - 5, importedWh: 10, ...rest });
    expect(s[word.DATE]).toBe(20260701);
    followTelegram(s, { utcS: midnightS + 5, importedWh: 20, ...rest });
    expect(s[word.DATE]).toBe(20260702);
    expect(s[word.DAY_START]).toBe(15);
  });
});

test('any telegrams give quarters that together are what the registers have risen by', () => {
  let checked = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const chance = newChance(seed);
    const s = word.newState(TARIFF);
    const ended: Ended[] = [];
    const readings: Reading[] = [];
    let utcS = Date.UTC(2026, 0, 1) / 1000 + Math.floor(chance() * 340 * 86400);
    let [imported, exported] = [Math.floor(chance() * 1e9), Math.floor(chance() * 1e6)];
    for (let i = 0; i < 40; i++) {
      // Mostly seconds, sometimes an hour, rarely up to four months.
      const kind = chance();
      const passedS =
        1 + Math.floor(chance() * (kind < 0.6 ? 40 : kind < 0.97 ? 3600 : 120 * 86400));
      utcS += passedS;
      imported += Math.floor(chance() * passedS * 4);
      exported += Math.floor(chance() * passedS);
      if (chance() < 0.03) imported = Math.floor(chance() * 1000);
      // Six times, so that the clock is believed.
      for (let again = 0; again < 6; again++) {
        const reading: Reading = [utcS, imported, exported];
        follow(s, reading, ended);
      }
      readings.push([utcS, imported, exported]);
    }
    const quarters = accountOf(readings, RULES);
    expectEnded(ended, quarters);
    expect(runningOf(s)).toEqual(runningIn(quarters.at(-1)!));
    checked += quarters.length;
  }
  console.log(`quarters of any telegrams: ${checked}`);
});
