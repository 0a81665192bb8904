import { expect, test } from 'vitest';
import { parseFarad, parseOhm, parseRatedVolt } from '../../hardware/check/quantity.ts';

test('resistances are read as they stand in the schematic', () => {
  const ohms: [text: string, ohm: number][] = [
    ['133k 1%', 133e3],
    ['1k5', 1500],
    ['4k7', 4700],
    ['4.7k', 4700],
    ['47', 47],
    ['47R', 47],
    ['2R2', 2.2],
    ['1M', 1e6],
  ];
  for (const [text, ohm] of ohms) expect(parseOhm(text), text).toBeCloseTo(ohm, 6);
});

test('capacitances and their rated voltages are read as they stand in the schematic', () => {
  const farads: [text: string, farad: number, volt: number | undefined][] = [
    ['3300u 6V3', 3300e-6, 6.3],
    ['10u 25V', 10e-6, 25],
    ['47p', 47e-12, undefined],
    ['100n', 100e-9, undefined],
  ];
  for (const [text, farad, volt] of farads) {
    expect((parseFarad(text) ?? 0) / farad, text).toBeCloseTo(1, 9);
    expect(parseRatedVolt(text), text).toBe(volt);
  }
});

test('what is no value is undefined', () => {
  for (const text of ['', 'k', 'BC847B', '10', '10u'])
    expect(parseFarad(text) && parseOhm(text)).toBe(undefined);
  expect(parseOhm('10u 25V')).toBe(undefined);
  expect(parseFarad('10k')).toBe(undefined);
  expect(parseOhm('1.5k2')).toBe(undefined);
});
