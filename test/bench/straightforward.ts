/**
 * SP 800-38D as it is written: GHASH bit by bit, aes-js for the blocks. In: a frame. Out: the number of
 * readings in its text. What the core would cost if nothing had been done about it.
 */
import aesjs from 'aes-js';
import { newParsing, parseStep } from '../../firmware/core/telegram/parse.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../host-sim/house/seal.ts';
import { nodeText } from '../../host-sim/node/text.ts';
import type { Candidate } from './candidates.ts';

const TAG_SIZE = 12;
/** Of the ciphertext in the frames of the series. */
const TEXT = 18;

function timesX(v: Uint8Array): void {
  const carry = v[15] & 1;
  for (let i = 15; i > 0; i--) v[i] = (v[i] >> 1) | ((v[i - 1] & 1) << 7);
  v[0] = (v[0] >> 1) ^ (carry ? 0xe1 : 0);
}

function multiply(y: Uint8Array, h: Uint8Array): Uint8Array {
  const z = new Uint8Array(16);
  const v = Uint8Array.from(h);
  for (let bit = 0; bit < 128; bit++) {
    if (y[bit >> 3] & (128 >> (bit & 7))) for (let i = 0; i < 16; i++) z[i] ^= v[i];
    timesX(v);
  }
  return z;
}

/** The hash of additional data, ciphertext and their lengths. */
function hashOf(text: Uint8Array, h: Uint8Array): Uint8Array {
  const data = new Uint8Array(32 + Math.ceil(text.length / 16) * 16 + 16);
  data[0] = 0x30;
  data.set(LUXEMBOURG_AUTH_KEY, 1);
  data.set(text, 32);
  new DataView(data.buffer).setUint32(data.length - 12, 17 * 8);
  new DataView(data.buffer).setUint32(data.length - 4, text.length * 8);
  let y = new Uint8Array(16);
  for (let at = 0; at < data.length; at += 16) {
    for (let i = 0; i < 16; i++) y[i] ^= data[at + i];
    y = multiply(y, h) as Uint8Array<ArrayBuffer>;
  }
  return y;
}

export function straightforward(): Candidate {
  const ecb = new aesjs.ModeOfOperation.ecb(TEST_KEY);
  const h = ecb.encrypt(new Uint8Array(16));
  return (frame) => {
    const text = frame.subarray(TEXT, frame.length - TAG_SIZE);
    const iv = new Uint8Array(16);
    iv.set(frame.subarray(2, 10));
    iv.set(frame.subarray(14, 18), 8);
    const hash = hashOf(text, h);
    iv[15] = 1;
    const mask = ecb.encrypt(iv);
    for (let i = 0; i < TAG_SIZE; i++) {
      const given = frame[frame.length - TAG_SIZE + i];
      if ((hash[i] ^ mask[i]) !== given) throw new Error('bench: tag');
    }
    iv[15] = 2;
    const plain = new aesjs.ModeOfOperation.ctr(TEST_KEY, new aesjs.Counter(Array.from(iv)));
    const lines = nodeText.ofBytes(plain.decrypt(text)).split('\r\n').slice(2, -2);
    const parsing = newParsing(lines);
    while (!parseStep(parsing, 1));
    return parsing.readings.length;
  };
}
