/**
 * LZ77 (RFC 1951 §4): for each place of the data, the longest match of each symbol of distance: a far
 * one may be cheaper than a near one. In: bytes. Out: per place a list of [length, distance].
 */
import { distanceSymbols } from './symbols.mjs';

export const LEAST = 3;
const LONGEST = 258;
const WINDOW = 32_768;

function lengthAt(bytes, early, late) {
  const most = Math.min(LONGEST, bytes.length - late);
  let length = 0;
  while (length < most && bytes[early + length] === bytes[late + length]) length++;
  return length;
}

export function findMatches(bytes) {
  const places = new Map();
  const found = [];
  for (let at = 0; at < bytes.length; at++) {
    const key = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const chain = places.get(key) ?? [];
    const matches = new Map();
    for (let i = chain.length - 1; i >= 0 && at - chain[i] <= WINDOW; i--) {
      const length = lengthAt(bytes, chain[i], at);
      const [symbol] = distanceSymbols[at - chain[i]];
      if (length > (matches.get(symbol)?.[0] ?? 0)) matches.set(symbol, [length, at - chain[i]]);
    }
    found.push([...matches.values()]);
    chain.push(at);
    places.set(key, chain);
  }
  return found;
}
