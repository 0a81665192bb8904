// Every frame here is spoiled in one place and must never become a telegram, whoever decrypts it.
import { describe, expect, test } from 'vitest';
import type { Cipher } from '../../../firmware/core/ports.ts';
import { aesJsBlocks } from '../../../host-sim/node/aes-js.ts';
import { nodeBlocks, nodeCipher } from '../../../host-sim/node/cipher.ts';
import { countersOf, feed, newBench, wait } from '../../fakes/bench-app.ts';
import type { Bench } from '../../fakes/bench-app.ts';
import {
  bytesOf,
  frameOf,
  frameOfSize,
  KEY,
  powerTelegram,
  telegramOf,
} from '../../fakes/meter.ts';

/** The names of the faults that the frame adds to the counts, with how many of each. */
function faultsOf(bench: Bench, frame: Uint8Array): string {
  const before = { ...bench.app.receiver.faults };
  feed(bench, frame);
  wait(bench, 2000);
  return Object.entries(bench.app.receiver.faults)
    .map(([name, count]) => `${name} ${count - (before[name] ?? 0)}`)
    .filter((text) => !text.endsWith(' 0'))
    .join();
}

/** What three benches make of the frame, whose place in its row is `place`. */
function verdictOf(benches: Bench[], frame: Uint8Array, place: number): string {
  const noises = benches.map((bench) => bench.app.receiver.noise);
  const reasons = benches.map((bench) => faultsOf(bench, frame));
  if (benches.some((bench) => bench.snapshots.length > 0)) return `${place} is accepted`;
  if (new Set(reasons).size > 1) return `${place} is ${reasons.join(' or ')}`;
  const isCounted = reasons[0] !== '' || benches[0].app.receiver.noise > noises[0];
  return isCounted ? 'refused and counted' : `${place} is not counted`;
}

/** None of the frames is accepted, all are counted, and all ciphers agree on the reason. */
function refuseAll(frames: Uint8Array[], key?: string): void {
  const ciphers: Cipher[] = [nodeCipher, nodeBlocks, aesJsBlocks];
  const benches = ciphers.map((cipher) => newBench({ key, cipher, capacity: 4096 }));
  const verdicts = frames.map((frame, place) => verdictOf(benches, frame, place));
  expect(new Set(verdicts)).toEqual(new Set(['refused and counted']));
  for (const bench of benches) {
    feed(bench, key ? frameOf(1) : bytesOf(powerTelegram(1)));
    expect(bench.snapshots).toHaveLength(1);
  }
}

function flippedBits(frame: Uint8Array): Uint8Array[] {
  return Array.from({ length: frame.length * 8 }, (_none, bit) => {
    const spoiled = frame.slice();
    spoiled[bit >> 3] ^= 1 << (bit & 7);
    return spoiled;
  });
}

function changedBytes(frame: Uint8Array, mask: number): Uint8Array[] {
  return Array.from(frame, (_byte, at) => {
    const spoiled = frame.slice();
    spoiled[at] ^= mask;
    return spoiled;
  });
}

describe('a frame', () => {
  test('with one bit wrong, wherever it is, is refused', () => {
    refuseAll(flippedBits(frameOf(7, { telegram: telegramOf(['1-0:1.7.0(1*W)'], '/T5\\1') })), KEY);
  });

  test.each([0x01, 0x80, 0xff])('of 600 bytes with any byte changed by %i is refused', (mask) => {
    refuseAll(changedBytes(frameOfSize(600, 7), mask), KEY);
  });

  test('with one byte missing, wherever it is, is refused', () => {
    const frame = frameOf(7);
    const shorter = Array.from(frame, (_byte, at) => frame.filter((_other, i) => i !== at));
    // A frame without its last byte becomes whole by the first byte of the next one.
    refuseAll(shorter, KEY);
  });

  test('with one byte too many inside, wherever it is, is refused', () => {
    const frame = frameOf(7);
    const longer = Array.from(frame.subarray(1), (_byte, at) =>
      Uint8Array.from([...frame.subarray(0, at + 1), 0x5a, ...frame.subarray(at + 1)]),
    );
    refuseAll(longer, KEY);
  });

  test('with two bytes exchanged, wherever they are, is refused', () => {
    const frame = frameOf(7);
    const exchanged = Array.from(frame.subarray(1), (_byte, at) => {
      const other = frame.slice();
      [other[at], other[at + 1]] = [frame[at + 1], frame[at]];
      return other;
    }).filter((other, at) => other[at] !== frame[at]);
    refuseAll(exchanged, KEY);
  });
});

describe('a plain telegram', () => {
  test('with one bit of text or checksum wrong, wherever it is, is refused', () => {
    const telegram = bytesOf(telegramOf(['1-3:0.2.8(50)', '1-0:1.7.0(000000286*W)']));
    const end = telegram.length - 2;
    const spoiled = flippedBits(telegram).filter((_frame, bit) => {
      const digit = bit >> 3 >= end - 4 && bit >> 3 < end;
      // The line end behind the checksum is not covered by it, and its digits may be small letters.
      return bit >> 3 < end && !(digit && (bit & 7) === 5 && telegram[bit >> 3] > 0x39);
    });
    refuseAll(spoiled);
  });
});

describe('a frame of another', () => {
  test.each([
    ['key', { key: Uint8Array.from({ length: 16 }, () => 7) }, 'tag'],
    ['authentication key', { authKey: Uint8Array.from({ length: 16 }, () => 7) }, 'auth-key'],
  ])('%s is refused with the reason', (_name, sealing, fault) => {
    const bench = newBench({ key: KEY, cipher: nodeBlocks });
    for (let counter = 1; counter < 4; counter++) feed(bench, frameOf(counter, sealing));
    expect(countersOf(bench)).toEqual([]);
    expect(bench.faults).toEqual([fault, fault, fault]);
    expect(bench.app.receiver.faults).toEqual({ [fault]: 3 });
  });
});
