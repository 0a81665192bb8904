/**
 * A simulated meter for days, in time that is set: a frame every ten seconds, and all that happens to lines,
 * sources, brokers and web servers. Every telegram must be accounted for at the end, and the memory must be
 * what it was. By default it is some hours; SMARTY_WEEK_DAYS=7 runs the whole week and prints its figures.
 *
 * Sockets are real, of this computer; clocks and timers are not.
 */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { newWeek } from './week/week.ts';
import type { Week } from './week/week.ts';
import { heapAfterCollection } from './week/heap.ts';

vi.mock('node:timers/promises', () => import('./week/timers.ts'));

const DAYS = Number(process.env.SMARTY_WEEK_DAYS ?? 0.1);
const PERIOD_MS = 10_000;
const FRAMES = Math.round((DAYS * 86_400_000) / PERIOD_MS);
/** By then everything has been used once. */
const WARM = Math.min(8640, Math.floor(FRAMES / 4));
const MOST_GROWTH_BYTES = 3 << 20;

let week: Week;
const heaps: number[] = [];

function figures(): string {
  const { sent, account } = week;
  const megabytes = heaps.map((bytes) => (bytes / 2 ** 20).toFixed(2)).join(' -> ');
  const { faults } = account().meters[0].diagnosis;
  const lines = [
    `${DAYS} days, ${FRAMES} frames: ${JSON.stringify(sent)}`,
    `faults ${JSON.stringify(faults)}`,
    ...account().sinks.map(({ name, facts }) => `${name} ${JSON.stringify(facts)}`),
    `outages ${JSON.stringify(Object.entries(week.outages).map(([name, { count }]) => [name, count]))}, scrapes ${week.scrapes()}`,
    `arrived ${JSON.stringify(week.arrived)}`,
    `heap after collection, MiB: ${megabytes}`,
  ];
  return lines.join('\n');
}

beforeAll(async () => {
  vi.useFakeTimers({
    now: Date.UTC(2026, 9, 24, 12),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  // Not the async one: that waits a real millisecond for each timer.
  week = await newWeek(11, (ms) => void vi.advanceTimersByTime(ms));
  for (let i = 0; i < FRAMES; i++) {
    if (i === WARM) heaps.push(heapAfterCollection());
    await week.sendNext();
    if (i > WARM && (i - WARM) % Math.ceil((FRAMES - WARM) / 7) === 0)
      heaps.push(heapAfterCollection());
  }
  await week.settle();
  heaps.push(heapAfterCollection());
  if (process.env.SMARTY_WEEK_DAYS) process.stdout.write(`${figures()}\n`);
}, 3 * 3_600_000);

afterAll(async () => {
  await week.end();
  vi.useRealTimers();
});

describe('days under faults', () => {
  test('everything has happened', () => {
    const { sent, outages } = week;
    for (const kind of ['whole', 'flipped', 'cut', 'lost', 'repeated', 'unheard'] as const) {
      expect([kind, sent[kind]]).not.toEqual([kind, 0]);
    }
    for (const { count } of Object.values(outages)) expect(count).toBeGreaterThan(0);
    expect(week.scrapes()).toBeGreaterThan(FRAMES / 6 - 2);
  });

  test('each whole frame became a telegram, and each other one a fault', () => {
    const { sent, account } = week;
    const { numbers, faults } = account().meters[0].diagnosis;
    const refused = Object.values(faults).reduce((sum, count) => sum + count, 0);
    expect(numbers.telegrams).toBe(sent.whole);
    expect(faults.replay).toBe(sent.repeated);
    expect(refused).toBeGreaterThanOrEqual(sent.flipped + sent.cut + sent.lost + sent.repeated);
  });

  test('each sink has taken them all: told + dropped + waiting + left out', () => {
    const { sent, account } = week;
    const { sinks } = account();
    expect(sinks.map(({ name }) => name)).toHaveLength(6);
    for (const { name, facts } of sinks) {
      const count = (key: string) => Number(facts[key] ?? 0);
      const keys = ['told', 'dropped', 'waiting', 'between', 'unheard'];
      const sum = keys.reduce((total, key) => total + count(key), 0);
      expect([name, count('taken'), sum]).toEqual([name, sent.whole, sent.whole]);
      expect([name, count('missed'), count('broken')]).toEqual([name, 0, 0]);
    }
  });

  test('what a sink says that it has told has arrived, in order', () => {
    const { arrived, account } = week;
    const told = (start: string) => {
      const found = account().sinks.find(({ name }) => name.startsWith(start));
      return Number(found?.facts.told);
    };
    // At least once: an answer may be lost with its connection.
    for (const [name, start] of [
      ['mqtt', 'mqtt'],
      ['webhook', 'http'],
    ] as const) {
      expect([name, arrived[name].inOrder]).toEqual([name, true]);
      expect(arrived[name].different).toBeGreaterThanOrEqual(told(start));
    }
    expect(arrived.stdout).toEqual({
      different: told('stdout'),
      total: told('stdout'),
      inOrder: true,
    });
    expect(arrived.tcp).toEqual({ different: told('tcp'), total: told('tcp'), inOrder: true });
  });

  test('the memory is what it was', () => {
    expect(heaps[heaps.length - 1] - heaps[0]).toBeLessThan(MOST_GROWTH_BYTES);
  });
});
