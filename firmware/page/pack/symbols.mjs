/**
 * Lengths and distances as symbols with extra bits (RFC 1951 §3.2.5), and how a block uses them.
 * A step is [length, distance], or [1, 0] for a byte that stands for itself.
 */
export const END = 256;

/** `count` symbols as [base, count of extra bits]: each `step` of them have one more, but the first. */
function growing(first, count, step) {
  const symbols = [];
  let base = first;
  for (let i = 0; i < count; i++) {
    const extra = Math.max(0, Math.floor(i / step) - 1);
    symbols.push([base, extra]);
    base += 1 << extra;
  }
  return symbols;
}

/** For each value up to `most`: [symbol, count of extra bits, extra bits]. */
function tableOf(symbols, first, most) {
  const table = [];
  let i = 0;
  for (let value = 0; value <= most; value++) {
    if (i + 1 < symbols.length && symbols[i + 1][0] <= value) i++;
    const [base, extra] = symbols[i];
    table.push([first + i, extra, value - base]);
  }
  return table;
}

export const lengthSymbols = tableOf([...growing(3, 28, 4), [258, 0]], 257, 258);
export const distanceSymbols = tableOf(growing(1, 30, 2), 0, 32_768);

/** How often a run of steps uses each symbol; `at`: where it begins. */
export function countSymbols(bytes, steps, at) {
  const literals = new Array(286).fill(0);
  const distances = new Array(30).fill(0);
  for (const [length, distance] of steps) {
    if (distance) {
      literals[lengthSymbols[length][0]]++;
      distances[distanceSymbols[distance][0]]++;
    } else literals[bytes[at]]++;
    at += length;
  }
  literals[END]++;
  return { literals, distances };
}
