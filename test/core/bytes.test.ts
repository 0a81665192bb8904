import { describe, expect, test } from 'vitest';
import { bytesOfHex, equalBytes, hexDigit, hexOfBytes } from '../../firmware/core/bytes.ts';

describe('hex', () => {
  test('gives every byte and comes back the same, as Node writes it', () => {
    const all = Uint8Array.from({ length: 256 }, (_none, i) => i);
    const text = Buffer.from(all).toString('hex');
    expect(hexOfBytes(all)).toBe(text);
    expect(bytesOfHex(text)).toEqual(all);
    expect(bytesOfHex(text.toUpperCase())).toEqual(all);
  });

  test('of nothing is nothing', () => {
    expect(bytesOfHex('')).toEqual(new Uint8Array(0));
    expect(hexOfBytes(new Uint8Array(0))).toBe('');
  });

  test.each(['0', '012', '0g', 'g0', ' 0', '0 ', '0x12', '00:11', '-1', '+1', 'ä0'])(
    'does not read %j',
    (text) => {
      expect(bytesOfHex(text)).toBeUndefined();
    },
  );

  test('has digits of either case and none beyond the text', () => {
    expect([...'09afAF'].map((digit) => hexDigit(digit, 0))).toEqual([0, 9, 10, 15, 10, 15]);
    expect([...'/:`gG@ '].map((digit) => hexDigit(digit, 0))).toEqual(Array(7).fill(undefined));
    expect(hexDigit('a', 1)).toBeUndefined();
  });
});

describe('comparing bytes', () => {
  const a = Uint8Array.from([1, 2, 3, 4]);

  test('sees a difference of one bit wherever it is', () => {
    for (let bit = 0; bit < 32; bit++) {
      const b = a.slice();
      b[bit >> 3] ^= 1 << (bit & 7);
      expect(equalBytes(a, b, 4)).toBe(false);
    }
    expect(equalBytes(a, a.slice(), 4)).toBe(true);
  });

  test('looks at each byte once, wherever the first difference is', () => {
    for (let at = 0; at <= a.length; at++) {
      const looks: string[] = [];
      const watched = new Proxy(a, {
        get: (bytes, key) => (looks.push(String(key)), Reflect.get(bytes, key)),
      });
      const b = a.map((byte, i) => byte ^ (i === at ? 1 : 0));
      expect(equalBytes(watched, b, 4)).toBe(at === 4);
      expect(looks).toEqual(['0', '1', '2', '3']);
    }
  });

  test('does not look beyond the count', () => {
    expect(equalBytes(a, Uint8Array.from([1, 2, 3, 5]), 3)).toBe(true);
    expect(equalBytes(a, Uint8Array.from([1, 2, 3, 5]), 4)).toBe(false);
  });

  test('takes bytes that are not there for different', () => {
    expect(equalBytes(a, a.subarray(0, 3), 4)).toBe(false);
  });
});
