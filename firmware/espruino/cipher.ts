/**
 * The cipher port on Espruino: its native AES, in ECB (its CTR mode ignores the iv).
 */
import type { Cipher } from '../core/ports.ts';

const ECB: { mode: 'ECB' } = { mode: 'ECB' };

export const cipher: Cipher = {
  newBlockCipher: function (key) {
    const aes = require('crypto').AES;
    return {
      encrypt: function (blocks) {
        return new Uint8Array(aes.encrypt(blocks, key, ECB));
      },
    };
  },
};
