import { describe, expect, test } from 'vitest';
import { readForeign } from '../../../firmware/core/frame/foreign.ts';
import type { Foreign } from '../../../firmware/core/frame/foreign.ts';
import { bytesOfDigits } from '../../fakes/meter.ts';

// Made by hand. HDLC: A0 0D is format type A and 13 bytes between the flags, themselves included;
// then addresses, control, header check, four bytes of content, frame check.
const HDLC = '7ea00d032113a1b2db082f41c3d47e';
// M-Bus: 68 L L 68, control, address, control information, L - 3 bytes, sum, 16.
const MBUS = '6805056853ff7e2fdbda16';

function read(hex: string): { result: true | 'more' | undefined; f: Foreign } {
  const f: Foreign = { size: 0, fault: 'tag' };
  const bytes = bytesOfDigits(`ff${hex}`);
  return { result: readForeign(f, bytes, { at: 1, end: bytes.length }), f };
}

describe.each([
  ['hdlc', HDLC],
  ['mbus', MBUS],
])('a frame of %s', (name, hex) => {
  test('is recognised as a whole, whatever follows', () => {
    for (const rest of ['', '7e', hex, 'db08']) {
      const { result, f } = read(hex + rest);
      expect(result).toBe(true);
      expect(f).toEqual({ size: hex.length / 2, fault: name });
    }
  });

  test('needs more until its last byte is there', () => {
    for (let known = 1; known < hex.length / 2; known++) {
      expect(read(hex.slice(0, 2 * known)).result, `${known} bytes`).toBe('more');
    }
  });

  test('is none when its last byte is another', () => {
    expect(read(`${hex.slice(0, -2)}17`).result).toBeUndefined();
  });
});

describe('what looks like a foreign frame is none', () => {
  test.each([
    ['7E without format type A', '7e'],
    ['7E without format type A', '7e00'],
    ['7E without format type A', '7eb00d03'],
    ['7E with no room for check sequences', '7ea00203'],
    ['7E with no room for check sequences', '7ea003037e'],
    ['68 and two lengths that differ', '680506'],
    ['68 and two lengths that differ', '68050668'],
    ['68 without a second 68', '68050553'],
  ])('%s: %s', (_name, hex) => {
    expect(read(hex).result).toBe(hex === '7e' ? 'more' : undefined);
  });

  test('and 68 is one again at the least length', () => {
    expect(read('680000680016').result).toBe(true);
  });

  test('7E has a length of eleven bits', () => {
    const longest = `7ea7ff${'00'.repeat(0x7ff - 2)}7e`;
    expect(read(longest).f.size).toBe(0x7ff + 2);
    expect(read(longest.slice(0, -2)).result).toBe('more');
    // The bit before says "segmented" and is no part of the length.
    expect(read(`7ea80d${HDLC.slice(6)}`).f.size).toBe(15);
  });
});
