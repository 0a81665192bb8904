/**
 * The flash port and the digests on Espruino.
 */
import type { Digest, Flash } from '../core/ports.ts';

/** Its own module has the very shape of the port. */
export const flash: Flash = require('Flash');

export const digest: Digest = {
  crc32: E.CRC32,
  sha256: function (bytes) {
    return new Uint8Array(require('crypto').SHA256(bytes));
  },
};
