import { describe, expect, test } from 'vitest';
import { LONGEST, newHeader, readHeader } from '../../../firmware/core/frame/dlms.ts';
import type { Header } from '../../../firmware/core/frame/dlms.ts';
import { bytesOfDigits } from '../../fakes/meter.ts';

const TITLE = '5453540123456789';

/** DB, size of the title, title, length field, then security byte and counter. */
function headerOf(length: string, security = '30', titleSize = '08'): string {
  return `db${titleSize}${TITLE}${length}${security}0005a8e3`;
}

function read(hex: string, before = 0): { result: string | undefined; h: Header } {
  const bytes = bytesOfDigits('db'.repeat(before) + hex);
  const h = newHeader();
  return { result: readHeader(h, bytes, { at: before, end: bytes.length }), h };
}

describe('a header', () => {
  // Offsets of counter and text, sizes of text and frame, counted by hand for each BER form.
  test.each([
    ['one byte', '5b', { counter: 12, text: 16, textSize: 74, size: 102 }],
    ['the longest of one byte', '7f', { counter: 12, text: 16, textSize: 110, size: 138 }],
    ['81', '81a0', { counter: 13, text: 17, textSize: 143, size: 172 }],
    ['82', '8205e2', { counter: 14, text: 18, textSize: 1489, size: 1519 }],
    ['82, though 81 would do', '82005b', { counter: 14, text: 18, textSize: 74, size: 104 }],
    ['83', '830005e2', { counter: 15, text: 19, textSize: 1489, size: 1520 }],
    ['84', '84000005e2', { counter: 16, text: 20, textSize: 1489, size: 1521 }],
  ])('tells where the parts lie: length form %s', (_name, length, parts) => {
    for (const before of [0, 1, 500]) {
      const { result, h } = read(headerOf(length), before);
      expect(result).toBeUndefined();
      expect(h).toEqual(parts);
    }
  });

  test.each(['5b', '81a0', '8205e2', '830005e2', '84000005e2'])(
    'needs more until its security byte is there: length %s',
    (length) => {
      const size = 11 + length.length / 2;
      for (let known = 1; known < size; known++) {
        expect(read(headerOf(length).slice(0, 2 * known)).result, `${known} bytes`).toBe('more');
      }
      expect(read(headerOf(length).slice(0, 2 * size)).result).toBeUndefined();
    },
  );

  test('does not look at bytes that have not come', () => {
    const stale = bytesOfDigits(headerOf('8205e2'));
    for (let known = 1; known < 14; known++) {
      expect(readHeader(newHeader(), stale, { at: 0, end: known })).toBe('more');
    }
  });
});

describe('a header is refused', () => {
  test.each(['00', '07', '09', 'db', 'ff'])('at once with a title of size %s', (size) => {
    expect(read(headerOf('8205e2', '30', size)).result).toBe('title-length');
    expect(read(`db${size}`).result).toBe('title-length');
  });

  test.each(['80', '85', '8f', '90', 'c2', 'ff'])('with the length form %s', (form) => {
    expect(read(headerOf(`${form}05e2`)).result).toBe('length-form');
  });

  test.each(['00', '05', '11', '8111', '820000', '820011', '83000000', '8400000011'])(
    'with the length %s: counter and tag leave no room for a text',
    (length) => {
      expect(read(headerOf(length)).result).toBe('length');
    },
  );

  test('one byte of text is enough', () => {
    expect(read(headerOf('12')).h).toEqual({ counter: 12, text: 16, textSize: 1, size: 29 });
  });

  test.each(['00', '10', '20', '21', '31', '50', '70', 'b0', 'ff'])(
    'with the security byte %s, and its size is known',
    (security) => {
      const { result, h } = read(headerOf('8205e2', security));
      expect(result).toBe('security');
      expect(h.size).toBe(1519);
    },
  );

  test.each([
    ['82ffff', 13 + 0xffff],
    ['83010000', 14 + 0x10000],
    ['84ffffffff', 15 + 0xffffffff],
    ['8480000000', 15 + 0x80000000],
  ])('with the length %s, longer than any frame', (length, size) => {
    const { result, h } = read(headerOf(length));
    expect(result).toBe('too-long');
    expect(h.size).toBe(size);
  });

  test('from 16,385 bytes on', () => {
    expect(LONGEST).toBe(16384);
    expect(read(headerOf('823ff3')).h.size).toBe(16384);
    expect(read(headerOf('823ff3')).result).toBeUndefined();
    expect(read(headerOf('823ff4')).result).toBe('too-long');
  });
});
