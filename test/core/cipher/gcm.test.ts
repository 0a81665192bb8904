import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
  beginFrame,
  buildKeys,
  copyText,
  decryptText,
  hashText,
  isTagRight,
  newGcm,
  setKeys,
  TAG_SIZE,
} from '../../../firmware/core/cipher/gcm.ts';
import type { Gcm, Sealed } from '../../../firmware/core/cipher/gcm.ts';
import type { Cipher } from '../../../firmware/core/ports.ts';
import { aesJsBlocks } from '../../../host-sim/node/aes-js.ts';
import { nodeBlocks } from '../../../host-sim/node/cipher.ts';
import { newNoise } from '../../fakes/meter.ts';

const noise = newNoise(38);
const randomBytes = (size: number) => Uint8Array.from({ length: size }, noise);
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function textOf(g: Gcm, frame: Sealed): Uint8Array {
  const slices: Uint8Array[] = [];
  for (let size = decryptText(g, frame); size; size = decryptText(g, frame)) {
    slices.push(g.slice.slice(0, size));
  }
  return Buffer.concat(slices);
}

const KEY = randomBytes(16);
const AUTH_KEY = randomBytes(16);

interface Frame extends Sealed {
  iv: Uint8Array;
  clear: Uint8Array;
}

/** Random text sealed by node:crypto, standing at `text` in a larger buffer. */
function sealed(size: number, text = size % 7): Frame {
  const iv = randomBytes(12);
  const clear = randomBytes(size);
  const aes = createCipheriv('aes-128-gcm', KEY, iv, { authTagLength: TAG_SIZE });
  aes.setAAD(Buffer.from([0x30, ...AUTH_KEY]));
  const parts = [randomBytes(text), aes.update(clear), aes.final(), aes.getAuthTag()];
  return {
    bytes: Uint8Array.from(Buffer.concat([...parts, randomBytes(5)])),
    text,
    size,
    iv,
    clear,
  };
}

function newKeyedGcm(cipher: Cipher): Gcm {
  const g = newGcm();
  setKeys(g, cipher.newBlockCipher(KEY), AUTH_KEY);
  while (!buildKeys(g, 6));
  return g;
}

function isAuthentic(g: Gcm, frame: Frame): boolean {
  beginFrame(g, frame.iv);
  while (!hashText(g, frame));
  return isTagRight(g, frame);
}

const SIZES = [
  ...Array.from({ length: 600 }, (_none, i) => i + 1),
  4095, 4096, 4097, 8191, 8192, 8193, 11729, 16354,
]; // prettier-ignore

describe.each([
  ['node:crypto', nodeBlocks],
  ['aes-js', aesJsBlocks],
])('GCM of the core on blocks of %s', (_name, cipher) => {
  test('opens frames of every size that node:crypto seals', () => {
    const g = newKeyedGcm(cipher);
    for (const size of SIZES) {
      const frame = sealed(size);
      expect(isAuthentic(g, frame), `${size} bytes`).toBe(true);
      expect(hexOf(textOf(g, frame)) === hexOf(frame.clear), `${size} bytes`).toBe(true);
    }
  });

  test('refuses a wrong bit wherever it is: text, tag, iv', () => {
    const g = newKeyedGcm(cipher);
    const frame = sealed(33, 3);
    for (let bit = 0; bit < (33 + TAG_SIZE) * 8; bit++) {
      const bytes = frame.bytes.slice();
      bytes[3 + (bit >> 3)] ^= 1 << (bit & 7);
      expect(isAuthentic(g, { ...frame, bytes }), `bit ${bit}`).toBe(false);
    }
    for (let bit = 0; bit < 96; bit++) {
      const iv = frame.iv.slice();
      iv[bit >> 3] ^= 1 << (bit & 7);
      expect(isAuthentic(g, { ...frame, iv }), `bit ${bit} of the iv`).toBe(false);
    }
    expect(isAuthentic(g, frame)).toBe(true);
  });

  test('takes new keys', () => {
    const g = newGcm();
    setKeys(g, cipher.newBlockCipher(randomBytes(16)), randomBytes(16));
    while (!buildKeys(g, 32));
    setKeys(g, cipher.newBlockCipher(KEY), AUTH_KEY);
    while (!buildKeys(g, 5));
    expect(isAuthentic(g, sealed(100))).toBe(true);
  });

  test('decrypts without hashing first', () => {
    const g = newGcm();
    const frame = sealed(500);
    setKeys(g, cipher.newBlockCipher(KEY), AUTH_KEY);
    beginFrame(g, frame.iv);
    expect(hexOf(textOf(g, frame))).toBe(hexOf(frame.clear));
  });
});

describe('GCM of the core', () => {
  test('copies a text that is not encrypted, slice by slice', () => {
    const g = newGcm();
    const bytes = randomBytes(500);
    const slices: Uint8Array[] = [];
    g.decrypted = 0;
    for (let size = copyText(g, { bytes, text: 7, size: 450 }); size;) {
      slices.push(g.slice.slice(0, size));
      size = copyText(g, { bytes, text: 7, size: 450 });
    }
    expect(hexOf(Buffer.concat(slices))).toBe(hexOf(bytes.subarray(7, 457)));
  });

  test('never asks for more than 128 bytes of key stream at once', () => {
    const asked: number[] = [];
    const blocks = nodeBlocks.newBlockCipher(KEY);
    const g = newGcm();
    const frame = sealed(1500);
    setKeys(g, { encrypt: (bytes) => (asked.push(bytes.length), blocks.encrypt(bytes)) }, AUTH_KEY);
    beginFrame(g, frame.iv);
    textOf(g, frame);
    expect(Math.max(...asked)).toBe(128);
  });

  test('throws at an authentication key of another size', () => {
    const blocks = nodeBlocks.newBlockCipher(KEY);
    expect(() => setKeys(newGcm(), blocks, new Uint8Array(17))).toThrow(
      'gcm: authentication key must be 16 bytes',
    );
  });
});
