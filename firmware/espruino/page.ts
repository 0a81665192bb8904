/**
 * The page, which stands in front of the code in the application's own file: after "/" and "*",
 * eight digits (how long its base64 is), ":" and the base64 of its gzip.
 */
import type { Content } from '../core/web/exchange.ts';

const LENGTH_AT = 2;
const TEXT_AT = 11;

function read(slot: string, at: number, length: number): string {
  return require('Storage').read(slot, at, length) || '';
}

export function newPage(slot: string): Content {
  const length = parseInt(read(slot, LENGTH_AT, 8), 10) || 0;
  const end = read(slot, TEXT_AT + length - 2, 2);
  const padding = end === '==' ? 2 : end.charAt(1) === '=' ? 1 : 0;
  return {
    size: (length / 4) * 3 - padding,
    // Offsets are multiples of three, so whole groups of four characters are read.
    read: function (offset, count) {
      const groups = Math.floor((count + 2) / 3);
      return atob(read(slot, TEXT_AT + (offset / 3) * 4, groups * 4));
    },
  };
}
