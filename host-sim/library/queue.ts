/**
 * Telegrams between a meter and a program that takes one after the other.
 * In: telegrams, and the end. Out: the next one, when there is one. A source that has time waits for
 * room; for a meter, which has not, the oldest is dropped and counted.
 */
import type { Telegram } from './telegram.ts';

export interface Queue {
  waiting: Telegram[];
  most: number;
  dropped: number;
  isOver: boolean;
  /** Why it is over, where that is no good end. */
  fault: unknown;
  /** Wakes who waits for a telegram, and who waits for room. */
  wake: () => void;
  goOn: () => void;
}

function nobody(): void {
  // Nobody waits.
}

export function newQueue(most: number): Queue {
  const rest = { dropped: 0, isOver: false, fault: undefined, wake: nobody, goOn: nobody };
  return { waiting: [], most, ...rest };
}

export function putTelegram(q: Queue, telegram: Telegram, mayWait: boolean): void {
  q.waiting.push(telegram);
  if (!mayWait && q.waiting.length > q.most) {
    q.waiting.shift();
    q.dropped++;
  }
  q.wake();
}

/** Undefined: there is room. */
export function roomIn(q: Queue): Promise<void> | undefined {
  if (q.isOver || q.waiting.length < q.most) return undefined;
  return new Promise((resolve) => (q.goOn = resolve));
}

export function endQueue(q: Queue, fault?: unknown): void {
  q.isOver = true;
  q.fault ??= fault;
  q.wake();
  q.goOn();
}

/** Undefined: there are no more. Rejects with the fault, after all telegrams. */
export async function nextTelegram(q: Queue): Promise<Telegram | undefined> {
  while (!q.waiting.length && !q.isOver) {
    await new Promise<void>((resolve) => (q.wake = resolve));
  }
  const telegram = q.waiting.shift();
  if (q.waiting.length < q.most) q.goOn();
  if (telegram === undefined && q.fault !== undefined) {
    const { fault } = q;
    q.fault = undefined;
    throw fault;
  }
  return telegram;
}
