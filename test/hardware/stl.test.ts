import { expect, test } from 'vitest';
import { inOrder } from '../../hardware/case/stl.ts';

/** A title, a count, and triangles that are each filled with one byte. */
function stl(count: number, fills: number[]): Buffer {
  const head = Buffer.alloc(84, 'x');
  head.writeUInt32LE(count, 80);
  return Buffer.concat([head, ...fills.map((fill) => Buffer.alloc(50, fill))]);
}

test('the same triangles in any order give the same file', () => {
  const sorted = inOrder(stl(3, [1, 2, 3]));
  expect(inOrder(stl(3, [3, 1, 2]))).toEqual(sorted);
  expect(sorted.subarray(84)).toEqual(stl(3, [1, 2, 3]).subarray(84));
});

test('a file that is cut short, or counts wrongly, is refused', () => {
  expect(() => inOrder(stl(2, [1]))).toThrow('stl');
  expect(() => inOrder(Buffer.alloc(10))).toThrow('stl');
});
