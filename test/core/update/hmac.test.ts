import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { hexOfBytes } from '../../../firmware/core/bytes.ts';
import { hmacSha256 } from '../../../firmware/core/update/hmac.ts';
import { digest } from './flashed.ts';

test('HMAC-SHA256 gives what RFC 4231 gives', () => {
  const first = hmacSha256(digest, new Uint8Array(20).fill(0x0b), 'Hi There');
  expect(hexOfBytes(first)).toBe(
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  );
  const second = hmacSha256(digest, Buffer.from('Jefe'), 'what do ya want for nothing?');
  expect(hexOfBytes(second)).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test.each([0, 1, 32, 63, 64])('HMAC-SHA256 is that of node with a key of %i bytes', (length) => {
  const key = new Uint8Array(length).map((_, i) => 255 - i);
  const message = String.fromCharCode(...new Uint8Array(300).map((_, i) => i));
  const expected = createHmac('sha256', key).update(message, 'latin1').digest('hex');
  expect(hexOfBytes(hmacSha256(digest, key, message))).toBe(expected);
});
