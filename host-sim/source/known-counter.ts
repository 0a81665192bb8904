/**
 * Where a receiver of forwarded frames begins: the broker retains the counter of the latest one
 * (docs/streams.md#mqtt), and what does not rise above it is a copy of an older frame.
 * In: that counter, frames. Out: whether a frame is new. Once one was, the core keeps count by itself.
 */
import { hexOfBytes } from '../../firmware/core/bytes.ts';
import { acceptCounter, newCounters } from '../../firmware/core/frame/counter.ts';
import type { Counters } from '../../firmware/core/frame/counter.ts';
import { newHeader, readHeader, TAG, TITLE, TITLE_LENGTH } from '../../firmware/core/frame/dlms.ts';

export interface KnownCounter {
  counters: Counters;
  /** As the broker retains it; undefined: it retains none, or is not asked any more. */
  latest: number | undefined;
}

const MOST = 0xffffffff;

export function newKnownCounter(): KnownCounter {
  return { counters: newCounters(), latest: undefined };
}

/** Of a message that the broker had retained. What is no counter is passed over. */
export function noteCounter(known: KnownCounter, text: string): void {
  const counter = /^\d{1,10}$/.test(text) ? parseInt(text, 10) : MOST + 1;
  if (counter <= MOST) known.latest = counter;
}

/** Title and counter; undefined: it is no encrypted frame, which is for the core to judge. */
function idOf(frame: Uint8Array): { title: string; counter: number } | undefined {
  const header = newHeader();
  if (frame[0] !== TAG || readHeader(header, frame, { at: 0, end: frame.length })) return undefined;
  const at = header.counter;
  if (frame.length < at + 4) return undefined;
  const counter = Buffer.from(frame.buffer, frame.byteOffset + at, 4).readUInt32BE();
  return { title: hexOfBytes(frame.subarray(TITLE, TITLE + TITLE_LENGTH)), counter };
}

/** A counter that went back is believed when three rise in a row: the meter has a new key. */
export function isNewFrame(known: KnownCounter, frame: Uint8Array): boolean {
  const { counters, latest } = known;
  const id = latest === undefined ? undefined : idOf(frame);
  if (latest === undefined || !id) return true;
  if (!counters.titles.length) acceptCounter(counters, id.title, latest);
  const isNew = acceptCounter(counters, id.title, id.counter);
  if (isNew) known.latest = undefined;
  return isNew;
}
