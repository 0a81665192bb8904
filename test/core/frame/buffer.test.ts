import { describe, expect, test } from 'vitest';
import { appendBytes, makeRoom, newFrameBuffer } from '../../../firmware/core/frame/buffer.ts';
import type { FrameBuffer } from '../../../firmware/core/frame/buffer.ts';

function row(from: number, count: number): Uint8Array {
  return Uint8Array.from({ length: count }, (_none, i) => from + i);
}

/** The bytes `from` up to `from + count - 1`, of which the first `used` are used up. */
function filled(from: number, count: number, used: number): FrameBuffer {
  const b = newFrameBuffer(10);
  appendBytes(b, row(from, count), 0, 0);
  b.start = used;
  return b;
}

function left(b: FrameBuffer): number[] {
  return [...b.bytes.subarray(b.start, b.end)];
}

describe('a frame buffer', () => {
  test('keeps pieces in their order and remembers when the last one came', () => {
    const b = newFrameBuffer(10);
    expect(appendBytes(b, row(0, 3), 0, 100)).toBe(3);
    expect(appendBytes(b, row(3, 4), 0, 250)).toBe(4);
    expect(left(b)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(b.lastMs).toBe(250);
  });

  test('takes what there is room for and says how much that was', () => {
    const b = filled(0, 7, 0);
    expect(appendBytes(b, row(7, 5), 0, 0)).toBe(3);
    expect(left(b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(appendBytes(b, row(7, 5), 3, 0)).toBe(0);
    expect(left(b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('goes on in the middle of a piece', () => {
    const b = newFrameBuffer(10);
    expect(appendBytes(b, row(0, 6), 4, 0)).toBe(2);
    expect(left(b)).toEqual([4, 5]);
  });

  test('makes room by moving what is left to the front', () => {
    const b = filled(0, 10, 6);
    expect(makeRoom(b, 3)).toBe(6);
    expect([b.start, b.end]).toEqual([0, 4]);
    expect(left(b)).toEqual([6, 7, 8, 9]);
    expect(appendBytes(b, row(10, 6), 0, 0)).toBe(6);
    expect(left(b)).toEqual([6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
  });

  test('moves nothing while there is room enough', () => {
    const b = filled(0, 7, 2);
    expect(makeRoom(b, 3)).toBe(0);
    expect([b.start, b.end]).toEqual([2, 7]);
  });

  test('moves nothing when nothing is used up', () => {
    const b = filled(0, 10, 0);
    expect(makeRoom(b, 5)).toBe(0);
    expect([b.start, b.end]).toEqual([0, 10]);
  });

  test('begins anew for nothing once all is used up', () => {
    const b = filled(0, 8, 8);
    expect(makeRoom(b, 1)).toBe(8);
    expect([b.start, b.end]).toEqual([0, 0]);
  });
});
