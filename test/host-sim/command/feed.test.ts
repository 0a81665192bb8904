import { afterEach, expect, test } from 'vitest';
import { awaitDelivery } from '../../../host-sim/command/delivery.ts';
import type { Feed } from '../../../host-sim/command/feed.ts';
import { runFeed } from '../../../host-sim/command/feed.ts';
import type { Dongle } from '../../../host-sim/command/dongle.ts';
import { newDongle, tickDongle } from '../../../host-sim/command/dongle.ts';
import { REPEATED, TELEGRAMS, UNREAD } from '../../../firmware/core/counts.ts';
import { closeSession } from '../../../firmware/core/mqtt/session.ts';
import { newHouse } from '../../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { frameOf, joined } from '../../fakes/meter.ts';
import { eventually, freePort, newWitness, payloadsOf } from './program.ts';
import type { Witness } from './program.ts';

const TOPIC = 'smarty/bench/telegram';
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function newBench(port: number): Dongle {
  const dongle = newDongle({
    device: 'bench',
    capacity: 16384,
    open: { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, tagMode: 'verify' },
    address: { host: '127.0.0.1', port },
    onTelegram: () => undefined,
    onChange: () => undefined,
  });
  const ticking = setInterval(() => tickDongle(dongle), 50);
  ends.push(() => {
    clearInterval(ticking);
    closeSession(dongle.session);
  });
  return dongle;
}

async function newBroker(port = 0): Promise<Witness> {
  const witness = await newWitness(port);
  ends.push(() => witness.close());
  return witness;
}

function feedOf(dongle: Dongle, frames: Uint8Array[], rest: Partial<Feed> = {}): Feed {
  const left = [...frames];
  const source = { next: () => left.shift(), isAtEnd: () => left.length === 0 };
  const signal = new AbortController().signal;
  return { dongle, source, periodMs: 0, isPatient: true, count: Infinity, signal, ...rest };
}

function framesOf(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_none, i) => frameOf(i + 1));
}

function countersOf(witness: Witness): number[] {
  return payloadsOf(witness, TOPIC).map((json) => {
    return (JSON.parse(json) as { frame_counter: number }).frame_counter;
  });
}

test('thousands of frames at once all reach the broker, in their order', async () => {
  const witness = await newBroker();
  const dongle = newBench(witness.port);
  await runFeed(feedOf(dongle, framesOf(2000)));
  await eventually(() => countersOf(witness).length === 2000, 'all frames heard');
  expect(countersOf(witness)).toEqual(framesOf(2000).map((_frame, i) => i + 1));
  expect(dongle.session.queue.dropped).toBe(0);
});

test('frames that stand in one line, with noise between them, are told apart', async () => {
  const witness = await newBroker();
  const dongle = newBench(witness.port);
  const line = joined('\x00noise', ...framesOf(500), 'noise');
  await runFeed(feedOf(dongle, [line]));
  await eventually(() => countersOf(witness).length === 500, 'all frames heard');
});

test('a recording waits for a broker that comes late, and loses nothing', async () => {
  const port = await freePort();
  const dongle = newBench(port);
  const feeding = runFeed(feedOf(dongle, framesOf(3000)));
  await eventually(() => dongle.session.queue.bytes > 500_000, 'the queue is half full');
  const witness = await newBroker(port);
  await feeding;
  await eventually(() => countersOf(witness).length === 3000, 'all frames heard');
  expect(new Set(countersOf(witness)).size).toBe(3000);
});

test('after enough telegrams the feed ends, even within a line', async () => {
  const dongle = newBench(await freePort());
  await runFeed(feedOf(dongle, [joined(...framesOf(5)), ...framesOf(5)], { count: 3 }));
  expect(dongle.app.counts.numbers[TELEGRAMS]).toBe(3);
});

test('behind the last frame nothing is waited for', async () => {
  const dongle = newBench(await freePort());
  // The test's own limit is a minute.
  await runFeed(feedOf(dongle, framesOf(1), { periodMs: 3_600_000 }));
  expect(dongle.app.counts.numbers[TELEGRAMS]).toBe(1);
});

test('frames come at their times', async () => {
  const dongle = newBench(await freePort());
  const startMs = performance.now();
  await runFeed(feedOf(dongle, framesOf(6), { periodMs: 40 }));
  const lastedMs = performance.now() - startMs;
  expect(lastedMs).toBeGreaterThan(5 * 40 - 10);
  expect(dongle.app.counts.numbers[TELEGRAMS]).toBe(6);
});

test('a request to end cuts a long pause short', async () => {
  const dongle = newBench(await freePort());
  const ending = new AbortController();
  const { signal } = ending;
  const feeding = runFeed(feedOf(dongle, framesOf(2), { periodMs: 60_000, signal }));
  await eventually(() => dongle.app.counts.numbers[TELEGRAMS] === 1, 'the first frame');
  ending.abort();
  await feeding;
  expect(dongle.app.counts.numbers[TELEGRAMS]).toBe(1);
});

test.each(['full', 'basic', 'austria', 'dsmr5'] as const)(
  'each line of the list %s is known, and the frame is proved',
  async (list) => {
    const witness = await newBroker();
    const dongle = newBench(witness.port);
    const nowMs = Date.UTC(2025, 5, 1);
    const telegram = formatTelegram(newHouse({ seed: 1, startMs: nowMs }), nowMs, list);
    await runFeed(feedOf(dongle, [frameOf(1, { telegram })]));
    await eventually(() => countersOf(witness).length === 1, 'the telegram');
    const [json] = payloadsOf(witness, TOPIC);
    expect(JSON.parse(json)).toMatchObject({ authenticated: true, other: {} });
    const numbers = dongle.app.counts.numbers;
    expect([TELEGRAMS, UNREAD, REPEATED].map((place) => numbers[place])).toEqual([1, 0, 0]);
  },
);

test('what the broker does not take in time is told', async () => {
  const dongle = newBench(await freePort());
  await runFeed(feedOf(dongle, framesOf(3)));
  const { signal } = new AbortController();
  expect(await awaitDelivery(dongle, 0.05, signal)).toBe(
    'Messages that the broker has not taken within 0.05 s and that are lost: 3.',
  );
});

test('delivery ends as soon as the broker has everything', async () => {
  const dongle = newBench((await newBroker()).port);
  await runFeed(feedOf(dongle, framesOf(3)));
  const { signal } = new AbortController();
  expect(await awaitDelivery(dongle, 10, signal)).toBeUndefined();
  expect(dongle.session.queue.messages).toEqual([]);
});
