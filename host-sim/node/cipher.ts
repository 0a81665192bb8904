/**
 * The cipher port on Node: AES-128 blocks and whole frames by node:crypto.
 *
 * `nodeCipher` opens frames as a whole; `nodeBlocks` offers the blocks alone, so that the core's own
 * GCM does the rest, as on the device.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { BlockCipher, Cipher, WholeFrame } from '../../firmware/core/ports.ts';

function newBlockCipher(key: Uint8Array): BlockCipher {
  const aes = createCipheriv('aes-128-ecb', key, null);
  aes.setAutoPadding(false);
  let result = new Uint8Array(256);
  return {
    encrypt(blocks) {
      if (result.length < blocks.length) result = new Uint8Array(blocks.length);
      // A copy, because Node's result may lie at any offset of its pool.
      result.set(aes.update(blocks));
      return result.subarray(0, blocks.length);
    },
  };
}

function open(key: Uint8Array, frame: WholeFrame): Uint8Array | undefined {
  const aes = createDecipheriv('aes-128-gcm', key, frame.iv, { authTagLength: frame.tag.length });
  aes.setAAD(frame.additional);
  aes.setAuthTag(frame.tag);
  const text = aes.update(frame.text);
  try {
    aes.final();
  } catch {
    return undefined;
  }
  return text;
}

export const nodeBlocks: Cipher = { newBlockCipher };
export const nodeCipher: Cipher = { newBlockCipher, open };
