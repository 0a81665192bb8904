/**
 * NOR flash in memory. In: the calls of the Flash port. Out: what a real chip would hold afterwards,
 * also when the power goes in the middle of it. Wrong use (outside, unaligned) throws at once.
 *
 * `flash.cutAfter(n, torn)`: n more erasures and writes are done, and of the next one only the first
 * `torn` bytes (negative: only the last ones); then PowerCut is thrown, and by every call from there
 * on, until `flash.powerOn()`.
 */
import type { Flash } from '../../firmware/core/ports.ts';

const PAGE = 4096;

export class PowerCut extends Error {}

export interface FakeFlash extends Flash {
  /** All that is in it; may be damaged at will. The first byte is the one at `start`. */
  bytes: Uint8Array;
  /** Erasures and writes that were begun. */
  operations: number;
  /** Every erasure and write in order: how many bytes it was to change, for choosing where to tear. */
  log: { kind: 'erase' | 'write'; address: number; length: number }[];
  cutAfter(operations: number, torn?: number): void;
  powerOn(): void;
}

export interface FlashRange {
  start: number;
  /** A multiple of 4096. */
  size: number;
}

/** Which bytes of an operation are done before the power goes. */
function tornRange(torn: number, length: number): [from: number, to: number] {
  const done = Math.min(Math.abs(torn), length);
  return torn < 0 ? [length - done, length] : [0, done];
}

/** The range of an operation inside `bytes`; throws where a real chip would do something else. */
function placeOf(range: FlashRange, address: number, length: number, step: number): number {
  const at = address - range.start;
  if (address % step !== 0 || length % step !== 0) {
    throw new Error(`flash: ${length} bytes at 0x${address.toString(16)} are not aligned`);
  }
  if (!(length >= 0 && at >= 0 && at + length <= range.size)) {
    throw new Error(`flash: ${length} bytes at 0x${address.toString(16)} lie outside`);
  }
  return at;
}

/** All FF, as a chip comes. */
export function newFlash(range: FlashRange): FakeFlash {
  const bytes = new Uint8Array(range.size).fill(0xff);
  let left = Infinity;
  let torn = 0;
  let isOff = false;

  function refuseOff(): void {
    if (isOff) throw new PowerCut('the power is off');
  }

  /** Does one operation byte by byte, or a part of it. */
  function operate(
    kind: 'erase' | 'write',
    address: number,
    length: number,
    value: (i: number) => number,
  ) {
    refuseOff();
    const at = placeOf(range, address, length, kind === 'erase' ? PAGE : 4);
    flash.operations++;
    flash.log.push({ kind, address, length });
    isOff = left-- === 0;
    const [from, to] = isOff ? tornRange(torn, length) : [0, length];
    for (let i = from; i < to; i++)
      bytes[at + i] = value(i) & (kind === 'erase' ? 0xff : bytes[at + i]);
    refuseOff();
  }

  const flash: FakeFlash = {
    bytes,
    operations: 0,
    log: [],
    erasePage: (address) => operate('erase', address, PAGE, () => 0xff),
    write: (data, address) => operate('write', address, data.length, (i) => data[i]),
    read(length, address) {
      refuseOff();
      const at = placeOf(range, address, length, 1);
      return bytes.slice(at, at + length);
    },
    cutAfter(operations, tornBytes = 0) {
      left = operations;
      torn = tornBytes;
    },
    powerOn() {
      isOff = false;
      left = Infinity;
    },
  };
  return flash;
}
