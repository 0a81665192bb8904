/**
 * LZ77 (RFC 1951 §4): for each place of the data, how near each length of match is to be had.
 * In: bytes. Out: per place a list of [length, distance], longer ones farther away.
 */
const LEAST = 3;
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
    const matches = [];
    let longest = LEAST - 1;
    for (let i = chain.length - 1; i >= 0 && at - chain[i] <= WINDOW; i--) {
      const length = lengthAt(bytes, chain[i], at);
      if (length <= longest) continue;
      matches.push([length, at - chain[i]]);
      longest = length;
      if (length === LONGEST) break;
    }
    found.push(matches);
    chain.push(at);
    places.set(key, chain);
  }
  return found;
}
