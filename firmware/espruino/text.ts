/**
 * The text port on Espruino, and the way back.
 */
import type { Text } from '../core/ports.ts';

/** For want of one free run of variables: slowly, but rightly. */
function charByChar(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

export const text: Text = {
  ofBytes: function (bytes) {
    const flat = E.toString(bytes);
    return flat === undefined ? charByChar(bytes) : flat;
  },
};

export function bytesOfText(bytes: string): Uint8Array {
  return E.toUint8Array(bytes);
}
