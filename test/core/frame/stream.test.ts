import { describe, expect, test } from 'vitest';
import { nodeBlocks } from '../../../host-sim/node/cipher.ts';
import { countersOf, feed, feedPieces, newBench, wait } from '../../fakes/bench-app.ts';
import { bytesOf, frameOf, joined, KEY, powerTelegram } from '../../fakes/meter.ts';

const TELEGRAM = bytesOf(powerTelegram(286));

describe('a frame that is cut', () => {
  test('at any position is counted once, and the next one is accepted', () => {
    const bench = newBench({ key: KEY });
    const size = frameOf(1).length;
    for (let known = 1; known < size; known++) {
      feed(bench, frameOf(2 * known).subarray(0, known));
      wait(bench, 2000);
      expect(bench.app.receiver.faults, `${known} bytes`).toEqual({ cut: known });
      feed(bench, frameOf(2 * known + 1));
      expect(countersOf(bench)).toHaveLength(known);
    }
    expect(bench.app.receiver.noise).toBe(0);
  });

  test('at any position does not hide a good one that follows at once', () => {
    const bench = newBench({ key: KEY, cipher: nodeBlocks });
    const size = frameOf(1).length;
    for (let known = 1; known < size; known++) {
      feed(bench, joined(frameOf(2 * known).subarray(0, known), frameOf(2 * known + 1)));
      wait(bench, 2000);
      expect(countersOf(bench), `${known} bytes`).toHaveLength(known);
    }
  });
});

describe('a plain telegram that is cut', () => {
  test('at any position is counted once, and the next one after a silence is accepted', () => {
    const bench = newBench();
    const cuts = TELEGRAM.length - 3;
    for (let known = 1; known <= cuts; known++) {
      feed(bench, TELEGRAM.subarray(0, known));
      wait(bench, 2000);
      expect(bench.app.receiver.faults, `${known} bytes`).toEqual({ cut: known });
      feed(bench, TELEGRAM);
      expect(bench.snapshots).toHaveLength(known);
    }
    expect(bench.app.receiver.noise).toBe(0);
  });

  test.each([1, 2])('behind its checksum, by %i bytes, is accepted after a silence', (missing) => {
    const bench = newBench();
    feed(bench, TELEGRAM.subarray(0, -missing));
    wait(bench, 500);
    expect(bench.snapshots).toHaveLength(0);
    wait(bench, 1000);
    expect(bench.snapshots).toHaveLength(1);
    feed(bench, TELEGRAM);
    expect(bench.snapshots).toHaveLength(2);
    expect(bench.app.receiver.faults).toEqual({});
  });

  test('at a line end, or by an encrypted frame, hides nothing that follows at once', () => {
    const bench = newBench({ key: KEY });
    feed(bench, joined('/TST5\\2A\r\n\r\n1-0:1.7.0(1*W)\r\n', TELEGRAM));
    expect(countersOf(bench)).toEqual([undefined]);
    feed(bench, joined('/TST5\\2A\r\n\r\n1-0:1.7', frameOf(5)));
    wait(bench, 2000);
    expect(countersOf(bench)).toEqual([undefined, 5]);
    expect(bench.app.receiver.faults).toEqual({ cut: 2 });
  });
});

describe('a frame in pieces', () => {
  test('split anywhere is accepted as soon as it is whole, also after a short pause', () => {
    const bench = newBench({ key: KEY });
    for (let first = 1; first < frameOf(1).length; first++) {
      const frame = frameOf(first);
      feed(bench, frame.subarray(0, first));
      wait(bench, 750);
      feed(bench, frame.subarray(first));
      expect(countersOf(bench), `split at ${first}`).toHaveLength(first);
    }
    expect(bench.app.receiver.faults).toEqual({});
  });

  test.each([1, 7, 64, 120, 5000])('of %i bytes is accepted, plain and encrypted', (size) => {
    const bench = newBench({ key: KEY });
    feedPieces(bench, joined(frameOf(1), TELEGRAM, frameOf(2), TELEGRAM, TELEGRAM), size);
    expect(countersOf(bench)).toEqual([1, undefined, 2, undefined, undefined]);
    expect([bench.app.receiver.faults, bench.app.receiver.noise]).toEqual([{}, 0]);
  });

  test('is accepted after a silence as well', () => {
    const bench = newBench({ key: KEY });
    for (const counter of [1, 2, 3]) {
      wait(bench, 10_000);
      feedPieces(bench, joined(frameOf(counter), TELEGRAM), 10);
    }
    expect(countersOf(bench)).toEqual([1, undefined, 2, undefined, 3, undefined]);
    expect(bench.app.receiver.faults).toEqual({});
  });

  test('plain, split anywhere, is accepted', () => {
    const bench = newBench();
    for (let first = 1; first < TELEGRAM.length; first++) {
      feed(bench, TELEGRAM.subarray(0, first));
      feed(bench, TELEGRAM.subarray(first));
      expect(bench.snapshots, `split at ${first}`).toHaveLength(first);
    }
  });
});
