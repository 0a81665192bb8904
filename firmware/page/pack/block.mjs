/**
 * One block with codes of its own (RFC 1951 §3.2.7). In: bytes and the steps that cover them.
 * Out: its size in bits, or the bits themselves through `write(bits, count)`.
 */
import { codeLengths, codesOf } from './huffman.mjs';
import { countSymbols, distanceSymbols, END, lengthSymbols } from './symbols.mjs';

/** In this order the lengths of the codes for lengths are written. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const EXTRA = { 16: 2, 17: 3, 18: 7 };

/** Runs of equal lengths: [symbol, extra bits]. */
function runsOf(lengths) {
  const runs = [];
  for (let i = 0; i < lengths.length;) {
    const length = lengths[i];
    let count = 1;
    while (lengths[i + count] === length) count++;
    i += count;
    if (length) {
      runs.push([length, 0]);
      count--;
    }
    while (count >= 3) {
      const most = Math.min(count, length ? 6 : 138);
      if (length) runs.push([16, most - 3]);
      else runs.push(most < 11 ? [17, most - 3] : [18, most - 11]);
      count -= most;
    }
    while (count-- > 0) runs.push([length, 0]);
  }
  return runs;
}

const used = (lengths, least) => {
  let count = lengths.length;
  while (count > least && !lengths[count - 1]) count--;
  return count;
};

/** All codes of a block, from how often its symbols are used. */
function planBlock({ literals, distances }) {
  const literal = codeLengths(literals, 15);
  const distance = codeLengths(distances, 15);
  const literalCount = used(literal, 257);
  const distanceCount = used(distance, 1);
  const runs = runsOf([...literal.slice(0, literalCount), ...distance.slice(0, distanceCount)]);
  const counts = new Array(19).fill(0);
  for (const [symbol] of runs) counts[symbol]++;
  const outer = codeLengths(counts, 7);
  const orderCount = used(
    ORDER.map((symbol) => outer[symbol]),
    4,
  );
  return { literal, distance, literalCount, distanceCount, runs, outer, orderCount };
}

/** Bits of the head and of all symbols. */
export function blockSize(bytes, steps, at) {
  const counts = countSymbols(bytes, steps, at);
  const plan = planBlock(counts);
  let bits = 17 + 3 * plan.orderCount;
  for (const [symbol] of plan.runs) bits += plan.outer[symbol] + (EXTRA[symbol] ?? 0);
  counts.literals.forEach((count, i) => (bits += count * plan.literal[i]));
  counts.distances.forEach((count, i) => (bits += count * plan.distance[i]));
  for (const [length, distance] of steps) {
    if (distance) bits += lengthSymbols[length][1] + distanceSymbols[distance][1];
  }
  return bits;
}

/** What each symbol would cost by the codes of these steps; what they do not use is dear. */
export function costsOf(bytes, steps, at) {
  const { literals, distances } = countSymbols(bytes, steps, at);
  const bitsOf = (counts) => {
    const sum = counts.reduce((a, b) => a + b, 0) || 1;
    return counts.map((count) => Math.log2(sum / (count || 0.5)));
  };
  return { literal: bitsOf(literals), distance: bitsOf(distances) };
}

function writeHead(plan, write) {
  write(plan.literalCount - 257, 5);
  write(plan.distanceCount - 1, 5);
  write(plan.orderCount - 4, 4);
  for (const symbol of ORDER.slice(0, plan.orderCount)) write(plan.outer[symbol], 3);
  const codes = codesOf(plan.outer);
  for (const [symbol, extra] of plan.runs) {
    write(codes[symbol], plan.outer[symbol]);
    if (EXTRA[symbol]) write(extra, EXTRA[symbol]);
  }
}

export function writeBlock({ bytes, steps, at }, write) {
  const plan = planBlock(countSymbols(bytes, steps, at));
  writeHead(plan, write);
  const literals = codesOf(plan.literal);
  const distances = codesOf(plan.distance);
  for (const [length, distance] of steps) {
    const [symbol, count, extra] = distance ? lengthSymbols[length] : [bytes[at], 0, 0];
    write(literals[symbol], plan.literal[symbol]);
    write(extra, count);
    if (distance) {
      const [far, farCount, farExtra] = distanceSymbols[distance];
      write(distances[far], plan.distance[far]);
      write(farExtra, farCount);
    }
    at += length;
  }
  write(literals[END], plan.literal[END]);
}
