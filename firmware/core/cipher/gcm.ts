/**
 * AES-128-GCM decryption as P1 meters use it: NIST SP 800-38D §7.2, 96-bit iv, 96-bit tag.
 *
 * In: a key (its block cipher), an authentication key, and frames whose header told where the
 * parts lie. Out: whether the tag is right, then the text in slices. The steps of §7.2 are separate
 * functions, so that the caller can serve its UART between them:
 *
 *   setKeys -> buildKeys until true (once) ; beginFrame -> hashText until true -> isTagRight,
 *   then decryptText slice by slice.
 *
 * The additional authenticated data is the security byte 30 and the authentication key
 * (Lux. P1 specification §3.2.5), so its two blocks are hashed once for all frames.
 */
import { equalBytes } from '../bytes.ts';
import type { BlockCipher } from '../ports.ts';
import { absorb, buildTable, newGhash, setSubkey } from './ghash.ts';
import type { Ghash } from './ghash.ts';

export const TAG_SIZE = 12;
const BLOCK = 16;
const AAD_SIZE = 17;
/** Blocks that one slice of hashing or of decrypting handles, where the host says nothing else. */
const SLICE_BLOCKS = 8;

/** Where the parts of one frame lie in `bytes`. */
export interface Sealed {
  bytes: Uint8Array;
  /** Offset and size of the ciphertext; the tag of 12 bytes follows it. */
  text: number;
  size: number;
}

export interface Gcm {
  cipher: BlockCipher | undefined;
  readonly ghash: Ghash;
  /** The hash after the two blocks of additional data: the same for every frame. */
  readonly start: Int32Array;
  readonly authKey: Uint8Array;
  /** Counter blocks: the iv stands in each, only the last two bytes change. */
  readonly counters: Uint8Array;
  /** One slice of text, aligned: as bytes and as words. */
  readonly slice: Uint8Array;
  readonly words: Int32Array;
  /** Bytes of the text hashed and decrypted so far. */
  hashed: number;
  decrypted: number;
}

/** `blocks`: how many one slice handles; a host that need not serve others in between takes many. */
export function newGcm(blocks?: number): Gcm {
  const words = new Int32Array((blocks || SLICE_BLOCKS) * 4);
  return {
    cipher: undefined,
    ghash: newGhash(),
    start: new Int32Array(4),
    authKey: new Uint8Array(BLOCK),
    counters: new Uint8Array(words.length * 4),
    slice: new Uint8Array(words.buffer),
    words: words,
    hashed: 0,
    decrypted: 0,
  };
}

/** Takes a key's block cipher and an authentication key of 16 bytes; `buildKeys` must follow. */
export function setKeys(g: Gcm, cipher: BlockCipher, authKey: Uint8Array): void {
  if (authKey.length !== BLOCK) throw new Error('gcm: authentication key must be 16 bytes');
  g.cipher = cipher;
  g.authKey.set(authKey);
  setSubkey(g.ghash, cipher.encrypt(new Uint8Array(BLOCK)));
}

/** Does a part of the work that a new key costs. True when the keys are ready. */
export function buildKeys(g: Gcm, rows: number): boolean {
  if (!buildTable(g.ghash, rows)) return false;
  g.slice.fill(0, 0, 2 * BLOCK);
  g.slice[0] = 0x30;
  g.slice.set(g.authKey, 1);
  g.ghash.state.fill(0);
  absorb(g.ghash, g.words, 2);
  g.start.set(g.ghash.state);
  return true;
}

/** Starts on one frame: iv of 12 bytes (system title and frame counter). */
export function beginFrame(g: Gcm, iv: Uint8Array): void {
  for (let i = 0; i < g.counters.length; i += BLOCK) {
    g.counters.set(iv, i);
    g.counters[i + 14] = 0;
  }
  g.ghash.state.set(g.start);
  g.hashed = 0;
  g.decrypted = 0;
}

/** Copies the next slice of the text; returns its size. The rest of its last block is zero. */
function fetch(g: Gcm, sealed: Sealed, done: number): number {
  const left = sealed.size - done;
  const size = left < g.slice.length ? left : g.slice.length;
  const from = sealed.text + done;
  g.slice.set(sealed.bytes.subarray(from, from + size), 0);
  for (let i = size; i & 15; i++) g.slice[i] = 0;
  return size;
}

function hashLengths(g: Gcm, size: number): void {
  const bytes = g.slice;
  const bits = size * 8;
  bytes.fill(0, 0, BLOCK);
  bytes[7] = AAD_SIZE * 8;
  bytes[13] = bits >> 16;
  bytes[14] = bits >> 8;
  bytes[15] = bits;
  absorb(g.ghash, g.words, 1);
}

/** Hashes the next slice of the ciphertext. True when the tag can be compared. */
export function hashText(g: Gcm, sealed: Sealed): boolean {
  const size = fetch(g, sealed, g.hashed);
  absorb(g.ghash, g.words, (size + 15) >> 4);
  g.hashed += size;
  if (g.hashed < sealed.size) return false;
  hashLengths(g, sealed.size);
  return true;
}

/** Encrypts `blocks` counter blocks, the first with counter value `counter`. */
function keystream(g: Gcm, counter: number, blocks: number): Uint8Array {
  const c = g.counters;
  const end = blocks * BLOCK;
  let at = 15;
  if (counter + blocks > 256) {
    for (; at < end; at += BLOCK) {
      c[at - 1] = counter >> 8;
      c[at] = counter++;
    }
  } else {
    for (; at < end; at += BLOCK) c[at] = counter++;
  }
  return (g.cipher as BlockCipher).encrypt(c.subarray(0, end));
}

/** SP 800-38D §7.2 steps 6 to 8: the tag belongs to this ciphertext, iv and additional data. */
export function isTagRight(g: Gcm, sealed: Sealed): boolean {
  const mask = keystream(g, 1, 1);
  const tag = sealed.text + sealed.size;
  const computed = new Uint8Array(TAG_SIZE);
  for (let i = 0; i < TAG_SIZE; i++) computed[i] = mask[i] ^ g.ghash.stateBytes[i];
  return equalBytes(computed, sealed.bytes.subarray(tag, tag + TAG_SIZE), TAG_SIZE);
}

/** Copies the next slice of a text that is not encrypted into `g.slice`; returns its size. */
export function copyText(g: Gcm, sealed: Sealed): number {
  const size = fetch(g, sealed, g.decrypted);
  g.decrypted += size;
  return size;
}

/** Decrypts the next slice into `g.slice`; returns its size, 0 when all is done. */
export function decryptText(g: Gcm, sealed: Sealed): number {
  const size = fetch(g, sealed, g.decrypted);
  const blocks = (size + 15) >> 4;
  if (!blocks) return 0;
  const stream = keystream(g, 2 + (g.decrypted >> 4), blocks);
  const mask = new Int32Array(stream.buffer, stream.byteOffset, blocks * 4);
  const words = g.words;
  let i = 0;
  const end = blocks * 4;
  while (i < end) {
    words[i] ^= mask[i++];
    words[i] ^= mask[i++];
    words[i] ^= mask[i++];
    words[i] ^= mask[i++];
  }
  g.decrypted += size;
  return size;
}
