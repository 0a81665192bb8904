/**
 * What browsers get as it is stored: comments in front of the code in the application's own file, the
 * page, then the further settings. bundle/document.mjs says what stands in such a comment.
 */
import type { Content } from '../core/web/exchange.ts';

/** Digits of its size, digits of that of a stored block and of all, and where the first block begins. */
const DIGITS = 8;
const SIZE_AT = 2;
const BLOCK_AT = 10;
const STORED_AT = 14;
const TEXT_AT = 23;
const END = 2;
const BLOCK = 510;
/** Not written as text: in flash it would end the script. */
const NUL = String.fromCharCode(0);

function numberAt(slot: string, at: number, digits: number): number {
  return parseInt(require('Storage').read(slot, at, digits) || '', 10) || 0;
}

export function openDocument(slot: string, path: string): Content {
  let start = 0;
  let size = numberAt(slot, SIZE_AT, DIGITS);
  let stored = numberAt(slot, BLOCK_AT, 4);
  if (path !== '/') {
    start = TEXT_AT + numberAt(slot, STORED_AT, DIGITS) + END;
    size = numberAt(slot, start + SIZE_AT, DIGITS);
    stored = numberAt(slot, start + BLOCK_AT, 4);
  }
  return {
    size: size,
    // From the beginning of a block, and no more than it holds.
    read: function (offset, count) {
      const at = start + TEXT_AT + (offset / BLOCK) * stored;
      const text = (require('Storage').read(slot, at, stored) || '')
        .split('\xfe\x01')
        .join(NUL)
        .split('\xfe\x02')
        .join('*')
        .split('\xfe\x03')
        .join('\xfe');
      return text.substr(0, count);
    },
  };
}
