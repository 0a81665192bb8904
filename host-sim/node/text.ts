/** The text port on Node: bytes to a byte string. */
import type { Text } from '../../firmware/core/ports.ts';

export const nodeText: Text = {
  ofBytes: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'),
};

/** The other way: a byte string to bytes. */
export function bytesOfText(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}
