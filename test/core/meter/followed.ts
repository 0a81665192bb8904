/** Drives the state with lists of readings, and tells what it says. */
import { expect } from 'vitest';
import { followTelegram } from '../../../firmware/core/meter/quarter.ts';
import * as word from '../../../firmware/core/meter/reckoning.ts';
import type { Ended, Tariff } from '../../../firmware/core/meter/reckoning.ts';
import { offsetAt } from './account.ts';
import type { Quarter, Reading, Sums } from './account.ts';

export const TARIFF: Tariff = { referenceW: 3000, price: 1139, periodS: 900 };
export const RULES = { allowanceWh: 750, price: 1139 };

export interface Running {
  startS: number;
  day: Sums;
  month: Sums;
  year: Sums;
  before?: Sums;
}

const costOf = (s: Int32Array, span: number) =>
  BigInt(s[word.COST + span]) * 10000n + BigInt(s[word.COST_REST + span]);

/** What the state says of day, month and year when its running quarter began. */
export function runningOf(s: Int32Array): Running {
  const sums = (span: number): Sums => ({
    imported: s[word.QUARTER_START] - s[word.DAY_START + 2 * span],
    exported: s[word.QUARTER_START + 1] - s[word.DAY_START + 2 * span + 1],
    exceeded: s[word.EXCEEDED + span],
    cost: costOf(s, span),
    peakW: span === 1 ? s[word.PEAK] : 0,
  });
  const before: Sums | undefined = s[word.BEFORE + 5]
    ? {
        imported: s[word.BEFORE],
        exported: s[word.BEFORE + 1],
        exceeded: s[word.BEFORE + 2],
        cost: BigInt(s[word.BEFORE + 3]),
        peakW: s[word.BEFORE + 4],
      }
    : undefined;
  const startS = s[word.QUARTER] * s[word.PERIOD];
  return { startS, day: sums(0), month: sums(1), year: sums(2), before };
}

/** The same of the oracle, as far as the state keeps it. */
export function runningIn(quarter: Quarter): Running {
  const { startS, day, month, year, before } = quarter;
  return {
    startS,
    day: { ...day, peakW: 0 },
    month,
    year: { ...year, peakW: 0 },
    // What is not a whole 1/1000 EUR is not kept of the month before.
    before: before && { ...before, cost: before.cost / 10000n },
  };
}

export function follow(s: Int32Array, reading: Reading, ended?: Ended[], powerW = 0): boolean {
  const [utcS, importedWh, exportedWh] = reading;
  const iso = 'YYYY-MM-DDThh:mm:ss' + offsetAt(utcS);
  const powerImportedMw = powerW * 1000;
  return followTelegram(s, { utcS, iso, importedWh, exportedWh, powerImportedMw, ended });
}

/** What ended, against the quarters of the oracle. */
export function expectEnded(ended: Ended[], quarters: Quarter[]): void {
  const periodS = quarters[1].startS - quarters[0].startS;
  let at = 0;
  for (const { startS, count, importedWh, exportedWh, coveredS } of ended) {
    const part = quarters.slice(at, at + count);
    const sum = (of: (q: Quarter) => number) => part.reduce((all, q) => all + of(q), 0);
    const wanted = [part[0].startS, sum((q) => q.imported), sum((q) => q.exported)];
    const given = [startS, importedWh, exportedWh, coveredS];
    if (given.join() !== [...wanted, sum((q) => q.coveredS)].join())
      expect(given, new Date(startS * 1000).toISOString()).toEqual([
        ...wanted,
        sum((q) => q.coveredS),
      ]);
    expect(part.length).toBe(count);
    at += count;
  }
  expect(at).toBe(quarters.length - 1);
  expect(periodS).toBeGreaterThan(0);
}
