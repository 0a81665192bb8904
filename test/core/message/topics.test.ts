/** Messages: their topics, payloads, and how the broker is to treat them. */
import { describe, expect, test } from 'vitest';
import { readingMessage } from '../../../firmware/core/message/plain.ts';
import { diagnosticsMessage, topicOf } from '../../../firmware/core/message/topics.ts';

describe('a message', () => {
  test('stands below "smarty" and the name of the dongle', () => {
    expect(topicOf('cellar', 'status')).toBe('smarty/cellar/status');
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
  ])('of a reading, "%s", is its value alone, treated as is set', (line, name, payload) => {
    const treatments = [
      { qos: 0, retain: true },
      { qos: 1, retain: false },
    ] as const;
    for (const treatment of treatments) {
      expect(readingMessage({ device: 'cellar', ...treatment }, line)).toEqual({
        topic: `smarty/cellar/reading/${name}`,
        payload,
        ...treatment,
      });
    }
  });
});
