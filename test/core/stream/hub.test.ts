import { expect, test } from 'vitest';
import { closeHub, joinHub, newHub, tellHub } from '../../../firmware/core/stream/hub.ts';
import type { Hub } from '../../../firmware/core/stream/hub.ts';
import { newFakeListener, openDoor } from '../../fakes/listener.ts';
import type { FakeClient } from '../../fakes/listener.ts';

/** A hub, and clients that take what they are sent when the test says so. */
function newBench(
  most: number,
  count: number,
): { hub: Hub; join(): FakeClient; all: FakeClient[] } {
  const hub = newHub({ most });
  const listener = newFakeListener();
  listener.listen(
    2001,
    openDoor((socket) => joinHub(hub, socket)),
  );
  const join = () => listener.connect();
  return { hub, join, all: Array.from({ length: count }, join) };
}

test('every listener gets every telegram, whole and in one piece', () => {
  const { hub, all } = newBench(4, 3);
  for (const telegram of ['one', 'two', 'three']) {
    tellHub(hub, telegram);
    all.forEach((client) => client.drain());
  }
  expect(all.map((client) => client.pieces)).toEqual(Array(3).fill(['one', 'two', 'three']));
  expect([hub.refused, hub.slow, hub.noisy]).toEqual([0, 0, 0]);
});

test('who comes late gets nothing until the next telegram', () => {
  const { hub, join } = newBench(4, 1);
  tellHub(hub, 'one');
  const late = join();
  expect(late.heard).toBe('');
  tellHub(hub, 'two');
  expect(late.heard).toBe('two');
});

test('who has not taken the telegram before is dropped and counted, the others go on', () => {
  const { hub, all } = newBench(4, 4);
  const [quick, slow, alsoQuick, alsoSlow] = all;
  for (const telegram of ['one', 'two', 'three']) {
    tellHub(hub, telegram);
    quick.drain();
    alsoQuick.drain();
  }
  expect([quick.heard, alsoQuick.heard]).toEqual(['onetwothree', 'onetwothree']);
  expect([slow.heard, alsoSlow.heard]).toEqual(['one', 'one']);
  expect([slow.isClosed, alsoSlow.isClosed, quick.isClosed]).toEqual([true, true, false]);
  expect([hub.slow, hub.listeners.length]).toEqual([2, 2]);
});

test('a host that takes all at once never says that it has drained', () => {
  const { hub, all } = newBench(4, 1);
  all[0].takes = true;
  for (const telegram of ['one', 'two', 'three']) tellHub(hub, telegram);
  expect([all[0].heard, hub.slow]).toEqual(['onetwothree', 0]);
});

test('a host may report that it has drained while it takes the bytes', () => {
  const hub = newHub({ most: 1 });
  const sent: string[] = [];
  const ears = joinHub(hub, {
    send(bytes) {
      sent.push(bytes);
      ears.drained();
      return false;
    },
    close: () => undefined,
  });
  tellHub(hub, 'one');
  tellHub(hub, 'two');
  expect([sent, hub.slow]).toEqual([['one', 'two'], 0]);
});

test('a host may report the end of a connection while it takes the bytes', () => {
  const { hub, join } = newBench(3, 1);
  const ears = joinHub(hub, {
    send() {
      ears.closed();
      return false;
    },
    close: () => undefined,
  });
  const last = join();
  tellHub(hub, 'one');
  expect([last.heard, hub.listeners.length]).toEqual(['one', 2]);
});

test('beyond the limit the newcomer is closed at once and counted, until somebody leaves', () => {
  const { hub, join, all } = newBench(2, 2);
  const third = join();
  expect([third.isClosed, third.heard, hub.refused]).toEqual([true, '', 1]);
  third.hangUp();
  tellHub(hub, 'one');
  expect([third.heard, all[0].heard, all[1].heard]).toEqual(['', 'one', 'one']);
  all[0].hangUp();
  const fourth = join();
  tellHub(hub, 'two');
  expect([fourth.isClosed, fourth.heard, hub.refused]).toEqual([false, 'two', 1]);
});

test('what listeners say is not kept, and does not disturb', () => {
  const { hub, all } = newBench(1, 1);
  const before = JSON.stringify(hub.listeners[0]).length;
  for (let i = 0; i < 100; i++) {
    all[0].say('x'.repeat(4000));
    tellHub(hub, '.');
    all[0].drain();
  }
  expect(JSON.stringify(hub.listeners[0]).length).toBeLessThan(before + 10);
  expect([all[0].heard.length, hub.noisy]).toEqual([100, 0]);
});

test('who says too much between two telegrams is dropped and counted once', () => {
  const { hub, join } = newBench(1, 0);
  let closed = 0;
  const ears = joinHub(hub, { send: () => true, close: () => closed++ });
  ears.data('x'.repeat(4000));
  expect(hub.listeners).toHaveLength(1);
  ears.data('x'.repeat(4000));
  ears.data('x'.repeat(4000));
  expect([closed, hub.noisy, hub.listeners.length]).toEqual([1, 1, 0]);
  expect(join().isClosed).toBe(false);
});

test('of listeners that have gone nothing stays', () => {
  const { hub, join } = newBench(5, 0);
  for (let i = 0; i < 1000; i++) {
    const client = join();
    tellHub(hub, 'telegram');
    client.hangUp();
  }
  expect(hub).toEqual(newHub({ most: 5 }));
});

test('at the end all are closed, and none is told anything more', () => {
  const { hub, all } = newBench(3, 3);
  tellHub(hub, 'one');
  closeHub(hub);
  expect(all.every((client) => client.isClosed)).toBe(true);
  tellHub(hub, 'two');
  all.forEach((client) => client.hangUp());
  expect([all[2].heard, hub.listeners.length, hub.slow]).toEqual(['one', 0, 0]);
});
