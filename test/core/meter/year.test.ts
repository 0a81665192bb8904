/**
 * The year 2026 in Luxembourg with both changes of the clocks, 1,000 gaps, 200 restarts and another
 * meter in June. The oracle is account.ts.
 */
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLedger, writeLedger } from '../../../firmware/core/meter/ledger.ts';
import { newState } from '../../../firmware/core/meter/reckoning.ts';
import type { Ended } from '../../../firmware/core/meter/reckoning.ts';
import { newFlash } from '../../fakes/flash.ts';
import { accountOf } from './account.ts';
import type { Reading } from './account.ts';
import { expectEnded, follow, RULES, runningIn, runningOf, TARIFF } from './followed.ts';
import type { Running } from './followed.ts';

const START_S = Date.UTC(2025, 11, 31, 22, 7, 3) / 1000;
const END_S = Date.UTC(2027, 0, 1, 1) / 1000;
const DAY_S = 86400;

/** Numbers below 1, always the same (mulberry32). */
function newChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A house with a car, a heat pump and a roof: watts, below 0 when it gives. */
function newLoad(chance: () => number): (utcS: number) => number {
  let [untilS, watts] = [0, 0];
  return (utcS) => {
    if (utcS >= untilS) {
      const hour = (utcS / 3600) % 24;
      const isCharging = hour > 17 && chance() < 0.25;
      const sun = Math.max(0, Math.sin(((hour - 5) / 14) * Math.PI)) * 4600 * chance();
      watts = Math.round(200 + 2500 * chance() ** 3 + (isCharging ? 11000 : 0) - sun);
      untilS = utcS + 20 + Math.floor(1500 * chance());
    }
    return watts;
  };
}

/** When nothing comes: 996 gaps of a minute to some hours, a few of days, and where days begin. */
function gapsOf(chance: () => number): [fromS: number, toS: number][] {
  const at = (...time: [number, number, number, number?]) => Date.UTC(2026, ...time) / 1000;
  const gaps: [number, number][] = [
    [at(2, 28, 22, 50), at(2, 29, 4, 20)],
    [at(9, 24, 20), at(9, 26, 10)],
    [at(0, 31, 20), at(1, 2, 5)],
    [at(6, 20, 7), at(7, 3, 9)],
  ];
  while (gaps.length < 1000) {
    const fromS = Math.floor(START_S + DAY_S + chance() * (END_S - START_S - 2 * DAY_S));
    gaps.push([fromS, fromS + 61 + Math.floor(15000 * chance() ** 4)]);
  }
  return gaps.sort((a, b) => a[0] - b[0]);
}

test('a year is right to the watt-hour across restarts, gaps and both changes of the clocks', () => {
  const chance = newChance(2026);
  const load = newLoad(chance);
  const gaps = gapsOf(chance);
  const restarts = Array.from({ length: 200 }, () => START_S + chance() * (END_S - START_S)).sort(
    (a, b) => a - b,
  );
  const flash = newFlash({ start: 0x314000, size: 2 * 4096 });
  const ports = { flash, digest: { crc32, sha256: () => new Uint8Array(32) } };
  let s = newState(TARIFF);
  const readings: Reading[] = [];
  let [saved, doubts, telegrams, made] = [0, 0, 0, 0];
  const ended: Ended[] = [];
  const seen: Running[] = [];
  let [importedWs, exportedWs] = [45_678_901 * 3600, 12_345 * 3600];
  let isSwapped = false;
  let gap = 0;
  for (let utcS = START_S; utcS < END_S;) {
    const watts = load(utcS);
    const step = 4 + Math.floor(11 * chance());
    if (watts > 0) importedWs += watts * step;
    else exportedWs -= watts * step;
    utcS += step;
    if (!isSwapped && utcS > Date.UTC(2026, 5, 17, 8) / 1000) {
      isSwapped = true;
      [importedWs, exportedWs] = [3 * 3600, 0];
    }
    while (gap < gaps.length && utcS >= gaps[gap][1]) gap++;
    if (gap < gaps.length && utcS >= gaps[gap][0]) continue;
    const isRestart = made < restarts.length && utcS >= restarts[made];
    if (isRestart) {
      made++;
      s = newState(TARIFF);
      expect(readLedger(ports, s, TARIFF)).toBe(true);
      // What came after the last save is forgotten.
      readings.length = saved;
      doubts = 0;
    }
    const reading: Reading = [utcS, Math.floor(importedWs / 3600), Math.floor(exportedWs / 3600)];
    telegrams++;
    const isEnd = follow(s, reading, ended);
    if (isEnd) writeLedger(ports, s);
    // More than an hour later only the sixth telegram counts.
    const latest = readings.at(-1);
    doubts = latest && utcS - latest[0] > 3600 ? doubts + 1 : 0;
    if (doubts > 0 && doubts < 6) continue;
    doubts = 0;
    readings.push(reading);
    const isFirst = !latest || Math.floor(latest[0] / 900) !== Math.floor(utcS / 900);
    if (isEnd !== isFirst) expect(isEnd, new Date(utcS * 1000).toISOString()).toBe(isFirst);
    if (!isFirst) continue;
    saved = readings.length;
    seen.push(runningOf(s));
  }
  const quarters = accountOf(readings, RULES);
  expectEnded(ended, quarters);
  const byStart = new Map(quarters.map((quarter) => [quarter.startS, quarter]));
  const wanted = seen.map(({ startS }) => runningIn(byStart.get(startS)!));
  const printed = (running: Running) =>
    JSON.stringify(running, (_, value) => (typeof value === 'bigint' ? String(value) : value));
  for (const [i, running] of seen.entries()) {
    const isSame = printed(running) === printed(wanted[i]);
    if (!isSame) expect(running, new Date(running.startS * 1000).toISOString()).toEqual(wanted[i]);
  }
  expect(seen.length).toBeGreaterThan(30_000);
  const december = quarters.at(-1)!.before!;
  console.log(
    `year: ${telegrams} telegrams, ${quarters.length} quarters, ${flash.operations} flash operations;` +
      ` December ${december.imported} Wh, ${december.exceeded} Wh above 3 kW, ${december.cost}e-7 EUR`,
  );
  expect(made).toBe(200);
  expect(december.exceeded).toBeGreaterThan(100_000);
  expect(quarters.filter(({ coveredS }) => coveredS < 900).length).toBeGreaterThan(1000);
});
