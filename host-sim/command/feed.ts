/**
 * The line from the meter to the dongle: frames at their times, in pieces as a UART delivers them.
 * In: a source. Out: bytes to the dongle, until the source is at its end, enough telegrams have
 * come, or the program is asked to end.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TELEGRAMS } from '../../firmware/core/counts.ts';
import type { Supply } from '../source/supply.ts';
import type { Dongle } from './dongle.ts';
import { PIECE, QUEUE_BYTES, receivePiece } from './dongle.ts';
import { pause, waitUntil } from './waiting.ts';

export interface Feed {
  dongle: Dongle;
  source: Supply;
  periodMs: number;
  /** Frames wait while the broker is behind: a recording has time, a meter has not. */
  isPatient: boolean;
  /** So many telegrams are enough. */
  count: number;
  signal: AbortSignal;
}

/** Pieces between two turns of the event loop. */
const PIECES = 256;

function isOver({ dongle, count, signal }: Feed): boolean {
  return signal.aborted || dongle.app.counts.numbers[TELEGRAMS] >= count;
}

async function waitForRoom({ dongle, isPatient, signal }: Feed): Promise<void> {
  const { queue } = dongle.session;
  const isFilled = queue.bytes > QUEUE_BYTES / 2;
  if (isPatient && isFilled) {
    await waitUntil(() => queue.bytes < QUEUE_BYTES / 4, Infinity, signal);
  }
}

async function sendFrame(feed: Feed, frame: Uint8Array): Promise<void> {
  for (let at = 0; at < frame.length && !isOver(feed); at += PIECE) {
    await waitForRoom(feed);
    receivePiece(feed.dongle, frame.subarray(at, at + PIECE));
    if ((at / PIECE) % PIECES === PIECES - 1) await nextTurn();
  }
}

/** Frames that are late, because the computer slept, are not made up for. */
async function waitForTurn(feed: Feed, dueMs: number): Promise<number> {
  const nowMs = performance.now();
  if (dueMs > nowMs) await pause(dueMs - nowMs, feed.signal);
  else await nextTurn();
  return Math.max(dueMs, nowMs - feed.periodMs);
}

export async function runFeed(feed: Feed): Promise<void> {
  let dueMs = performance.now();
  let frame = feed.source.next(Date.now());
  while (frame && !isOver(feed)) {
    await sendFrame(feed, frame);
    if (isOver(feed) || feed.source.isAtEnd()) return;
    dueMs = await waitForTurn(feed, dueMs + feed.periodMs);
    frame = feed.source.next(Date.now());
  }
}
