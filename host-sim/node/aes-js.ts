/**
 * The block cipher by aes-js, in plain JavaScript: for hosts that have neither Espruino's AES nor
 * node:crypto, and the second opinion in tests. Its tables are far too large for the device.
 */
import aesjs from 'aes-js';
import type { Cipher } from '../../firmware/core/ports.ts';

export const aesJsBlocks: Cipher = {
  newBlockCipher(key) {
    const ecb = new aesjs.ModeOfOperation.ecb(key);
    return { encrypt: (blocks) => new Uint8Array(ecb.encrypt(blocks)) };
  },
};
