/** Messages: their topics, payloads, and how the broker is to treat them. */
import { describe, expect, test } from 'vitest';
import {
  diagnosticsMessage,
  readingMessage,
  telegramMessage,
  topicOf,
} from '../../../firmware/core/message/topics.ts';

describe('a message', () => {
  test('stands below "smarty" and the name of the dongle', () => {
    expect(topicOf('cellar', 'status')).toBe('smarty/cellar/status');
  });

  test('of a telegram waits for the broker and is not kept by it', () => {
    expect(telegramMessage('cellar', '{"a":1}')).toEqual({
      topic: 'smarty/cellar/telegram',
      payload: '{"a":1}',
      qos: 1,
      retain: false,
    });
  });

  test('of the diagnostics is kept by the broker', () => {
    expect(diagnosticsMessage('cellar', '{}')).toEqual({
      topic: 'smarty/cellar/diagnostics',
      payload: '{}',
      qos: 0,
      retain: true,
    });
  });

  test.each([
    ['power_imported W 286.5', 'power_imported', '286.5'],
    ['power_net W 0', 'power_net', '0'],
    ['message text a "b" c', 'message', 'a "b" c'],
    ['message text  x ', 'message', ' x '],
  ])('of a reading, "%s", is its value alone, kept by the broker', (line, name, payload) => {
    expect(readingMessage('cellar', line)).toEqual({
      topic: `smarty/cellar/reading/${name}`,
      payload,
      qos: 0,
      retain: true,
    });
  });
});
