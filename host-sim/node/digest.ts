/** The digests on Node: zlib's CRC-32, OpenSSL's SHA-256. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Digest } from '../../firmware/core/ports.ts';

export const nodeDigest: Digest = {
  crc32: (bytes) => crc32(bytes),
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes, 'latin1').digest()),
};
