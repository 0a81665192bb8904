/** The end of a run that ended by itself: how long it waits, and what it says is lost. */
import { describe, expect, test } from 'vitest';
import { awaitDelivery, lossesOf } from '../../../host-sim/reader/delivery.ts';
import { eventually } from '../command/program.ts';

const never = new AbortController().signal;

describe('the delivery of what waits', () => {
  test('goes on as long as something goes out, however slowly', async () => {
    let waiting = 5;
    const timer = setInterval(() => waiting--, 200);
    const facts = () => [
      { name: 'slow', facts: { waiting } },
      { name: 'empty', facts: { waiting: 0 } },
    ];
    await awaitDelivery(facts, never, 5000);
    clearInterval(timer);
    expect(waiting).toBe(0);
  });

  test('waits also for what is no telegram', async () => {
    let unsent = 1;
    setTimeout(() => (unsent = 0), 50);
    await awaitDelivery(() => [{ name: 'mqtt', facts: { waiting: 0, unsent } }], never, 5000);
    expect(unsent).toBe(0);
  });

  test('is given up when nothing has gone out for a time', async () => {
    const startMs = performance.now();
    await awaitDelivery(() => [{ name: 'away', facts: { waiting: 3 } }], never, 100);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(100);
  });

  test('is given up when somebody asks for the end', async () => {
    const ending = new AbortController();
    let isOver = false;
    const facts = () => [{ name: 'away', facts: { waiting: 3 } }];
    void awaitDelivery(facts, ending.signal, 600_000).then(() => (isOver = true));
    ending.abort();
    await eventually(() => isOver, 'the end');
  });
});

test('lost is what was dropped, and what came while a sink was never open', () => {
  const losses = lossesOf([
    { name: 'mqtt', facts: { taken: 9, told: 7, dropped: 2, missed: 1, waiting: 0 } },
    { name: 'tcp', facts: { taken: 9, told: 0, dropped: 0, unheard: 9, missed: 0 } },
    { name: 'webhook', facts: { state: 'waiting', missed: 4 } },
  ]);
  expect(losses).toEqual([
    { name: 'mqtt', lost: 3 },
    { name: 'webhook', lost: 4 },
  ]);
});
