/**
 * Frames of other interfaces, recognised only to refuse them by name: HDLC (IEC 62056-46, flag 7E,
 * format type A) and M-Bus long frames (EN 13757-2). Both hold DB and "/" inside, which then are not
 * counted as faults; noise may look like one of them, so a good frame inside is still found.
 *
 *   HDLC    7E  Al ll  ...  7E          l: length between the flags, 11 bits
 *   M-Bus   68  L  L  68  ...  sum  16  L: length from the second 68 to the sum
 */
import type { Fault } from '../fault.ts';

export const HDLC_FLAG = 0x7e;
export const MBUS_START = 0x68;
const MBUS_END = 0x16;

export interface Foreign {
  size: number;
  fault: Fault;
}

function hdlcSize(bytes: Uint8Array, at: number, known: number): number {
  if (known < 3) return known > 1 && bytes[at + 1] >> 4 !== 10 ? -1 : 0;
  if (bytes[at + 1] >> 4 !== 10) return -1;
  return (((bytes[at + 1] & 7) << 8) | bytes[at + 2]) + 2;
}

function mbusSize(bytes: Uint8Array, at: number, known: number): number {
  if (known > 3 && bytes[at + 3] !== MBUS_START) return -1;
  if (known > 2 && bytes[at + 2] !== bytes[at + 1]) return -1;
  return known > 3 ? bytes[at + 1] + 6 : 0;
}

/** True: a whole foreign frame stands at `at`. 'more': perhaps. Undefined: none. */
export function readForeign(
  f: Foreign,
  bytes: Uint8Array,
  span: { at: number; end: number },
): true | 'more' | undefined {
  const hdlc = bytes[span.at] === HDLC_FLAG;
  const known = span.end - span.at;
  const size = hdlc ? hdlcSize(bytes, span.at, known) : mbusSize(bytes, span.at, known);
  if (size < 0 || (size > 0 && size < 6)) return undefined;
  if (!size || known < size) return 'more';
  if (bytes[span.at + size - 1] !== (hdlc ? HDLC_FLAG : MBUS_END)) return undefined;
  f.size = size;
  f.fault = hdlc ? 'hdlc' : 'mbus';
  return true;
}
