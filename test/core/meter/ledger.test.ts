/** The state in flash. The oracle is the state that was written. */
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eraseLedger, readLedger, writeLedger } from '../../../firmware/core/meter/ledger.ts';
import * as word from '../../../firmware/core/meter/reckoning.ts';
import { newFlash, PowerCut } from '../../fakes/flash.ts';
import type { FakeFlash } from '../../fakes/flash.ts';
import { follow, TARIFF } from './followed.ts';

const START = 0x314000;
const PAGE = 4096;
const NOON = Date.parse('2026-01-14T12:00:00+01:00') / 1000;
const digest = { crc32: (bytes: Uint8Array) => crc32(bytes), sha256: () => new Uint8Array(32) };

function newLedger() {
  const flash = newFlash({ start: START, size: 2 * PAGE });
  return { flash, ports: { flash, digest } };
}

function stateOf(quarters: number): Int32Array {
  const s = word.newState(TARIFF);
  for (let i = 0; i <= quarters; i++) follow(s, [NOON + 900 * i, 1000 * i, i]);
  return s;
}

/** What is read back, without number and checksum of the record; undefined: nothing. */
function readBack(ports: ReturnType<typeof newLedger>['ports']): number[] | undefined {
  const s = word.newState(TARIFF);
  if (!readLedger(ports, s, TARIFF)) return undefined;
  return [...s.subarray(word.PERIOD, word.CHECKSUM)];
}

const kept = (s: Int32Array) => [...s.subarray(word.PERIOD, word.CHECKSUM)];

describe('the ledger', () => {
  test.each([0xff, 0x00, 0x5a])(
    'is empty where its pages are all %i, and can be written',
    (byte) => {
      const { flash, ports } = newLedger();
      flash.bytes.fill(byte);
      expect(readBack(ports)).toBeUndefined();
      writeLedger(ports, stateOf(2));
      expect(readBack(ports)).toEqual(kept(stateOf(2)));
    },
  );

  test('gives back the latest of many records, and erases each page once in 50', () => {
    const { flash, ports } = newLedger();
    for (let i = 0; i < 500; i++) {
      const s = stateOf(i % 7);
      writeLedger(ports, s);
      expect(readBack(ports)).toEqual(kept(s));
    }
    const erased = [START, START + PAGE].map(
      (page) => flash.log.filter((done) => done.kind === 'erase' && done.address === page).length,
    );
    expect(erased).toEqual([10, 10]);
    expect(
      flash.log.filter(({ kind }) => kind === 'write').every(({ length }) => length === 160),
    ).toBe(true);
  });

  test('goes back to the record before one that is damaged, whichever bit it is', () => {
    const { flash, ports } = newLedger();
    writeLedger(ports, stateOf(1));
    writeLedger(ports, stateOf(2));
    for (let bit = 0; bit < 8 * 160; bit++) {
      const at = 160 + (bit >> 3);
      flash.bytes[at] ^= 1 << (bit & 7);
      expect(readBack(ports), `bit ${bit}`).toEqual(kept(stateOf(1)));
      flash.bytes[at] ^= 1 << (bit & 7);
    }
    expect(readBack(ports)).toEqual(kept(stateOf(2)));
  });

  test('takes no record of another layout, or without a number', () => {
    for (const at of [word.MARK, word.SEQUENCE]) {
      const { flash, ports } = newLedger();
      const s = stateOf(1);
      s[word.SEQUENCE] = 1;
      s[at] = 0;
      const bytes = new Uint8Array(s.buffer, 0, 160);
      new Uint32Array(s.buffer)[word.CHECKSUM] = crc32(bytes.subarray(0, 156));
      flash.write(bytes, START);
      expect(readBack(ports)).toBeUndefined();
    }
  });

  test('goes on in the middle of a quarter, with the tariff of today', () => {
    const { ports } = newLedger();
    const before = stateOf(1);
    writeLedger(ports, before);
    follow(before, [NOON + 1000, 1100, 1]);
    const s = word.newState({ ...TARIFF, price: 5 });
    expect(readLedger(ports, s, { referenceW: 7000, price: 7, periodS: 900 })).toBe(true);
    expect([s[word.ALLOWANCE], s[word.PRICE]]).toEqual([1750, 7]);
    follow(s, [NOON + 1700, 2900, 1]);
    follow(s, [NOON + 1800, 3000, 1]);
    // 2000 Wh from 12:15 to 12:30, of which the restart has seen the end.
    expect([s[word.ENDED_IMPORTED], s[word.EXCEEDED]]).toEqual([8000, 500]);
  });

  test('is forgotten by a factory reset', () => {
    const { flash, ports } = newLedger();
    for (let i = 0; i < 30; i++) writeLedger(ports, stateOf(1));
    eraseLedger(flash);
    expect(readBack(ports)).toBeUndefined();
  });
});

/** What a cut leaves when the power goes `done` operations into an act, the next one torn. */
function cut(flash: FakeFlash, act: () => void, done: number, torn: number): void {
  flash.cutAfter(done, torn);
  expect(act).toThrow(PowerCut);
  flash.powerOn();
}

test('a power cut in any operation of any save leaves the record before or after it', () => {
  const { flash, ports } = newLedger();
  const tears = [...Array(41).keys()].flatMap((i) => [4 * i, -4 * i]);
  const pageTears = [0, 4, -4, 160, -160, 1000, -1000, 2048, -2048, 4000, -4000, 4092, -4092];
  let cuts = 0;
  for (let i = 0; i < 110; i++) {
    const before = flash.bytes.slice();
    const old = readBack(ports);
    flash.log.length = 0;
    const save = (quarters: number) => writeLedger(ports, stateOf(quarters));
    save(1 + (i % 5));
    const after = flash.bytes.slice();
    const made = readBack(ports);
    const operations = [...flash.log];
    for (const [done, { kind }] of operations.entries()) {
      for (const torn of kind === 'erase' ? pageTears : tears) {
        flash.bytes.set(before);
        cut(flash, () => save(1 + (i % 5)), done, torn);
        cuts++;
        expect([old, made], `save ${i}, operation ${done}, torn ${torn}`).toContainEqual(
          readBack(ports),
        );
        // And it can be written again.
        save(6);
        expect(readBack(ports)).toEqual(kept(stateOf(6)));
      }
    }
    flash.bytes.set(after);
  }
  console.log(`ledger: ${cuts} power cuts, each left the record before or after`);
  expect(cuts).toBeGreaterThan(9000);
});

test('a power cut in a factory reset leaves the latest record or none', () => {
  for (const saves of [1, 10, 30, 60]) {
    for (const done of [0, 1]) {
      for (const torn of [0, 160, -160, 2000, -2000, 4092, -4092]) {
        const { flash, ports } = newLedger();
        for (let i = 0; i < saves; i++) writeLedger(ports, stateOf(i % 3));
        const latest = readBack(ports);
        cut(flash, () => eraseLedger(flash), done, torn);
        const left = readBack(ports);
        if (done === 0) expect(left).toEqual(latest);
      }
    }
  }
});
