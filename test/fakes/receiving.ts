/**
 * A receiver by itself: what it finds in bytes, with nobody behind it who opens the frames.
 */
import { expect } from 'vitest';
import { newFrameBuffer } from '../../firmware/core/frame/buffer.ts';
import {
  acceptFrame,
  findFrame,
  newReceiver,
  takeBytes,
} from '../../firmware/core/frame/receiver.ts';
import type { Receiver, Search } from '../../firmware/core/frame/receiver.ts';
import { bytesOf } from './meter.ts';

export function receiving(bytes: Uint8Array | string, capacity = 4096): Receiver {
  const r = newReceiver(newFrameBuffer(capacity));
  const piece = typeof bytes === 'string' ? bytesOf(bytes) : bytes;
  expect(takeBytes(r, piece, 0, 0)).toBe(piece.length);
  return r;
}

/** Searches to the end of what has come. */
export function find(r: Receiver): Search {
  let found = findFrame(r);
  while (found === 'again') found = findFrame(r);
  return found;
}

/** Accepts all that is found; the sizes. */
export function sizes(r: Receiver): number[] {
  const list: number[] = [];
  while (find(r) !== 'more') {
    list.push(r.size);
    acceptFrame(r);
  }
  return list;
}
