import { describe, expect, test } from 'vitest';
import { acceptCounter, newCounters } from '../../../firmware/core/frame/counter.ts';

const LAST = 0xffffffff;

/** Which of the counters are accepted, one after the other. */
function accepted(counters: number[], c = newCounters(), title = 'a'): number[] {
  return counters.filter((counter) => acceptCounter(c, title, counter));
}

describe('the frame counter', () => {
  test.each([
    ['rises by one', [7, 8, 9], [7, 8, 9]],
    ['begins at 0', [0, 1], [0, 1]],
    ['leaves gaps', [7, 9, 1000, LAST], [7, 9, 1000, LAST]],
    ['passes the largest signed number', [0x7fffffff, 0x80000000], [0x7fffffff, 0x80000000]],
  ])('is accepted while it %s', (_name, counters, good) => {
    expect(accepted(counters)).toEqual(good);
  });

  test.each([
    ['comes again', [7, 7], [7]],
    ['comes again and again', [7, 7, 7, 7, 7], [7]],
    ['goes back', [7, 6], [7]],
    ['goes back and stays there', [7, 6, 6, 6, 6], [7]],
    ['goes back further and further', [7, 6, 5, 4, 3], [7]],
    ['begins anew after the last one', [LAST, 0], [LAST]],
    ['goes back and forth', [7, 5, 6, 8], [7, 8]],
  ])('is refused when it %s', (_name, counters, good) => {
    expect(accepted(counters)).toEqual(good);
  });

  test('is believed at the third of three that rise, and from there on', () => {
    expect(accepted([1000, 3, 4, 5, 6])).toEqual([1000, 5, 6]);
    expect(accepted([LAST, 0, 1, 2, 3])).toEqual([LAST, 2, 3]);
    expect(accepted([1000, 3, 4, 5, 4, 5])).toEqual([1000, 5]);
  });

  test('needs three in a row: a repeat between them does not count, a good one begins anew', () => {
    expect(accepted([1000, 3, 1000, 4, 1000, 5])).toEqual([1000, 5]);
    expect(accepted([1000, 3, 4, 1001, 5, 6])).toEqual([1000, 1001]);
    expect(accepted([1000, 3, 4, 3, 4])).toEqual([1000]);
    expect(accepted([1000, 3, 4, 3, 4, 5])).toEqual([1000, 5]);
  });

  test('belongs to its title', () => {
    const c = newCounters();
    expect(accepted([1000], c, 'a')).toEqual([1000]);
    expect(accepted([7, 8, 7], c, 'b')).toEqual([7, 8]);
    expect(accepted([1000, 999, 1001], c, 'a')).toEqual([1001]);
  });

  test('is remembered for four titles, the oldest is forgotten', () => {
    const c = newCounters();
    for (const title of ['a', 'b', 'c', 'd']) expect(accepted([5, 5], c, title)).toEqual([5]);
    for (const title of ['a', 'b', 'c', 'd']) expect(accepted([5], c, title)).toEqual([]);
    expect(accepted([5], c, 'e')).toEqual([5]);
    expect(accepted([5], c, 'b')).toEqual([]);
    expect(accepted([5], c, 'a')).toEqual([5]);
  });
});

describe('lost frames', () => {
  test('are those that the gaps tell of', () => {
    const c = newCounters();
    accepted([10, 11], c);
    expect(c.lost).toBe(0);
    accepted([13, 20], c);
    expect(c.lost).toBe(1 + 6);
  });

  test('are none before the first frame and none when a meter begins anew', () => {
    const c = newCounters();
    accepted([LAST, 5, 6, 7, 8], c);
    expect(c.lost).toBe(0);
  });
});
