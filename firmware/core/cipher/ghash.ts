/**
 * GHASH, the authentication half of AES-GCM: NIST SP 800-38D §6.4.
 *
 * In: the hash subkey H, then data in whole 16-byte blocks. Out: the running hash, 16 bytes.
 *
 * Z * H is the sum of one table row for each of the 32 nibbles of Z. A block is read as four
 * 32-bit words in the host's little-endian order, so nothing is swapped in the loop; the rows stand
 * in the order in which the loop cuts nibbles off a word, from its top:
 *
 *   row 16 * p + v, p = 8 * word + nibble from the top:  v at that place, times H
 *
 * Four columns of 512 words, one for each word of the product: 8 kB. This shape was chosen by
 * counting instructions: the interpreter pays for statements, not for table size.
 */
export interface Ghash {
  readonly columns: Int32Array[];
  /** H * x^k, big-endian words: the power that the next table row begins with. */
  readonly power: Uint32Array;
  /** Rows built so far, of ROWS. */
  built: number;
  /** The running hash, as words and as bytes. */
  readonly state: Int32Array;
  readonly stateBytes: Uint8Array;
}

const ROWS = 32;
/** x^128 = 1 + x + x^2 + x^7, bit-reflected (SP 800-38D §6.3). */
const REDUCTION = 0xe1000000;

export function newGhash(): Ghash {
  const columns = [];
  for (let i = 0; i < 4; i++) columns.push(new Int32Array(16 * ROWS));
  const state = new Int32Array(4);
  return {
    columns: columns,
    power: new Uint32Array(4),
    built: 0,
    state: state,
    stateBytes: new Uint8Array(state.buffer),
  };
}

/** Begins with a new subkey H of 16 bytes; the table is then built by `buildTable`. */
export function setSubkey(g: Ghash, h: Uint8Array): void {
  for (let i = 0; i < 4; i++) {
    g.power[i] = (h[4 * i] << 24) | (h[4 * i + 1] << 16) | (h[4 * i + 2] << 8) | h[4 * i + 3];
  }
  g.built = 0;
}

function timesX(power: Uint32Array): void {
  const carry = power[3] & 1;
  power[3] = (power[2] << 31) | (power[3] >>> 1);
  power[2] = (power[1] << 31) | (power[2] >>> 1);
  power[1] = (power[0] << 31) | (power[1] >>> 1);
  power[0] = carry ? (power[0] >>> 1) ^ REDUCTION : power[0] >>> 1;
}

/** Fills one column of one row from its entries 1, 2, 4 and 8. */
function spread(column: Int32Array, base: number): void {
  for (let bit = 2; bit < 16; bit <<= 1) {
    for (let low = 1; low < bit; low++) {
      column[base + bit + low] = column[base + bit] ^ column[base + low];
    }
  }
}

/** Row n holds nibble n of the block: byte n / 2, its high half first. Where the loop finds it: */
function baseOf(n: number): number {
  const byte = n >> 1;
  return ((byte >> 2) * 8 + 7 - 2 * (byte & 3) - (n & 1 ? 0 : 1)) * 16;
}

/** Builds up to `rows` more rows of the table. True when it is complete. */
export function buildTable(g: Ghash, rows: number): boolean {
  while (g.built < ROWS && rows-- > 0) {
    const base = baseOf(g.built++);
    for (let bit = 8; bit; bit >>= 1) {
      for (let i = 0; i < 4; i++) {
        const p = g.power[i];
        g.columns[i][base + bit] =
          (p << 24) | ((p & 0xff00) << 8) | ((p >>> 8) & 0xff00) | (p >>> 24);
      }
      timesX(g.power);
    }
    for (let i = 0; i < 4; i++) spread(g.columns[i], base);
  }
  return g.built === ROWS;
}

/**
 * Absorbs the first `blocks` blocks of `words`: state = (state ^ block) * H for each. The four words
 * are written out one by one: a loop over them takes a tenth longer on the device.
 */
export function absorb(g: Ghash, words: Int32Array, blocks: number): void {
  // The busiest names first: Espruino looks for them one after the other.
  const A = g.columns[0];
  const B = g.columns[1];
  const C = g.columns[2];
  const D = g.columns[3];
  let i, j, k, l, m, n, p, q, z, a, b, c, d;
  const state = g.state;
  let at = 0;
  while (blocks--) {
    z = state[0] ^ words[at++];
    i = z >>> 28;
    j = 16 | ((z >> 24) & 15);
    k = 32 | ((z >> 20) & 15);
    l = 48 | ((z >> 16) & 15);
    m = 64 | ((z >> 12) & 15);
    n = 80 | ((z >> 8) & 15);
    p = 96 | ((z >> 4) & 15);
    q = 112 | (z & 15);
    a = A[i] ^ A[j] ^ A[k] ^ A[l] ^ A[m] ^ A[n] ^ A[p] ^ A[q];
    b = B[i] ^ B[j] ^ B[k] ^ B[l] ^ B[m] ^ B[n] ^ B[p] ^ B[q];
    c = C[i] ^ C[j] ^ C[k] ^ C[l] ^ C[m] ^ C[n] ^ C[p] ^ C[q];
    d = D[i] ^ D[j] ^ D[k] ^ D[l] ^ D[m] ^ D[n] ^ D[p] ^ D[q];
    z = state[1] ^ words[at++];
    i = 128 | (z >>> 28);
    j = 144 | ((z >> 24) & 15);
    k = 160 | ((z >> 20) & 15);
    l = 176 | ((z >> 16) & 15);
    m = 192 | ((z >> 12) & 15);
    n = 208 | ((z >> 8) & 15);
    p = 224 | ((z >> 4) & 15);
    q = 240 | (z & 15);
    a ^= A[i] ^ A[j] ^ A[k] ^ A[l] ^ A[m] ^ A[n] ^ A[p] ^ A[q];
    b ^= B[i] ^ B[j] ^ B[k] ^ B[l] ^ B[m] ^ B[n] ^ B[p] ^ B[q];
    c ^= C[i] ^ C[j] ^ C[k] ^ C[l] ^ C[m] ^ C[n] ^ C[p] ^ C[q];
    d ^= D[i] ^ D[j] ^ D[k] ^ D[l] ^ D[m] ^ D[n] ^ D[p] ^ D[q];
    z = state[2] ^ words[at++];
    i = 256 | (z >>> 28);
    j = 272 | ((z >> 24) & 15);
    k = 288 | ((z >> 20) & 15);
    l = 304 | ((z >> 16) & 15);
    m = 320 | ((z >> 12) & 15);
    n = 336 | ((z >> 8) & 15);
    p = 352 | ((z >> 4) & 15);
    q = 368 | (z & 15);
    a ^= A[i] ^ A[j] ^ A[k] ^ A[l] ^ A[m] ^ A[n] ^ A[p] ^ A[q];
    b ^= B[i] ^ B[j] ^ B[k] ^ B[l] ^ B[m] ^ B[n] ^ B[p] ^ B[q];
    c ^= C[i] ^ C[j] ^ C[k] ^ C[l] ^ C[m] ^ C[n] ^ C[p] ^ C[q];
    d ^= D[i] ^ D[j] ^ D[k] ^ D[l] ^ D[m] ^ D[n] ^ D[p] ^ D[q];
    z = state[3] ^ words[at++];
    i = 384 | (z >>> 28);
    j = 400 | ((z >> 24) & 15);
    k = 416 | ((z >> 20) & 15);
    l = 432 | ((z >> 16) & 15);
    m = 448 | ((z >> 12) & 15);
    n = 464 | ((z >> 8) & 15);
    p = 480 | ((z >> 4) & 15);
    q = 496 | (z & 15);
    a ^= A[i] ^ A[j] ^ A[k] ^ A[l] ^ A[m] ^ A[n] ^ A[p] ^ A[q];
    b ^= B[i] ^ B[j] ^ B[k] ^ B[l] ^ B[m] ^ B[n] ^ B[p] ^ B[q];
    c ^= C[i] ^ C[j] ^ C[k] ^ C[l] ^ C[m] ^ C[n] ^ C[p] ^ C[q];
    d ^= D[i] ^ D[j] ^ D[k] ^ D[l] ^ D[m] ^ D[n] ^ D[p] ^ D[q];
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = d;
  }
}
