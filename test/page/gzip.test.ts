/** Our packing against Node's zlib, which unpacks it. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { packGzip } from '../../firmware/page/pack/gzip.mjs';

/** Bytes without pattern, the same each time. */
function noise(size: number): Buffer {
  const pieces: Buffer[] = [];
  for (let i = 0; i < size; i += 32) pieces.push(createHash('sha256').update(`${i}`).digest());
  return Buffer.concat(pieces).subarray(0, size);
}

const words = Buffer.from('Compteur Zieler Zähler meter '.repeat(60));

test.each([
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.from('a')],
  ['two bytes', Buffer.from('ab')],
  ['one byte many times', Buffer.alloc(900, 'a')],
  ['words again and again', words],
  ['bytes without pattern', noise(3000)],
  ['all bytes', Buffer.from(Array.from({ length: 256 }, (_, i) => i))],
  [
    'a text that comes again farther away than the window',
    Buffer.concat([words, noise(33_000), words]),
  ],
  [
    'texts of several kinds',
    Buffer.concat([words, noise(500), Buffer.from('0123456789'.repeat(99))]),
  ],
])('%s unpacks to itself', (_, bytes) => {
  const packed = packGzip(bytes);
  expect(gunzipSync(packed).equals(bytes)).toBe(true);
});

test('a text packs smaller than zlib packs it', () => {
  const text = Buffer.from(
    Array.from({ length: 900 }, (_, i) => `${i * i} ${i % 7 ? 'kWh' : 'varh'}`).join(),
  );
  expect(packGzip(text).length).toBeLessThan(gzipSync(text, { level: 9 }).length);
});
