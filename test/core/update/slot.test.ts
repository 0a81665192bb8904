import { describe, expect, test } from 'vitest';
import { findSlot, slotLayout, writeSlot } from '../../../firmware/core/update/slot.ts';
import { newFlashed, START, storageFile } from './flashed.ts';

const layout = slotLayout();
const APP1 = 0x321000;
const APP2 = 0x341000;

/** A freshly flashed dongle with one byte of its flash set. */
function spoiled(address: number, byte: number) {
  const flash = newFlashed('app');
  flash.bytes[address - START] = byte;
  return flash;
}

describe('the layout', () => {
  test('fits the smallest Storage, 256 kB', () => {
    const small = 2 * (layout.header + layout.small);
    expect(small + 2 * (layout.header + layout.slot)).toBeLessThanOrEqual(256 * 1024);
    expect(layout.slot).toBeGreaterThanOrEqual(92 * 1024);
  });

  test('puts the data of both slots on whole pages', () => {
    const flash = newFlashed('app');
    expect(findSlot(flash, 'app1')).toEqual({ address: APP1, size: layout.slot });
    expect(findSlot(flash, 'app2')).toEqual({ address: APP2, size: layout.slot });
  });
});

describe('a slot is not found', () => {
  test('in an empty Storage', () => {
    const flash = newFlashed('app');
    flash.bytes.fill(0xff);
    expect(findSlot(flash, 'app1')).toBeUndefined();
  });

  test('behind a file whose length leads out of Storage', () => {
    expect(findSlot(spoiled(0x320002, 0x7f), 'app1')).toBeUndefined();
  });

  test('behind a file of length 0', () => {
    const flash = newFlashed('app');
    flash.bytes.fill(0, 0x320000 - START, 0x320004 - START);
    expect(findSlot(flash, 'app1')).toBeUndefined();
  });

  test('when its file was erased, or is of another kind', () => {
    expect(findSlot(spoiled(APP1 - 28, 0), 'app1')).toBeUndefined();
    expect(findSlot(spoiled(APP1 - 29, 0x80), 'app1')).toBeUndefined();
  });

  test('under a longer name', () => {
    expect(findSlot(spoiled(APP1 - 24, 0x30), 'app1')).toBeUndefined();
  });

  test.each([
    ['does not start on a page', 4028, 4096],
    ['does not fill its last page', 4032, 4095],
  ])('when it %s', (_why, before, size) => {
    const flash = newFlashed('app');
    const at = 0x320000 - START;
    flash.bytes.set(storageFile('.bootcde', new Uint8Array(before)), at);
    flash.bytes.set(storageFile('app1', new Uint8Array(size)), at + 32 + before);
    expect(findSlot(flash, 'app1')).toBeUndefined();
  });

  test('behind more files than a dongle has', () => {
    const flash = newFlashed('app');
    const at = 0x320000 - START;
    for (let i = 0; i < 17; i++) flash.bytes.set(storageFile('x', new Uint8Array(4)), at + 36 * i);
    expect(findSlot(flash, 'app1')).toBeUndefined();
  });
});

describe('writing a slot', () => {
  const place = { address: APP2, size: 8192 };

  test('erases each page before its first bytes and touches nothing else', () => {
    const flash = newFlashed('app');
    const before = flash.bytes.slice();
    const piece = new Uint8Array(512).fill(0x41);
    for (let at = 0; at < place.size; at += 512) {
      expect(writeSlot(flash, place, at, piece)).toBe(true);
    }
    const from = APP2 - START;
    expect(flash.bytes.subarray(from, from + 8192).every((byte) => byte === 0x41)).toBe(true);
    before.fill(0x41, from, from + 8192);
    expect(Buffer.compare(flash.bytes, before)).toBe(0);
    expect(flash.log.filter(({ kind }) => kind === 'erase')).toHaveLength(2);
  });

  test.each([
    ['behind its end', 8192, 512],
    ['across a page', 3584, 1024],
    ['in pieces that do not divide a page', 0, 600],
  ])('refuses bytes %s', (_why, offset, length) => {
    const flash = newFlashed('app');
    expect(writeSlot(flash, place, offset, new Uint8Array(length))).toBe(false);
    expect(flash.operations).toBe(0);
  });
});
