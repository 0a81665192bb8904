/**
 * gzip (RFC 1952) as small as it gets: the cheapest way through all matches, by the codes it leads
 * to, again and again; in blocks where the text changes its nature. zlib takes what comes first.
 * In: bytes. Out: the same file for the same bytes, on every system.
 */
import { crc32, gunzipSync } from 'node:zlib';
import { blockSize, costsOf, writeBlock } from './block.mjs';
import { findMatches, LEAST } from './matches.mjs';
import { distanceSymbols, lengthSymbols } from './symbols.mjs';

/** More of either gain nothing. */
const ROUNDS = 5;
const SPLITS = 2;
/** Fewer steps do not pay for a block's head. */
const LEAST_STEPS = 150;
/** So many cuts are tried at once, and around the best of them as many again. */
const TRIED = 24;
/** Bits that say that a block follows, and of which kind. */
const BLOCK_START = 3;

function lengthCostsOf(costs) {
  return Array.from({ length: 259 }, (_, length) => {
    if (length < LEAST) return Infinity;
    const [symbol, extra] = lengthSymbols[length];
    return costs.literal[symbol] + extra;
  });
}

/** The cheapest steps from `from` to `to`. */
function cheapestSteps({ bytes, matches, from, to }, costs) {
  const best = new Float64Array(to - from + 1).fill(Infinity);
  const steps = [];
  best[0] = 0;
  const offer = (at, length, distance, bits) => {
    const cost = best[at - from] + bits;
    if (at + length > to || cost >= best[at + length - from]) return;
    best[at + length - from] = cost;
    steps[at + length - from] = [length, distance];
  };
  const lengthCosts = lengthCostsOf(costs);
  for (let at = from; at < to; at++) {
    offer(at, 1, 0, costs.literal[bytes[at]]);
    for (const [longest, distance] of matches[at]) {
      const [far, extra] = distanceSymbols[distance];
      const bits = costs.distance[far] + extra;
      for (let length = LEAST; length <= longest; length++) {
        offer(at, length, distance, lengthCosts[length] + bits);
      }
    }
  }
  const path = [];
  for (let at = to - from; at > 0; at -= steps[at][0]) path.push(steps[at]);
  return path.reverse();
}

const spanOf = (steps) => steps.reduce((sum, [length]) => sum + length, 0);

/** Where to cut these steps in two so that both together are smallest; undefined: nowhere. */
function bestCut({ bytes, steps, at }) {
  let least = blockSize(bytes, steps, at);
  let cut;
  let low = 0;
  let high = steps.length;
  while (high - low > TRIED) {
    const stride = (high - low) / TRIED;
    for (let i = 1; i < TRIED; i++) {
      const count = Math.floor(low + stride * i);
      const early = steps.slice(0, count);
      const late = steps.slice(count);
      const size =
        blockSize(bytes, early, at) + blockSize(bytes, late, at + spanOf(early)) + BLOCK_START;
      if (size >= least) continue;
      least = size;
      cut = count;
    }
    if (cut === undefined) return undefined;
    low = Math.max(low, Math.floor(cut - stride));
    high = Math.min(high, Math.ceil(cut + stride));
  }
  return cut;
}

/** Blocks of steps: [where it begins, steps]. */
function splitSteps(bytes, steps, at) {
  const cut = steps.length > LEAST_STEPS ? bestCut({ bytes, steps, at }) : undefined;
  if (cut === undefined) return [{ bytes, steps, at }];
  const early = steps.slice(0, cut);
  return [
    ...splitSteps(bytes, early, at),
    ...splitSteps(bytes, steps.slice(cut), at + spanOf(early)),
  ];
}

/** A block by the costs that it leads to, again and again; the best of all these. */
function refineBlock({ bytes, steps, at }, matches) {
  const range = { bytes, matches, from: at, to: at + spanOf(steps) };
  let best = steps;
  for (let round = 0; round < ROUNDS; round++) {
    steps = cheapestSteps(range, costsOf(bytes, steps, at));
    if (blockSize(bytes, steps, at) < blockSize(bytes, best, at)) best = steps;
  }
  return { bytes, steps: best, at };
}

function planBlocks(bytes) {
  const matches = findMatches(bytes);
  const refine = (block) => refineBlock(block, matches);
  let blocks = [{ bytes, at: 0, steps: [...bytes].map(() => [1, 0]) }];
  for (let round = 0; round < SPLITS; round++) {
    const steps = blocks.map(refine).flatMap((block) => block.steps);
    blocks = splitSteps(bytes, steps, 0);
  }
  return blocks.map(refine);
}

function deflate(bytes) {
  const out = [];
  let held = 0;
  let filled = 0;
  const write = (bits, count) => {
    for (let i = 0; i < count; i++) {
      held |= ((bits >> i) & 1) << filled++;
      if (filled < 8) continue;
      out.push(held);
      held = filled = 0;
    }
  };
  const blocks = planBlocks(bytes);
  blocks.forEach((block, i) => {
    write(i === blocks.length - 1 ? 1 : 0, 1);
    write(2, 2);
    writeBlock(block, write);
  });
  write(0, (8 - filled) % 8);
  return out;
}

/** Time and system are not told (§2.3), so that the file depends on its content alone. */
const HEAD = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255];

export function packGzip(bytes) {
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(bytes), 0);
  tail.writeUInt32LE(bytes.length, 4);
  const packed = Buffer.concat([Buffer.from([...HEAD, ...deflate(bytes)]), tail]);
  if (!gunzipSync(packed).equals(bytes)) throw new Error('page: what was packed does not unpack');
  return new Uint8Array(packed);
}
