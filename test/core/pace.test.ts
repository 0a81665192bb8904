import { describe, expect, test } from 'vitest';
import { newApp, receiveBytes, tickApp, workStep } from '../../firmware/core/app.ts';
import { nodeBlocks } from '../../host-sim/node/cipher.ts';
import { countersOf, newBench } from '../fakes/bench-app.ts';
import type { Bench } from '../fakes/bench-app.ts';
import { frameOf, frameOfSize, joined, KEY } from '../fakes/meter.ts';

function work(bench: Bench): number {
  let steps = 1;
  while (workStep(bench.app)) steps++;
  return steps;
}

describe('bytes that come while the app is busy', () => {
  test('wait until the keys are ready', () => {
    const { options } = newBench({ key: KEY, cipher: nodeBlocks, capacity: 1024 }).app;
    const counters: (number | undefined)[] = [];
    const app = newApp({ ...options, onSnapshot: (snapshot) => counters.push(snapshot.counter) });
    receiveBytes(app, frameOf(1), 0);
    expect([app.stage, counters]).toEqual(['prepare', []]);
    while (workStep(app));
    expect(counters).toEqual([1]);
  });

  test('are not lost when they are many times the buffer, with no turn to work in between', () => {
    const bench = newBench({ key: KEY, cipher: nodeBlocks, capacity: 1024 });
    const numbers = Array.from({ length: 60 }, (_none, i) => i + 1);
    const stream = joined(...numbers.map((counter) => frameOfSize(400 + 10 * counter, counter)));
    receiveBytes(bench.app, stream, 0);
    work(bench);
    expect(countersOf(bench)).toEqual(numbers);
    expect([bench.app.receiver.faults, bench.app.receiver.noise]).toEqual([{}, 0]);
  });

  test('are not lost wherever the work is when they come', () => {
    const size = frameOf(1).length;
    for (let steps = 0; steps < 12; steps++) {
      const bench = newBench({ key: KEY, cipher: nodeBlocks, capacity: size });
      receiveBytes(bench.app, frameOf(1), 0);
      for (let i = 0; i < steps; i++) workStep(bench.app);
      receiveBytes(bench.app, frameOf(2), 0);
      work(bench);
      expect(countersOf(bench), `after ${steps} steps`).toEqual([1, 2]);
    }
  });

  test('are judged after the silence, not cut while a frame is being opened', () => {
    const bench = newBench({ key: KEY, cipher: nodeBlocks });
    receiveBytes(bench.app, joined(frameOf(1), frameOf(2).subarray(0, 50)), 0);
    workStep(bench.app);
    expect(bench.app.stage).toBe('open');
    expect(tickApp(bench.app, 5000)).toBe(true);
    work(bench);
    expect(bench.app.receiver.faults).toEqual({});
    expect(tickApp(bench.app, 5250)).toBe(true);
    work(bench);
    expect([countersOf(bench), bench.app.receiver.faults]).toEqual([[1], { cut: 1 }]);
    expect(tickApp(bench.app, 5500)).toBe(false);
  });
});

describe('the work on a telegram', () => {
  test('is cut in steps, and ends', () => {
    const bench = newBench({ key: KEY, cipher: nodeBlocks });
    receiveBytes(bench.app, frameOfSize(1500, 1), 0);
    const steps = work(bench);
    expect(countersOf(bench)).toEqual([1]);
    // 8 slices of hash and 8 of text at least, and what comes before and after them.
    expect(steps).toBeGreaterThan(18);
    expect(workStep(bench.app)).toBe(false);
  });
});
