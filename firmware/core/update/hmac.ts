/**
 * HMAC-SHA256 (RFC 2104 §2, FIPS 198-1). In: a key of at most 64 bytes, a byte string. Out: 32 bytes.
 */
import type { Digest } from '../ports.ts';

const BLOCK = 64;

/** The key, filled with zeros to a block, each byte changed by `pad`. */
function padKey(key: Uint8Array, pad: number): string {
  let text = '';
  for (let i = 0; i < BLOCK; i++) {
    text += String.fromCharCode((i < key.length ? key[i] : 0) ^ pad);
  }
  return text;
}

export function hmacSha256(digest: Digest, key: Uint8Array, message: string): Uint8Array {
  const inner = digest.sha256(padKey(key, 0x36) + message);
  let text = padKey(key, 0x5c);
  for (let i = 0; i < inner.length; i++) text += String.fromCharCode(inner[i]);
  return digest.sha256(text);
}
