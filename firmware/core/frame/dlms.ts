/**
 * The header of one encrypted P1 frame (DLMS general-glo-ciphering, Lux. P1 specification §3.2.5).
 *
 * In: bytes that start at the tag byte. Out: where each part lies, a fault, or that more is needed.
 *
 *   0      DB        tag of general-glo-ciphering
 *   1      08        size of the system title
 *   2..9             system title, the first half of the iv
 *   10..   82 hi lo  BER length of all that follows; also 00..7F, 81 xx, 83 xx xx xx, 84 ...
 *   +0     30        security byte: suite 0, authenticated and encrypted
 *   +1..4            frame counter, big endian, the second half of the iv
 *   +5..             ciphertext
 *   last 12          GCM tag
 */
import type { Fault } from '../fault.ts';

export const TAG = 0xdb;
const TITLE_SIZE = 1;
export const TITLE = 2;
export const TITLE_LENGTH = 8;
const LENGTH_FORM = 10;
const SECURITY = 0x30;
/** Security byte, counter and tag: what the length counts beside the ciphertext. */
const OVERHEAD = 17;
/** The longest frame that a meter may send with room to spare (11,759 bytes are legal). */
export const LONGEST = 16384;

export interface Header {
  /** Of the whole frame. */
  size: number;
  /** Offsets from the start of the frame. */
  counter: number;
  text: number;
  textSize: number;
}

export function newHeader(): Header {
  return { size: 0, counter: 0, text: 0, textSize: 0 };
}

/** The value of a BER length with `count` length bytes at `at`. */
function longLength(bytes: Uint8Array, at: number, count: number): number {
  let length = 0;
  while (count--) length = length * 256 + bytes[at++];
  return length;
}

/**
 * Reads the header at `at`, with bytes known up to `end`. 'more': not all of it has come; the
 * size is set as soon as the length is known, also for the fault 'too-long'.
 */
export function readHeader(
  h: Header,
  bytes: Uint8Array,
  span: { at: number; end: number },
): Fault | 'more' | undefined {
  const at = span.at;
  const known = span.end - at;
  h.size = 0;
  if (known > TITLE_SIZE && bytes[at + TITLE_SIZE] !== TITLE_LENGTH) return 'title-length';
  if (known <= LENGTH_FORM) return 'more';
  const form = bytes[at + LENGTH_FORM];
  const extra = form < 0x80 ? 0 : form & 0x7f;
  if (form === 0x80 || extra > 4) return 'length-form';
  const body = LENGTH_FORM + 1 + extra;
  if (known <= body) return 'more';
  const length = extra ? longLength(bytes, at + LENGTH_FORM + 1, extra) : form;
  if (length <= OVERHEAD) return 'length';
  h.size = body + length;
  if (h.size > LONGEST) return 'too-long';
  if (bytes[at + body] !== SECURITY) return 'security';
  h.counter = body + 1;
  h.text = body + 5;
  h.textSize = length - OVERHEAD;
  return undefined;
}
