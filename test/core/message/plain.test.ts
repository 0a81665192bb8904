/** Readings under topics of their own. */
import { describe, expect, test } from 'vitest';
import { forgetMessage } from '../../../firmware/core/message/forget.ts';
import { newPlainShape, readingMessage } from '../../../firmware/core/message/plain.ts';
import { houseTelegram, linesIn, readingLines } from '../../fakes/readings.ts';

describe('the plain shape', () => {
  test('tells what is told without any shape, unless QoS or retaining is set otherwise', () => {
    const shape = newPlainShape({ device: 'cellar', qos: 0, retain: true });
    const lines = linesIn(readingLines(houseTelegram('full')));
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines)
      expect(shape.tell?.(line)).toEqual(
        readingMessage({ device: 'cellar', qos: 0, retain: true }, line),
      );
  });

  test.each([
    [0, false],
    [1, true],
    [1, false],
  ] as const)('is told with QoS %d and retained %s', (qos, retain) => {
    const shape = newPlainShape({ device: 'cellar', qos, retain });
    expect(shape.tell?.('message text a b')).toEqual({
      topic: 'smarty/cellar/reading/message',
      payload: 'a b',
      qos,
      retain,
    });
  });
});

test('what is forgotten has its topic, nothing in it, and is retained', () => {
  const message = { topic: 'a/b', payload: 'c', qos: 0 as const, retain: false };
  expect(forgetMessage(message)).toEqual({ topic: 'a/b', payload: '', qos: 1, retain: true });
});
