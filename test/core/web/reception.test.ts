/** Those who wait for an answer until a telegram is out, and for how long. */
import { expect, test } from 'vitest';
import { findImpatient, newVisitor } from '../../../firmware/core/web/reception.ts';

const SOCKET = { send: () => true, close: () => undefined };

function visitors(count: number) {
  return Array.from({ length: count }, (_, i) => newVisitor(SOCKET, 1000 + i));
}

test('each can wait for three seconds', () => {
  const waiting = visitors(2);
  expect(findImpatient(waiting, 3999)).toBe(-1);
  expect(findImpatient(waiting, 4000)).toBe(0);
});

test('who brings more than a request may have does not wait', () => {
  const waiting = visitors(3);
  waiting[1].text = 'x'.repeat(1536);
  expect(findImpatient(waiting, 1000)).toBe(-1);
  waiting[1].text += 'x';
  expect(findImpatient(waiting, 1000)).toBe(1);
});

test('nobody there, nobody impatient', () => {
  expect(findImpatient([], 1e9)).toBe(-1);
});
