/**
 * A line to a heat meter that a test writes: each request is answered from a script, in pieces of its
 * choice. Time is vitest's: nothing waits for a clock.
 */
import { vi } from 'vitest';
import type { ConnectionEvents, Dial } from '../../../host-sim/source/connection.ts';

export const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
export const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** What comes back for one request: pieces of hex in order; 'close' breaks the line, 'gone' with a reason. */
export type Script = (request: string, number: number) => readonly string[];

export interface ScriptedLine {
  dial: Dial;
  /** Each request, as hex. */
  asked: string[];
  opened: number;
  isOpen: boolean;
  /** What the meter sends without being asked. */
  say(hex: string): void;
}

export function newLine(script: Script, refusals: readonly string[] = []): ScriptedLine {
  let events: ConnectionEvents | undefined;
  const close = (reason?: string) => {
    if (!line.isOpen) return;
    line.isOpen = false;
    setImmediate(() => events?.closed(reason));
  };
  const play = (piece: string) => {
    if (piece.startsWith('close')) close(piece.slice('close '.length) || undefined);
    else if (line.isOpen) events?.bytes(bytesOf(piece));
  };
  const line: ScriptedLine = {
    asked: [],
    opened: 0,
    isOpen: false,
    say: play,
    dial: {
      name: '/dev/ir-head',
      open(on) {
        const refusal = refusals[line.opened++];
        events = on;
        line.isOpen = true;
        if (refusal === undefined) setImmediate(on.opened);
        else close(refusal);
        return {
          close: () => close(),
          write(bytes) {
            line.asked.push(hexOf(bytes));
            const pieces = script(hexOf(bytes), line.asked.length);
            pieces.forEach((piece) => setImmediate(play, piece));
          },
        };
      },
    },
  };
  return line;
}

/** Lets time pass until `promise` is settled; what is due in it happens in its order. */
export async function inTime<T>(promise: Promise<T>, stepMs = 50): Promise<T> {
  let isDone = false;
  void promise.finally(() => (isDone = true)).catch(() => undefined);
  for (let step = 0; !isDone; step++) {
    if (step > 100_000) throw new Error('it never ends');
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  return promise;
}
