/**
 * What waits for the broker, within a bound (firmware/core/mqtt/queue.ts), and what became of the telegrams
 * among it.
 * In: messages. Out: the oldest, one after the other; each telegram is told or dropped, and counted once.
 */
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import { acknowledgeOldest, newQueue, pushMessage } from '../../../firmware/core/mqtt/queue.ts';
import type { Queue } from '../../../firmware/core/mqtt/queue.ts';

export interface Backlog {
  queue: Queue;
  /** The telegrams that wait in the queue, oldest first, and those that are on their way. */
  waiting: Set<Message>;
  sent: Set<Message>;
  counts: { taken: number; told: number; dropped: number; between: number };
}

export function newBacklog(queueBytes: number): Backlog {
  return {
    queue: newQueue(queueBytes),
    waiting: new Set(),
    sent: new Set(),
    counts: { taken: 0, told: 0, dropped: 0, between: 0 },
  };
}

function dropTelegram(b: Backlog, message: Message): void {
  if (b.waiting.delete(message)) b.counts.dropped++;
}

export function queueMessage(b: Backlog, message: Message): void {
  const before = b.queue.dropped;
  if (!pushMessage(b.queue, message)) dropTelegram(b, message);
  if (b.queue.dropped === before) return;
  // The oldest had to go: as many of the telegrams as are no longer there.
  for (const oldest of [...b.waiting]) {
    if (b.queue.messages.includes(oldest)) return;
    dropTelegram(b, oldest);
  }
}

/** A message that is a telegram: it is counted. */
export function queueTelegramOf(b: Backlog, message: Message): void {
  b.waiting.add(message);
  queueMessage(b, message);
}

/** The oldest, which leaves the queue; undefined: there is none. */
export function nextQueued(b: Backlog): Message | undefined {
  const message = b.queue.messages[0];
  if (!message) return undefined;
  acknowledgeOldest(b.queue);
  if (b.waiting.delete(message)) b.sent.add(message);
  return message;
}

/** The broker has it, or never will. */
export function settleMessage(b: Backlog, message: Message, isThere: boolean): void {
  if (!b.sent.delete(message)) return;
  if (isThere) b.counts.told++;
  else b.counts.dropped++;
}

/** Nothing more goes out. */
export function dropAll(b: Backlog): void {
  for (const message of [...b.waiting]) dropTelegram(b, message);
  for (const message of [...b.sent]) settleMessage(b, message, false);
}
