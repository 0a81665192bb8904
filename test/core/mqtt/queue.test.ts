import { describe, expect, test } from 'vitest';
import type { Queue } from '../../../firmware/core/mqtt/queue.ts';
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import {
  acknowledgeOldest,
  FIRST_MESSAGE_ID,
  MESSAGE_OVERHEAD,
  newQueue,
  pushMessage,
  takeOldest,
} from '../../../firmware/core/mqtt/queue.ts';
import { packetsIn } from '../../fakes/net.ts';

const COST = 't'.length + 'p'.length + MESSAGE_OVERHEAD;

function message(payload: string, qos: 0 | 1 = 1): Message {
  return { topic: 't', payload, qos, retain: false };
}

function sentBy(bytes: string) {
  const packets = packetsIn(bytes);
  expect(packets).toHaveLength(1);
  const packet = packets[0];
  if (packet.cmd !== 'publish') throw new Error(`not a publish: ${packet.cmd}`);
  return packet;
}

/** Both parts of the packet that goes out next. */
function takePacket(queue: Queue): string {
  const { head, payload } = takeOldest(queue);
  return head + payload;
}

function payloads(queue: { messages: Message[] }): string {
  return queue.messages.map((m) => m.payload).join('');
}

describe('the queue of messages', () => {
  test('sends the oldest first', () => {
    const queue = newQueue(1000);
    for (const payload of ['a', 'b']) expect(pushMessage(queue, message(payload, 0))).toBe(true);
    expect(sentBy(takePacket(queue)).payload.toString()).toBe('a');
    expect(sentBy(takePacket(queue)).payload.toString()).toBe('b');
    expect(queue).toMatchObject({ messages: [], bytes: 0, inFlight: false, dropped: 0 });
  });

  test('keeps topic, retain and QoS of a message', () => {
    const queue = newQueue(1000);
    pushMessage(queue, { topic: 'a/b', payload: 'x', qos: 1, retain: true });
    expect(sentBy(takePacket(queue))).toMatchObject({
      topic: 'a/b',
      qos: 1,
      retain: true,
      dup: false,
      messageId: FIRST_MESSAGE_ID,
    });
  });

  test('repeats a QoS 1 message with the same id and DUP until it is acknowledged', () => {
    const queue = newQueue(1000);
    for (const payload of ['a', 'b']) pushMessage(queue, message(payload));
    const sent = [1, 2, 3].map(() => sentBy(takePacket(queue)));
    expect(sent.map((p) => p.dup)).toEqual([false, true, true]);
    expect(sent.map((p) => p.messageId)).toEqual(Array(3).fill(FIRST_MESSAGE_ID));
    acknowledgeOldest(queue);
    const next = sentBy(takePacket(queue));
    expect([next.payload.toString(), next.dup, next.messageId]).toEqual([
      'b',
      false,
      FIRST_MESSAGE_ID + 1,
    ]);
  });

  test('gives every QoS 1 message a new id from 16 to 8191 and then starts over', () => {
    const queue = newQueue(1000);
    const ids: (number | undefined)[] = [];
    for (let i = 0; i <= 8192 - FIRST_MESSAGE_ID; i++) {
      pushMessage(queue, message('p'));
      const packet = takePacket(queue);
      // The id stands behind head (2) and topic (2 + 1).
      ids.push((packet.charCodeAt(5) << 8) | packet.charCodeAt(6));
      acknowledgeOldest(queue);
    }
    expect(ids[0]).toBe(FIRST_MESSAGE_ID);
    expect(ids[ids.length - 2]).toBe(8191);
    expect(ids[ids.length - 1]).toBe(FIRST_MESSAGE_ID);
    expect(new Set(ids).size).toBe(8192 - FIRST_MESSAGE_ID);
  });

  test('holds as many messages as fit its bytes, and not one more', () => {
    const queue = newQueue(3 * COST);
    for (const payload of ['a', 'b', 'c']) pushMessage(queue, message(payload));
    expect(queue).toMatchObject({ bytes: 3 * COST, dropped: 0 });
    expect(pushMessage(queue, message('d'))).toBe(true);
    expect(payloads(queue)).toBe('bcd');
    expect(queue).toMatchObject({ bytes: 3 * COST, dropped: 1 });
  });

  test('drops as many of the oldest as a large message needs', () => {
    const queue = newQueue(3 * COST);
    for (const payload of ['a', 'b', 'c']) pushMessage(queue, message(payload));
    expect(pushMessage(queue, message('d'.repeat(COST)))).toBe(true);
    expect(queue.messages.map((m) => m.payload[0]).join('')).toBe('cd');
    expect(queue.dropped).toBe(2);
  });

  test('never drops the message in flight', () => {
    const queue = newQueue(3 * COST);
    for (const payload of ['a', 'b', 'c']) pushMessage(queue, message(payload));
    takeOldest(queue);
    for (const payload of ['d', 'e', 'f']) pushMessage(queue, message(payload));
    expect(payloads(queue)).toBe('aef');
    expect(queue.dropped).toBe(3);
    expect(sentBy(takePacket(queue))).toMatchObject({ dup: true, messageId: FIRST_MESSAGE_ID });
  });

  test('refuses a message that has no room beside the one in flight, and drops no other', () => {
    const queue = newQueue(3 * COST);
    for (const payload of ['a', 'b']) pushMessage(queue, message(payload));
    takeOldest(queue);
    expect(pushMessage(queue, message('p'.repeat(1 + COST + 1)))).toBe(false);
    expect(payloads(queue)).toBe('ab');
    expect(queue.dropped).toBe(1);
    expect(pushMessage(queue, message('p'.repeat(1 + COST)))).toBe(true);
  });

  test('accepts a message as large as the whole bound and refuses one byte more', () => {
    const queue = newQueue(1000);
    const largest = 1000 - MESSAGE_OVERHEAD - 't'.length;
    pushMessage(queue, message('a'));
    expect(pushMessage(queue, message('p'.repeat(largest + 1)))).toBe(false);
    expect(payloads(queue)).toBe('a');
    expect(pushMessage(queue, message('p'.repeat(largest)))).toBe(true);
    expect(queue).toMatchObject({ bytes: 1000, dropped: 2 });
  });

  test.each([
    ['an empty topic', ''],
    ['a topic of more than 65535 bytes', 't'.repeat(65536)],
  ])('refuses %s, which no broker takes', (_name, topic) => {
    const queue = newQueue(1000000);
    expect(pushMessage(queue, { topic, payload: 'p', qos: 1, retain: false })).toBe(false);
    expect(queue).toMatchObject({ messages: [], bytes: 0, dropped: 1 });
  });

  test('accepts a topic of 65535 bytes', () => {
    const queue = newQueue(1000000);
    const topic = 't'.repeat(65535);
    expect(pushMessage(queue, { topic, payload: 'p', qos: 1, retain: false })).toBe(true);
    expect(sentBy(takePacket(queue)).topic).toBe(topic);
  });

  test('never holds more than its bytes, whatever comes in which order', () => {
    const queue = newQueue(2000);
    let seed = 1;
    let acknowledged = 0;
    for (let i = 0; i < 5000; i++) {
      seed = (seed * 48271) % 2147483647;
      if (seed % 5 === 0 && queue.inFlight) {
        acknowledgeOldest(queue);
        acknowledged++;
      } else if (seed % 5 === 1 && queue.messages.length > 0) takeOldest(queue);
      else pushMessage(queue, message('p'.repeat(seed % 900), seed % 2 === 0 ? 0 : 1));
      const held = queue.messages.reduce((sum, m) => sum + m.payload.length + COST - 1, 0);
      expect(queue.bytes).toBe(held);
      expect(held).toBeLessThanOrEqual(2000);
    }
    expect(queue.dropped).toBeGreaterThan(0);
    expect(acknowledged).toBeGreaterThan(0);
  });
});
