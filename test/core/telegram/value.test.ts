/** Exact values. The oracle is BigInt arithmetic on the printed text, or stands beside the text. */
import { describe, expect, test } from 'vitest';
import { milliText, parseDigits, parseMilli } from '../../../firmware/core/telegram/value.ts';
import { exactMilli, NUMERIC_UNITS } from '../../fakes/telegram.ts';

/** Numbers that look random and are the same in every run (Numerical Recipes' generator). */
function newDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('a value', () => {
  test.each<[string, string, number]>([
    ['000006.695*kWh', 'kWh', 6695],
    ['006545766*Wh', 'kWh', 6545766],
    ['2147483648*Wh', 'kWh', 2147483648],
    ['4294967296*Wh', 'kWh', 4294967296],
    ['999999.999*kWh', 'kWh', 999999999],
    ['00052185.7825309*kWh', 'kWh', 52185783],
    ['1*MWh', 'kWh', 1000000],
    ['12345.678901*MWh', 'kWh', 12345678901],
    ['006545766.4*Wh', 'kWh', 6545766],
    ['006545766.5*Wh', 'kWh', 6545767],
    ['000002.745*kvarh', 'kvarh', 2745],
    ['003897726*varh', 'kvarh', 3897726],
    ['00.286*kW', 'W', 286000],
    ['000000286*W', 'W', 286000],
    ['0.286*KW', 'W', 286000],
    ['000747.85*W', 'W', 747850],
    ['0.0005555*kW', 'W', 556],
    ['00.007*kvar', 'var', 7000],
    ['000000166*VAR', 'var', 166000],
    ['27.6*kVA', 'VA', 27600000],
    ['12345*VA', 'VA', 12345000],
    ['233.1*V', 'V', 233100],
    ['00100*A', 'A', 100000],
    ['0000.64*A', 'A', 640],
    ['49.98*Hz', 'Hz', 49980],
    ['00124.477*m3', 'm3', 124477],
    ['0012.345*GJ', 'GJ', 12345],
    ['2317482647*s', 's', 2317482647000],
    ['00069', '-', 69000],
    ['0.942', '-', 942],
    ['286*', '-', 286000],
    ['999999999999', 'W', NaN],
    ['999999999999*W', 'W', 999999999999000],
  ])('%s in %s is %d thousandths', (text, unit, milli) => {
    const expected = Number.isNaN(milli) ? undefined : milli;
    expect(parseMilli(text, unit)).toBe(expected);
    expect(exactMilli(text, unit)).toBe(expected);
  });

  test.each<[string, string, number]>([
    ['-063*A', 'A', -63000],
    ['-00.024*kW', 'W', -24000],
    ['-1.000', '-', -1000],
    ['-00000286*W', 'W', -286000],
    ['-0.0005*kWh', 'kWh', -1],
  ])('%s is negative', (text, unit, milli) => {
    expect(parseMilli(text, unit)).toBe(milli);
    expect(exactMilli(text, unit)).toBe(milli);
  });

  test('of minus nothing is zero', () => {
    expect(parseMilli('-000*A', 'A')).toBe(0);
    expect(parseMilli('-00.000*kW', 'W')).toBe(0);
  });

  test.each(NUMERIC_UNITS)('that is empty is absent and not 0, in %s', (unit) => {
    for (const text of ['', '-', '.', '-.', '*', '-*']) {
      expect(parseMilli(text, unit), `"${text}"`).toBeUndefined();
      expect(parseMilli(text + '*' + unit, unit), `"${text}*${unit}"`).toBeUndefined();
      expect(parseMilli(text + '*k' + unit, unit), `"${text}*k${unit}"`).toBeUndefined();
    }
  });

  test.each([
    '         *W',
    '   286*W',
    '286 *W',
    '286* W',
    '286*W ',
    '+286*W',
    '--286*W',
    '1e3*W',
    '0x11E*W',
    '0,286*kW',
    '00.2.86*kW',
    '00.286.*kW',
    '.286*kW',
    '286.*kW',
    '286.*W',
    'NaN*W',
    'Infinity*W',
    '286W',
    '0.286kW',
    '286*W*W',
    '(286*W',
    '286\0*W',
    '28\u00b2*W',
    '0.28x*kW',
    '0.000000x*kW',
    'x.286*kW',
    '9999999999999x*W',
    'x999999999999*W',
    '999999999999999999999999999999*W',
    '9999999999999*W',
  ])('%j is no number of watts', (text) => {
    expect(parseMilli(text, 'W')).toBeUndefined();
    expect(exactMilli(text, 'W')).toBeUndefined();
  });

  test.each<[string, string]>([
    ['286*V', 'W'],
    ['0.286*kWh', 'W'],
    ['286*W', 'kWh'],
    ['286*W', 'var'],
    ['286*W', '-'],
    ['286*kV', 'V'],
    ['286*', 'W'],
    ['286*.', 'W'],
    ['0.286*.', 'W'],
    ['0.286*K', 'W'],
    ['1*m3', 'GJ'],
    ['1*toString', 'W'],
    ['1*W', 'no unit of ours'],
  ])('%s is no value in %s', (text, unit) => {
    expect(parseMilli(text, unit)).toBeUndefined();
  });

  test('without a unit is taken in the kilo unit beside a decimal point only', () => {
    expect(parseMilli('00.007', 'var')).toBe(7000);
    expect(parseMilli('77.376', 'VA')).toBe(77376000);
    expect(parseMilli('00.286', 'W')).toBe(286000);
    expect(parseMilli('000006.695', 'kWh')).toBe(6695);
    expect(parseMilli('000002.745', 'kvarh')).toBe(2745);
    expect(parseMilli('00124.477', 'm3')).toBe(124477);
    expect(parseMilli('0012.345', 'GJ')).toBe(12345);
    for (const unit of NUMERIC_UNITS) {
      if (unit !== '-') expect(parseMilli('000000286', unit), unit).toBeUndefined();
    }
    for (const unit of ['V', 'A', 'Hz', 's']) {
      expect(parseMilli('233.1', unit), unit).toBeUndefined();
    }
  });

  test('has no more than 15 digits, leading zeros aside', () => {
    expect(parseMilli('0000000000000999999999999999*Wh', 'kWh')).toBe(999999999999999);
    expect(parseMilli('1000000000000000*Wh', 'kWh')).toBeUndefined();
    expect(parseMilli('0'.repeat(40) + '*Wh', 'kWh')).toBe(0);
    expect(parseMilli('0'.repeat(40) + '1.5*kWh', 'kWh')).toBe(1500);
  });

  test('is exact for 20000 numbers of every shape', () => {
    const dice = newDice(7);
    const digits = (count: number) => Array.from({ length: count }, () => dice(10)).join('');
    const printed = ['Wh', 'kWh', 'MWh', 'varh', 'kvarh', 'W', 'kW', 'var', 'kvar', 'VA', 'kVA'];
    printed.push('V', 'A', 'Hz', 'm3', 'GJ', 's', '');
    for (let i = 0; i < 20000; i++) {
      const point = dice(3) ? '.' + digits(dice(9)) : '';
      const star = dice(6) ? '*' + printed[dice(printed.length)] : '';
      const text = (dice(5) ? '' : '-') + digits(dice(12)) + point + star;
      const unit = NUMERIC_UNITS[dice(NUMERIC_UNITS.length)];
      const milli = parseMilli(text, unit);
      const exact = exactMilli(text, unit);
      if (milli !== exact) expect({ text, unit, milli }).toEqual({ text, unit, milli: exact });
    }
  });
});

describe('digits', () => {
  test.each<[string, number]>([
    ['0', 0],
    ['003', 3],
    ['00100', 100],
    ['123456789', 123456789],
    ['999999999', 999999999],
    ['000000010', 10],
  ])('%s are read as a decimal number', (text, value) => {
    expect(parseDigits(text)).toBe(value);
  });

  test.each([
    '',
    '1234567890',
    '0000000001',
    '-1',
    '+1',
    ' 1',
    '1 ',
    '1.0',
    '1e1',
    '0x1',
    'a',
    '१',
  ])('are not %j', (text) => {
    expect(parseDigits(text)).toBeUndefined();
  });
});

describe('the text of a value', () => {
  test.each<[number, string]>([
    [0, '0'],
    [6695, '6.695'],
    [233100, '233.1'],
    [-63000, '-63'],
    [-500, '-0.5'],
    [-1, '-0.001'],
    [1, '0.001'],
    [10, '0.01'],
    [100, '0.1'],
    [1050, '1.05'],
    [1005, '1.005'],
    [1000, '1'],
    [4294967296, '4294967.296'],
    [999999999999999, '999999999999.999'],
    [-999999999999999, '-999999999999.999'],
  ])('of %d thousandths is %s', (milli, text) => {
    expect(milliText(milli)).toBe(text);
  });

  test('is the shortest and exact', () => {
    const dice = newDice(11);
    for (let i = 0; i < 5000; i++) {
      const milli = (dice(2) ? -1 : 1) * (dice(2 ** 31) * 10 ** dice(5) + dice(1000));
      const text = milliText(milli);
      const [whole, decimals = ''] = text.replace('-', '').split('.');
      expect(BigInt(whole + decimals.padEnd(3, '0')), text).toBe(BigInt(Math.abs(milli)));
      expect(text, text).toMatch(/^-?(0|[1-9]\d*)(\.\d{0,2}[1-9])?$/);
      expect(text.startsWith('-'), text).toBe(milli < 0);
    }
  });
});
