import { describe, expect, test } from 'vitest';
import { readPlain } from '../../../firmware/core/frame/plain.ts';
import { bytesOf, powerTelegram } from '../../fakes/meter.ts';

interface Reading {
  result: string | undefined;
  size: number;
}

function read(text: string, silent = false): Reading {
  const p = { size: 0, searched: 0 };
  const bytes = bytesOf(`xx${text}`);
  const result = readPlain(p, bytes, { at: 2, end: bytes.length, silent });
  return { result, size: p.size };
}

/** The bytes come one by one; what the first answer is that is not 'more'. */
function readSlowly(text: string): Reading & { known: number } {
  const p = { size: 0, searched: 0 };
  const bytes = bytesOf(text);
  let known = 1;
  let result = readPlain(p, bytes, { at: 0, end: known, silent: false });
  while (result === 'more' && known < bytes.length) {
    known++;
    result = readPlain(p, bytes, { at: 0, end: known, silent: false });
  }
  return { result, size: p.size, known };
}

const TELEGRAM = powerTelegram(286);
const NEXT = '/ABC5\r\n';
const BODY = '/TST5\\2A\r\n\r\n1-0:1.7.0(1*W)\r\n';

describe('a telegram ends', () => {
  test.each([
    ['with checksum, CR and LF', '!7EF9\r\n', 7],
    ['with LF alone', '!7EF9\n', 6],
    ['with CR alone', '!7EF9\r', 6],
    ['without checksum', '!\r\n', 3],
    ['with a short checksum', '!B9F\r\n', 6],
    ['with a checksum of small letters', '!7ef9\r\n', 7],
    ['right before the next', '!7EF9', 5],
    ['behind five digits', '!7EF91', 6],
    ['before a control character', '!7E\0', 3],
    ['before a byte that is no character', '!7E\xff', 3],
  ])('%s', (_name, end, size) => {
    expect(read(BODY + end + NEXT)).toEqual({ result: undefined, size: BODY.length + size });
    expect(readSlowly(BODY + end + NEXT).size).toBe(BODY.length + size);
  });

  test('as soon as its LF is there', () => {
    expect(readSlowly(TELEGRAM)).toEqual({
      result: undefined,
      size: TELEGRAM.length,
      known: TELEGRAM.length,
    });
  });

  test.each(['!7EF9', '!7EF9\r', '!\r'])('with %j when nothing follows', (end) => {
    expect(read(BODY + end).result).toBe('more');
    expect(read(BODY + end, true)).toEqual({ result: undefined, size: BODY.length + end.length });
  });

  test.each(['', '!', '!7E', '!7EF', '!7EF91'])('not with %j when nothing follows', (end) => {
    expect(read(BODY + end, true).result).toBe('more');
  });

  test('at a "!" that begins a line, not at one inside', () => {
    const inside = `${BODY}0-0:96.13.0(Achtung! 1!)\r\n`;
    expect(read(`${inside}!7EF9\r\n`).size).toBe(inside.length + 7);
    expect(readSlowly(`${inside}!7EF9\r\n`).size).toBe(inside.length + 7);
    expect(read(`${inside}0-0:96.13.1(!`).result).toBe('more');
  });
});

describe('a telegram is cut', () => {
  test('by a "/" that begins a line', () => {
    expect(read(BODY + NEXT).result).toBe('cut');
    expect(readSlowly(BODY + NEXT)).toMatchObject({ result: 'cut', known: BODY.length + 1 });
    expect(read(BODY + TELEGRAM).result).toBe('cut');
  });

  test('not by one inside a line, nor by the next telegram', () => {
    expect(read(`${BODY}0-0:96.13.0(a/b)\r\n!7EF9\r\n`).result).toBeUndefined();
    expect(read(`${BODY}!7EF9\r\n${NEXT}`).result).toBeUndefined();
  });

  test('and its size is known, however it came', () => {
    const p = { size: 0, searched: 0 };
    const bytes = bytesOf(BODY + NEXT);
    expect(readPlain(p, bytes, { at: 0, end: bytes.length, silent: false })).toBe('cut');
    expect(p.searched).toBe(BODY.length);
  });
});

describe('a header', () => {
  test.each(['/', '/T', '/TST', '/TST5\\2', '/TST5\\2\r'])('%j needs more', (text) => {
    expect(read(text).result).toBe('more');
  });

  test.each(['//', '/1', '/T5', '/TS5', '/TS\n', '/TS{', '/TS@', '/TS`', '/TS[', '/\xc4'])(
    '%j is none: three letters must follow',
    (text) => {
      expect(read(text).result).toBe('header');
    },
  );

  test.each(['/TST5\x7f', '/TST5\xe9', '/TST5\\2 \xff'])('%j is none: no characters', (text) => {
    expect(read(text).result).toBe('header');
  });

  test('may have small letters, control characters and any identification', () => {
    for (const header of ['/Lux5\\2', '/ISk5\x02MT382', '/ESY5Q3DB1024 V3.04', '/NWA-WARMTELINK']) {
      expect(read(`${header}\r\n\r\n!\r\n`).result, header).toBeUndefined();
    }
  });
});
