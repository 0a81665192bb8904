/**
 * A telegram that comes unencrypted (DSMR P1 2.2 to 5): from "/" to the line that begins with "!".
 *
 * In: bytes that start at "/". Out: its size once its end is there, a fault, or that more is needed.
 * "/" and "!" count only at the beginning of a line, since texts may hold them.
 */
import type { Fault } from '../fault.ts';

export const SLASH = 0x2f;
const BANG = 0x21;
const LF = 10;
const CR = 13;
/** Digits of a checksum, and one more to see that there are not more. */
const CHECKSUM = 4;

interface Span {
  at: number;
  end: number;
  silent: boolean;
}

export interface Plain {
  size: number;
  /** Where the search for the end goes on, from the start of the telegram. */
  searched: number;
}

/** The header line: "/", three letters, and printable characters (control characters happen). */
function headerFault(bytes: Uint8Array, at: number, end: number): Fault | 'more' | undefined {
  for (let i = at + 1; i < end; i++) {
    const byte = bytes[i];
    const letter = byte | 32;
    if (i < at + 4 ? letter < 97 || letter > 122 : byte > 126) return 'header';
    if (byte === LF) return undefined;
  }
  return 'more';
}

/** Looks for `byte` at the beginning of a line, from offset `from` of `known` on; -1: not there. */
function findLineStart(known: Uint8Array, byte: number, from: number): number {
  let found = known.indexOf(byte, from);
  while (found > 0 && known[found - 1] !== LF) found = known.indexOf(byte, found + 1);
  return found;
}

/** The size up to the end of the "!" line at `bang`; 0 when that has not come. */
function sizeFrom(bytes: Uint8Array, span: Span, bang: number): number {
  let i = span.at + bang + 1;
  while (i < span.end && i <= span.at + bang + CHECKSUM + 1) {
    const byte = bytes[i];
    if (byte === LF) return i + 1 - span.at;
    if (byte === CR) {
      if (i + 1 === span.end) return span.silent ? i + 1 - span.at : 0;
      return i + (bytes[i + 1] === LF ? 2 : 1) - span.at;
    }
    if (byte === SLASH || byte < 32 || byte > 126) break;
    i++;
  }
  return i < span.end ? i - span.at : 0;
}

/**
 * Reads the telegram at `span.at`, with bytes known up to `span.end`. 'more': its end has not come;
 * `silent` says that nothing more will come, which ends a telegram whose last CR LF was lost.
 */
export function readPlain(p: Plain, bytes: Uint8Array, span: Span): Fault | 'more' | undefined {
  const fault = p.searched ? undefined : headerFault(bytes, span.at, span.end);
  if (fault) return fault;
  const from = p.searched || 4;
  const known = bytes.subarray(span.at, span.end);
  const bang = findLineStart(known, BANG, from);
  const restart = findLineStart(known, SLASH, from);
  if (restart > 0 && (bang < 0 || restart < bang)) {
    p.searched = restart;
    return 'cut';
  }
  // The last byte may be the line end before a "!" that has yet to come.
  p.searched = bang < 0 ? span.end - span.at : bang;
  if (bang < 0) return 'more';
  p.size = sizeFrom(bytes, span, bang);
  if (!p.size && span.silent && span.end - span.at === bang + 1 + CHECKSUM) {
    p.size = span.end - span.at;
  }
  return p.size ? undefined : 'more';
}
