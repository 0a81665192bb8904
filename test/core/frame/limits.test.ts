import { describe, expect, test } from 'vitest';
import type { LengthForm } from '../../../host-sim/house/seal.ts';
import { nodeBlocks, nodeCipher } from '../../../host-sim/node/cipher.ts';
import { countersOf, feed, feedPieces, newBench, wait } from '../../fakes/bench-app.ts';
import {
  bodyOf,
  bytesOf,
  frameOf,
  frameOfSize,
  joined,
  KEY,
  OTHER_TITLE,
  powerTelegram,
  telegramOf,
  telegramOfSize,
} from '../../fakes/meter.ts';

/** Short enough for every form of the length. */
const SHORT = telegramOf(['1-0:1.7.0(1*W)'], '/TST5\\1');

/** The length form 84, which the simulated meter does not use: all else stays as it was. */
function inForm84(frame: Uint8Array): Uint8Array {
  return joined(frame.subarray(0, 10), '\x84\0\0', frame.subarray(11));
}

describe('the length of a frame', () => {
  test.each(['short', 81, 82, 83] as LengthForm[])('may have the form %s', (lengthForm) => {
    const bench = newBench({ key: KEY });
    feed(bench, frameOf(1, { telegram: SHORT, lengthForm }));
    feed(bench, frameOf(2, { telegram: SHORT, lengthForm }));
    expect(countersOf(bench)).toEqual([1, 2]);
  });

  test('may have the form 84', () => {
    const bench = newBench({ key: KEY });
    feed(bench, joined(inForm84(frameOf(1)), frameOf(2)));
    expect(countersOf(bench)).toEqual([1, 2]);
  });
});

describe('a frame longer than the buffer', () => {
  test.each([5000, 8192, 16384])('of %i bytes is skipped, counted once', (size) => {
    const bench = newBench({ key: KEY, capacity: 4096, cipher: nodeBlocks });
    feedPieces(bench, joined(frameOf(1), frameOfSize(size, 2), frameOf(3)), 64);
    expect(countersOf(bench)).toEqual([1, 3]);
    wait(bench, 2000);
    feed(bench, frameOf(4));
    expect(countersOf(bench)).toEqual([1, 3, 4]);
    expect([bench.app.receiver.faults, bench.app.receiver.noise]).toEqual([{ 'too-long': 1 }, 0]);
  });

  test('that is a plain telegram is skipped, counted once', () => {
    const bench = newBench({ capacity: 4096 });
    feedPieces(bench, bytesOf(telegramOfSize(6000) + powerTelegram(1)), 64);
    wait(bench, 2000);
    feed(bench, bytesOf(powerTelegram(2)));
    expect(bench.snapshots).toHaveLength(2);
    expect(bench.app.receiver.faults).toEqual({ 'too-long': 1 });
  });

  test('is one by a single byte', () => {
    for (const [size, counters] of [
      [1024, [1]],
      [1025, []],
    ] as [number, number[]][]) {
      const bench = newBench({ key: KEY, capacity: 1024 });
      feedPieces(bench, frameOfSize(size, 1), 100);
      expect(countersOf(bench)).toEqual(counters);
    }
  });
});

describe('a frame of exactly the size of the buffer', () => {
  test.each([1, 64, 1000, 5000])('is accepted in pieces of %i bytes', (size) => {
    const bench = newBench({ key: KEY, capacity: 1024 });
    const frames = joined(frameOfSize(1024, 1), telegramOfSize(1024), frameOfSize(1024, 2));
    feedPieces(bench, frames, size);
    expect(countersOf(bench)).toEqual([1, undefined, 2]);
    expect(bench.app.receiver.faults).toEqual({});
  });
});

describe.each([
  ['as a whole', nodeCipher],
  ['by the core', nodeBlocks],
])('the counters of frames opened %s', (_name, cipher) => {
  const newOne = () => newBench({ key: KEY, cipher });

  test('tell a frame that comes again or goes back', () => {
    const bench = newOne();
    for (const counter of [5, 6, 6, 5, 7]) feed(bench, frameOf(counter));
    expect(countersOf(bench)).toEqual([5, 6, 7]);
    expect(bench.faults).toEqual(['replay', 'replay']);
    expect(bench.app.receiver.faults).toEqual({ replay: 2 });
  });

  test('tell how many frames were lost', () => {
    const bench = newOne();
    for (const counter of [5, 9, 10]) feed(bench, frameOf(counter));
    expect([countersOf(bench), bench.app.counters.lost]).toEqual([[5, 9, 10], 3]);
  });

  test('may begin anew: the third that rises is believed', () => {
    const bench = newOne();
    for (const counter of [0xffffffff, 0, 1, 2, 3]) feed(bench, frameOf(counter));
    expect(countersOf(bench)).toEqual([0xffffffff, 2, 3]);
    expect(bench.app.receiver.faults).toEqual({ replay: 2 });
  });

  test('are kept apart for each system title', () => {
    const bench = newOne();
    feed(bench, frameOf(1000));
    feed(bench, frameOf(1, { systemTitle: OTHER_TITLE }));
    feed(bench, frameOf(1001));
    expect(countersOf(bench)).toEqual([1000, 1, 1001]);
    expect(bench.snapshots.map((snapshot) => snapshot.title?.slice(0, 8))).toEqual([
      '54535401',
      '54535402',
      '54535401',
    ]);
  });

  test('of frames that are not authentic count for nothing', () => {
    const bench = newOne();
    const forged = frameOf(2000, { key: Uint8Array.from({ length: 16 }, () => 1) });
    for (const frame of [frameOf(5), forged, frameOf(6)]) feed(bench, frame);
    expect(countersOf(bench)).toEqual([5, 6]);
  });
});

describe('a plain telegram', () => {
  const version5 = bodyOf(['1-3:0.2.8(50)']);
  const version2 = bodyOf(['0-0:96.1.1(00)', '1-0:1.7.0(0001.01*kW)']);
  const good = powerTelegram(286);
  // Some gateways print their checksum as a number; a header that makes it begin with 0 is sought.
  const unpadded = Array.from({ length: 1000 }, (_none, i) => telegramOf([], `/TST5${i}`)).find(
    (telegram) => telegram.slice(-6, -5) === '0',
  ) as string;
  const digits = good.slice(-6, -2);

  test.each([
    ['with its checksum', good],
    ['with a checksum of small letters', good.slice(0, -6) + digits.toLowerCase() + '\r\n'],
    ['with a checksum without its leading zero', `${unpadded.slice(0, -6)}${unpadded.slice(-5)}`],
    ['of DSMR 2 without checksum', `${version2}\r\n`],
  ])('%s is accepted', (_name, telegram) => {
    const bench = newBench();
    feed(bench, bytesOf(telegram));
    expect(bench.snapshots).toHaveLength(1);
    expect(bench.app.receiver.faults).toEqual({});
  });

  test.each([
    ['crc', `${good.slice(0, -6)}0000\r\n`],
    ['crc', good.replace('286', '287')],
    ['crc-field', `${good.slice(0, -6)}wxyz\r\n`],
    ['crc-field', `${good.slice(0, -6)} ${digits}\r\n`],
    ['crc-field', `${good.slice(0, -6)}0${digits}\r\n`],
    ['crc-missing', `${version5}\r\n`],
    ['header', '/1ST5\r\n'],
  ])('is refused as %s: %j', (fault, telegram) => {
    const bench = newBench();
    feed(bench, bytesOf(telegram));
    expect(bench.app.receiver.faults).toEqual({ [fault]: 1 });
    feed(bench, bytesOf(good));
    expect(bench.snapshots).toHaveLength(1);
  });
});
