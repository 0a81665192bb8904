import { describe, expect, test } from 'vitest';
import type { Cipher } from '../../../firmware/core/ports.ts';
import { crcOf } from '../../../host-sim/house/telegram.ts';
import { nodeBlocks, nodeCipher } from '../../../host-sim/node/cipher.ts';
import { countersOf, feed, feedPieces, newBench, wait } from '../../fakes/bench-app.ts';
import {
  bodyOf,
  bytesOf,
  frameOf,
  joined,
  KEY,
  newNoise,
  powerTelegram,
} from '../../fakes/meter.ts';

const TELEGRAM = bytesOf(powerTelegram(286));

describe('noise before a frame', () => {
  test.each([
    ['any bytes', '\x00\xff\x55\xaa'],
    ['start bytes', '\xdb\xdb\xdb\xdb\xdb'],
    ['start bytes and sizes of titles', '\xdb\x08\xdb\x08\xdb\x08'],
    ['a header with another length form', '\xdb\x08ABCDEFGH\x80'],
    ['a header with no room for a text', '\xdb\x08ABCDEFGH\x10\x30'],
    ['a header of another security', '\xdb\x08ABCDEFGH\x82\x01\xf2\x20'],
    ['a header that claims the frame', '\xdb\x08ABCDEFGH\x82\x00\x50\x30\0\0\0\x01'],
    ['a header that claims more', '\xdb\x08ABCDEFGH\x82\x01\xf2\x30\0\0\0\x01'],
    ['a header that claims too much', '\xdb\x08ABCDEFGH\x82\xff\xff\x30\0\0\0\x01'],
    ['a header that claims four gigabytes', '\xdb\x08ABCDEFGH\x84\xff\xff\xff\xff\x30'],
    ['the start of a telegram', '/TST5\\2A\r\n'],
    ['a slash', '/'],
    ['the start of an HDLC frame', '\x7e\xa0\x40'],
    ['an HDLC frame that ends inside', `\x7e\xa0\x20\xdb\xdb`],
    ['the start of an M-Bus frame', '\x68\x30\x30\x68'],
  ])('does not hide it: %s', (_name, noise) => {
    for (const size of [1, 64, 5000]) {
      const bench = newBench({ key: KEY, cipher: nodeBlocks });
      feedPieces(bench, joined(noise, frameOf(1), frameOf(2)), size);
      wait(bench, 2000);
      expect(countersOf(bench)).toEqual([1, 2]);
    }
  });

  test('that looks like an HDLC frame around it does not hide it', () => {
    const bench = newBench({ key: KEY });
    const frame = frameOf(1);
    const noise = Uint8Array.from([0x7e, 0xa0, frame.length + 2]);
    feed(bench, joined(noise, frame, '\x7e'));
    expect(countersOf(bench)).toEqual([1]);
  });

  // xorshift with a given start: the same bytes in every run.
  test.each([
    ['the core', nodeBlocks, 16384],
    ['the core, small buffer', nodeBlocks, 1024],
    ['node:crypto', nodeCipher, 4096],
  ] as [string, Cipher, number][])(
    'and between frames loses none: %s',
    (_name, cipher, capacity) => {
      const bench = newBench({ key: KEY, cipher, capacity });
      const next = newNoise(capacity);
      const spice = [0xdb, 0x08, 0x2f, 0x21, 0x0a, 0x7e, 0xa0, 0x68, 0x30, 0x82, 0x00, 0x54];
      const byte = () => (next() & 1 ? spice[next() % spice.length] : next());
      const noise = (most: number) => Uint8Array.from({ length: next() % most }, byte);
      const counters: (number | undefined)[] = [];
      const pieces: Uint8Array[] = [];
      for (let counter = 1; counter <= 400; counter++) {
        const isPlain = next() % 4 === 0;
        counters.push(isPlain ? undefined : counter);
        pieces.push(noise(40), isPlain ? joined('\r\n', TELEGRAM) : frameOf(counter));
      }
      const stream = joined(...pieces);
      for (let at = 0; at < stream.length;) {
        const size = 1 + (next() % 150);
        feed(bench, stream.subarray(at, at + size));
        at += size;
      }
      wait(bench, 2000);
      expect(countersOf(bench)).toEqual(counters);
    },
  );
});

/** A frame whose ciphertext holds a plausible header, 20 bytes behind its own. */
function frameWithHeaderInside(counter: number): Uint8Array {
  const fake = bytesOf('\xdb\x08TST\x01ABCD\x82\x00\x60\x30\0\0\0\x07');
  const at = 50;
  const body = bodyOf([`0-0:96.13.0(${'x'.repeat(100)})`]);
  const stream = frameOf(counter, { telegram: body }).subarray(18, -12);
  const text = bytesOf(body);
  const mask = stream.map((byte, i) => byte ^ text[i]);
  fake.forEach((byte, i) => (text[at + i] = byte ^ mask[at + i]));
  const made = Buffer.from(text).toString('latin1');
  if (made.split('\n').length !== body.split('\n').length)
    return frameWithHeaderInside(counter + 1);
  return frameOf(counter, { telegram: `${made}${crcOf(made)}\r\n` });
}

describe('a header inside the ciphertext', () => {
  const frame = frameWithHeaderInside(100);

  test('does not end the frame around it', () => {
    const bench = newBench({ key: KEY });
    expect(Buffer.from(frame).indexOf('db08545354014142', 0, 'hex')).toBe(68);
    feed(bench, frame);
    expect(bench.snapshots).toHaveLength(1);
    expect(bench.app.receiver.faults).toEqual({});
  });

  test('does not hide the next frame when the start of the first is lost', () => {
    for (let lost = 1; lost <= 68; lost++) {
      const bench = newBench({ key: KEY, cipher: nodeBlocks });
      feed(bench, joined(frame.subarray(lost), frameOf(999)));
      wait(bench, 2000);
      expect(countersOf(bench), `${lost} bytes lost`).toEqual([999]);
    }
  });
});
