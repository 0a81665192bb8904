/**
 * The slots of the application on Espruino: files of Storage, read where they stand in flash.
 */
import type { SlotFile } from '../core/update/package.ts';

export function openSlot(slot: string): SlotFile {
  return {
    sha256: function (length) {
      return new Uint8Array(
        require('crypto').SHA256(require('Storage').read(slot, 0, length) || ''),
      );
    },
    crc32: function () {
      return E.CRC32(require('Storage').read(slot) || '');
    },
  };
}
