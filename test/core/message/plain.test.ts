/** Readings under topics of their own. */
import { expect, test } from 'vitest';
import { forgetMessage } from '../../../firmware/core/message/forget.ts';
import { readingMessage } from '../../../firmware/core/message/plain.ts';

test.each([
  [0, true],
  [0, false],
  [1, true],
  [1, false],
] as const)('a reading is told with QoS %d and retained %s', (qos, retain) => {
  expect(readingMessage({ device: 'cellar', qos, retain }, 'message text a b')).toEqual({
    topic: 'smarty/cellar/reading/message',
    payload: 'a b',
    qos,
    retain,
  });
});

test('what is forgotten has its topic, nothing in it, and is retained', () => {
  const message = { topic: 'a/b', payload: 'c', qos: 0 as const, retain: false };
  expect(forgetMessage(message)).toEqual({ topic: 'a/b', payload: '', qos: 1, retain: true });
});
