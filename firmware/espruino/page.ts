/**
 * What browsers get as it is stored: comments in front of the code in the application's own file, the
 * page, then the further settings. In each: "/" and "*", eight digits (how long its base64 is), ":" and
 * the base64 of its gzip.
 */
import type { Content } from '../core/web/exchange.ts';

const DIGITS = 8;
const TEXT_AT = 11;
/** From the end of one text to the beginning of the next. */
const GAP = 13;

function read(slot: string, at: number, length: number): string {
  return require('Storage').read(slot, at, length) || '';
}

function lengthOf(slot: string, at: number): number {
  return parseInt(read(slot, at - DIGITS - 1, DIGITS), 10) || 0;
}

export function openDocument(slot: string, path: string): Content {
  let at = TEXT_AT;
  let length = lengthOf(slot, at);
  if (path !== '/') {
    at += length + GAP;
    length = lengthOf(slot, at);
  }
  const end = read(slot, at + length - 2, 2);
  const padding = end === '==' ? 2 : end.charAt(1) === '=' ? 1 : 0;
  return {
    size: (length / 4) * 3 - padding,
    // Offsets are multiples of three, so whole groups of four characters are read.
    read: function (offset, count) {
      const groups = Math.floor((count + 2) / 3);
      return atob(read(slot, at + (offset / 3) * 4, groups * 4));
    },
  };
}
