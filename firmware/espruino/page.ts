/**
 * What browsers get as it is stored: comments in front of the code in the application's own file, the
 * page, then the further settings. In each: "/" and "*", eight digits (the bytes of its gzip), ":" and
 * the base64 of that.
 */
import type { Content } from '../core/web/exchange.ts';

const TEXT_AT = 11;
/** From the end of one text to the beginning of the next. */
const GAP = 13;

function read(slot: string, at: number, length: number): string {
  return require('Storage').read(slot, at, length) || '';
}

/** Bytes are stored in groups of four characters for three of them. */
function charactersOf(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

function sizeAt(slot: string, at: number): number {
  return parseInt(read(slot, at - 9, 8), 10) || 0;
}

export function openDocument(slot: string, path: string): Content {
  let at = TEXT_AT;
  if (path !== '/') at += charactersOf(sizeAt(slot, at)) + GAP;
  return {
    size: sizeAt(slot, at),
    // Offsets are multiples of three: whole groups are read.
    read: function (offset, count) {
      return atob(read(slot, at + charactersOf(offset), charactersOf(count)));
    },
  };
}
