/**
 * The cipher port on Espruino: its native AES, in ECB (its CTR mode ignores the iv).
 */
import type { Cipher } from '../core/ports.ts';

const ECB: { mode: 'ECB' } = { mode: 'ECB' };
const BLOCK = 16;
/** Bytes that are ever encrypted at once: a slice of gcm.ts. */
const MOST = 128;

export const cipher: Cipher = {
  newBlockCipher: function (key) {
    const aes = require('crypto').AES;
    const result = new Uint8Array(MOST);
    return {
      encrypt: function (blocks) {
        const size = blocks.length;
        let whole = aes.encrypt(blocks, key, ECB);
        if (whole) return new Uint8Array(whole);
        // No run of free variables is long enough for that: then one by one.
        for (let i = 0; i < size; i += BLOCK) {
          whole = aes.encrypt(blocks.subarray(i, i + BLOCK), key, ECB);
          result.set(new Uint8Array(whole as ArrayBuffer), i);
        }
        return result.subarray(0, size);
      },
    };
  },
};
