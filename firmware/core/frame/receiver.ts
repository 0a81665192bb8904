/**
 * Finds frames in what the line delivers.
 *
 * In: pieces of any size, and word that the line is silent. Out: the kind of the whole frame that
 * stands at the start of the buffer, and counts of all that was not one. Whoever opens the frame says
 * whether it was good (`acceptFrame`) or not (`refuseFrame`); then the search goes on at the byte
 * after its first one, so that a false or damaged beginning hides no good frame behind it.
 */
import type { Fault } from '../fault.ts';
import { appendBytes, makeRoom } from './buffer.ts';
import type { FrameBuffer } from './buffer.ts';
import { newHeader, readHeader, TAG } from './dlms.ts';
import type { Header } from './dlms.ts';
import { HDLC_FLAG, MBUS_START, readForeign } from './foreign.ts';
import type { Foreign } from './foreign.ts';
import { readPlain, SLASH } from './plain.ts';
import type { Plain } from './plain.ts';

export type FrameKind = 'encrypted' | 'plain';
/** What a search found: a frame, that more bytes are needed, or that it has more to look through. */
export type Search = FrameKind | 'more' | 'again';

export interface Receiver {
  readonly buffer: FrameBuffer;
  readonly header: Header;
  readonly plain: Plain;
  readonly foreign: Foreign;
  /** Size of the frame that was found. */
  size: number;
  /** The byte before the start: "/" begins a telegram only where no text stands before it. */
  previous: number;
  /** Up to here (an offset like start and end) a refused frame was counted already. */
  countedTo: number;
  /** The line is silent: what is not whole now will never be. */
  silent: boolean;
  faults: { [fault: string]: number };
  /** Bytes that belonged to no frame at all. */
  noise: number;
}

/** Bytes that one search looks at, so that a refused frame does not hold up the device. */
const SEARCH = 200;

/** Empties the buffer, which another one may have used. */
export function newReceiver(buffer: FrameBuffer): Receiver {
  buffer.start = buffer.end = 0;
  return {
    buffer: buffer,
    header: newHeader(),
    plain: { size: 0, searched: 0 },
    foreign: { size: 0, fault: 'hdlc' },
    size: 0,
    previous: 0,
    countedTo: 0,
    silent: false,
    faults: {},
    noise: 0,
  };
}

/** Takes bytes of `piece` from `from` on; returns how many, fewer than there are when it is full. */
export function takeBytes(r: Receiver, piece: Uint8Array, from: number, nowMs: number): number {
  r.countedTo -= makeRoom(r.buffer, piece.length - from);
  r.silent = false;
  return appendBytes(r.buffer, piece, from, nowMs);
}

export function countFault(r: Receiver, fault: Fault): void {
  r.faults[fault] = (r.faults[fault] || 0) + 1;
}

function isQuiet(r: Receiver): boolean {
  return r.buffer.start < r.countedTo;
}

function passByte(r: Receiver): void {
  const byte = r.buffer.bytes[r.buffer.start];
  // Line ends and NULs stand between frames of some meters and mean nothing.
  if (!isQuiet(r) && byte !== 13 && byte !== 10 && byte !== 0) r.noise++;
  r.previous = byte;
  r.buffer.start++;
}

/** Moves behind `size` bytes that are done with. */
function passFrame(r: Receiver, size: number): void {
  r.buffer.start += size;
  r.countedTo = r.buffer.start;
  r.previous = 0;
  r.plain.searched = 0;
}

/** The frame that was found is used up. */
export function acceptFrame(r: Receiver): void {
  passFrame(r, r.size);
}

/** What begins at the start is no good frame; `size` bytes of it are explained by this fault. */
export function refuseFrame(r: Receiver, fault: Fault, size: number): void {
  // Not isQuiet and countFault: calls must not nest deep.
  if (r.buffer.start >= r.countedTo) r.faults[fault] = (r.faults[fault] || 0) + 1;
  const end = r.buffer.start + size;
  if (end > r.countedTo) r.countedTo = end;
  r.previous = r.buffer.bytes[r.buffer.start];
  r.plain.searched = 0;
  r.buffer.start++;
}

function isFull(r: Receiver): boolean {
  return r.buffer.end - r.buffer.start === r.buffer.bytes.length;
}

/** More would be needed: waits for it, or gives up where none can come. */
function wantMore(r: Receiver): Search | undefined {
  const left = r.buffer.end - r.buffer.start;
  if (r.silent) refuseFrame(r, 'cut', left);
  else if (isFull(r)) refuseFrame(r, 'too-long', left);
  else return 'more';
  return undefined;
}

function tryEncrypted(r: Receiver): Search | undefined {
  const b = r.buffer;
  const fault = readHeader(r.header, b.bytes, { at: b.start, end: b.end });
  const size = r.header.size;
  if (fault === 'more') return wantMore(r);
  if (fault) refuseFrame(r, fault, size || 1);
  else if (size > b.bytes.length) refuseFrame(r, 'too-long', size);
  else if (b.end - b.start < size) return wantMore(r);
  else {
    r.size = size;
    return 'encrypted';
  }
  return undefined;
}

function tryPlain(r: Receiver): Search | undefined {
  const b = r.buffer;
  const fault = readPlain(r.plain, b.bytes, { at: b.start, end: b.end, silent: r.silent });
  if (fault === 'more') return wantMore(r);
  if (fault) {
    refuseFrame(r, fault, fault === 'cut' ? r.plain.searched : 1);
    return undefined;
  }
  r.size = r.plain.size;
  return 'plain';
}

function tryForeign(r: Receiver): Search | undefined {
  const b = r.buffer;
  const found = readForeign(r.foreign, b.bytes, { at: b.start, end: b.end });
  if (found === true) refuseFrame(r, r.foreign.fault, r.foreign.size);
  else if (found === undefined || r.silent) passByte(r);
  else return wantMore(r);
  return undefined;
}

function isPrintable(byte: number): boolean {
  return byte > 31 && byte < 127;
}

function tryStart(r: Receiver): Search | undefined {
  const byte = r.buffer.bytes[r.buffer.start];
  if (byte === TAG) return tryEncrypted(r);
  if (byte === SLASH && !isPrintable(r.previous)) return tryPlain(r);
  // Noise may look like the start of a foreign frame: these are believed only between frames.
  if ((byte === HDLC_FLAG || byte === MBUS_START) && !isQuiet(r)) return tryForeign(r);
  passByte(r);
  return undefined;
}

/** Looks for the next frame; when one is found, it stands at the very front of the buffer. */
export function findFrame(r: Receiver): Search {
  let search: Search | undefined;
  for (let i = 0; i < SEARCH && !search; i++) {
    if (r.buffer.start === r.buffer.end) search = 'more';
    else search = tryStart(r);
  }
  if (search === 'more' && r.silent) {
    // All is looked through, and what comes after the silence belongs to none of it.
    r.previous = 0;
    r.countedTo = r.buffer.end;
  }
  if (search === 'encrypted' || search === 'plain') {
    r.countedTo -= makeRoom(r.buffer, r.buffer.bytes.length);
  }
  return search || 'again';
}

/** The line has been silent for longer than any pause inside a frame. */
export function endOfLine(r: Receiver): void {
  r.silent = true;
}
