/** Texts printed as hex digits. The oracle is Node's Buffer. */
import { describe, expect, test } from 'vitest';
import { decodeStep, newHexText } from '../../../firmware/core/telegram/hex.ts';

function decode(digits: string) {
  const hex = newHexText(digits);
  let steps = 1;
  while (!decodeStep(hex)) steps++;
  return { text: hex.text, steps };
}

const PRINTABLE = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex');

describe('hex digits', () => {
  test('are characters', () => {
    expect(decode('53414731303330373030313134303034').text).toBe('SAG1030700114004');
    expect(decode(hexOf(PRINTABLE)).text).toBe(PRINTABLE);
    expect(decode(hexOf(PRINTABLE).toUpperCase()).text).toBe(PRINTABLE);
  });

  test('are bytes above 7F as they are', () => {
    const text = Buffer.from('Zähler', 'utf8').toString('latin1');
    expect(decode(hexOf(text)).text).toBe(text);
  });

  test('may be none', () => {
    expect(decode('')).toEqual({ text: '', steps: 1 });
  });

  test('of a long message are decoded in steps', () => {
    const message = PRINTABLE.repeat(11).slice(0, 1024);
    const { text, steps } = decode(hexOf(message));
    expect(text).toBe(message);
    expect(steps).toBe(16);
  });

  test('are characters whatever their number is', () => {
    for (let length = 0; length < 200; length++) {
      const text = PRINTABLE.repeat(3).slice(0, length);
      expect(decode(hexOf(text)).text, `${length} characters`).toBe(text);
    }
  });
});

describe('a text that is none in hex digits is kept as printed', () => {
  test.each([
    'free text with / in it',
    '5',
    '534',
    '53414',
    '53 41',
    '53414G',
    '00',
    '0A0D',
    '1F',
    '1234567890123456',
    '534100',
  ])('%j', (text) => {
    expect(decode(text).text).toBe(text);
  });

  test('wherever in a long text the first other character is', () => {
    for (let at = 0; at < 600; at++) {
      const text = 'a5'.repeat(300).slice(0, at) + 'x' + 'a5'.repeat(300).slice(at + 1);
      expect(decode(text).text, `x at ${at}`).toBe(text);
    }
  });
});
