/**
 * CRC-16/ARC. The check value BB3D for "123456789" is the one of the CRC catalogue (reveng); all
 * other checksums are compared with a loop over single bits.
 */
import { describe, expect, test } from 'vitest';
import { crc16, newCrcTables } from '../../../firmware/core/telegram/crc16.ts';
import { crcArc } from '../../fakes/telegram.ts';

const TABLES = newCrcTables();

function wordsOf(bytes: Uint8Array): Int32Array {
  const words = new Int32Array((bytes.length + 3) >> 2);
  new Uint8Array(words.buffer).set(bytes);
  return words;
}

const crcOf = (bytes: Uint8Array, crc = 0) => crc16(TABLES, crc, wordsOf(bytes), bytes.length);

/** Bytes that use all bits, the highest of a word included. */
const BYTES = Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + (i >> 3) * 31 + 129) & 255);

describe('the checksum of a telegram', () => {
  test("of the catalogue's check text is BB3D", () => {
    expect(crcOf(Buffer.from('123456789'))).toBe(0xbb3d);
    expect(crcArc(Buffer.from('123456789'))).toBe(0xbb3d);
  });

  test('of nothing is what it was', () => {
    expect(crcOf(new Uint8Array(0))).toBe(0);
    expect(crcOf(new Uint8Array(0), 0x1234)).toBe(0x1234);
  });

  test('is right for every length', () => {
    for (let length = 0; length <= BYTES.length; length++) {
      const bytes = BYTES.slice(0, length);
      expect(crcOf(bytes), `${length} bytes`).toBe(crcArc(bytes));
    }
  });

  test('is right for every single byte', () => {
    for (let byte = 0; byte < 256; byte++) {
      expect(crcOf(Uint8Array.of(byte)), `byte ${byte}`).toBe(crcArc(Uint8Array.of(byte)));
    }
  });

  test('goes on where the slice before ended, wherever that is', () => {
    for (let cut = 0; cut <= BYTES.length; cut++) {
      const crc = crcOf(BYTES.slice(cut), crcOf(BYTES.slice(0, cut)));
      expect(crc, `cut at ${cut}`).toBe(crcArc(BYTES));
    }
  });

  test('does not look at what stands behind the last byte', () => {
    const words = new Int32Array(4).fill(-1);
    new Uint8Array(words.buffer).set(BYTES.slice(0, 5));
    expect(crc16(TABLES, 0, words, 5)).toBe(crcArc(BYTES.slice(0, 5)));
  });

  test('sees every flipped bit', () => {
    const right = crcOf(BYTES);
    for (let bit = 0; bit < 8 * BYTES.length; bit++) {
      const flipped = BYTES.slice();
      flipped[bit >> 3] ^= 1 << (bit & 7);
      expect(crcOf(flipped), `bit ${bit}`).not.toBe(right);
    }
  });
});
