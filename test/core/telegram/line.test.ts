/** Lines as meters print them (DSMR, Lux. P1, old two-line gas values), and lines that are none. */
import { describe, expect, test } from 'vitest';
import { joinLines, parseLine } from '../../../firmware/core/telegram/line.ts';

describe('a line', () => {
  test.each<[string, string, string[]]>([
    ['1-0:1.7.0(00.286*kW)', '1-0:1.7.0', ['00.286*kW']],
    ['1-1:31.4.0(100*A)(-063*A)', '1-1:31.4.0', ['100*A', '-063*A']],
    ['0-0:96.13.0()', '0-0:96.13.0', ['']],
    ['1-0:1.7.0 (00.286*kW)', '1-0:1.7.0', ['00.286*kW']],
    ['1-0:99.97.0(0)(0-0:96.7.19)', '1-0:99.97.0', ['0', '0-0:96.7.19']],
    ['1-0:99.97.0()()', '1-0:99.97.0', ['', '']],
    ['1-0:1.7.0((286*W))', '1-0:1.7.0', ['(286*W)']],
    ['0-0:96.13.0(a)b(c)', '0-0:96.13.0', ['a)b(c']],
  ])('%s has a code and groups', (text, code, groups) => {
    const line = parseLine(text);
    expect({ ...line, code: line?.code.trim() }).toEqual({ code, groups });
  });

  test.each([
    '',
    '1-0:1.7.0',
    '1-0:1.7.0(286*W',
    '(286*W)',
    '1-0:1.7.0)286*W(',
    '1-0:1.7.0()x',
    ')',
  ])('is nothing: %j', (text) => {
    expect(parseLine(text)).toBeUndefined();
  });
});

describe('joining lines', () => {
  /** The joined first line, and how many of the others went into it. */
  function joined(first: string, ...others: string[]) {
    const left = others.toReversed();
    return { text: joinLines(first, left), taken: 1 + others.length - left.length };
  }

  test('adds a value that stands on a line of its own', () => {
    expect(joined('0-1:24.3.0(161107190000)(m3)', '(00001.001)', '0-1:24.4.0(1)')).toEqual({
      text: '0-1:24.3.0(161107190000)(m3)(00001.001)',
      taken: 2,
    });
  });

  test('adds a text that is broken inside its parentheses, on any number of lines', () => {
    expect(joined('0-0:96.13.0(30', '31', '32)', '0-1:24.4.0(1)')).toEqual({
      text: '0-0:96.13.0(303132)',
      taken: 3,
    });
  });

  test('does not swallow the line behind an unclosed one', () => {
    expect(joined('1-0:1.7.0(286*W', '1-0:2.7.0(0*W)')).toEqual({
      text: '1-0:1.7.0(286*W',
      taken: 1,
    });
    expect(joined('1-0:1.7.0(286*W', '(1)').taken).toBe(1);
  });

  test('does not touch complete lines', () => {
    expect(joined('1-0:1.7.0(286*W)', '1-0:2.7.0(0*W)').taken).toBe(1);
    expect(joined('1-0:1.7.0', 'noise').taken).toBe(1);
    expect(joined('1-0:1.7.0', '(286*W)').taken).toBe(1);
    expect(joined('1-0:1.7.0(286*W)', 'noise').taken).toBe(1);
  });

  test('cuts blanks at the ends of lines, and ends with the last line', () => {
    expect(joined('0-0:96.13.0(30 ', '31) ').text).toBe('0-0:96.13.0(3031)');
    expect(joined('0-0:96.13.0(30')).toEqual({ text: '0-0:96.13.0(30', taken: 1 });
    expect(joined('')).toEqual({ text: '', taken: 1 });
  });
});
