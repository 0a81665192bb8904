/**
 * The text of one value -> an exact integer in thousandths of the unit that is published.
 *
 * In: what stands in the parentheses, "000006.695*kWh", and the unit that the register has.
 * Out: thousandths of that unit (6695), or undefined: empty, malformed, another unit.
 * Never through Number or parseFloat: on Espruino they read the zero-padded "00100" as octal, and
 * never through a float at all.
 */

/**
 * How many decimals of a printed unit reach thousandths of the published one: 'published<printed'.
 * Printed is in lower case; K is the kilo unit that is assumed where none is printed beside a point.
 */
// prettier-ignore
const SHIFTS: { [units: string]: number | undefined } = {
  'kWh<kwh': 3, 'kWh<wh': 0, 'kWh<mwh': 6, 'kWh<K': 3,
  'kvarh<kvarh': 3, 'kvarh<varh': 0, 'kvarh<K': 3,
  'W<kw': 6, 'W<w': 3, 'W<K': 6,
  'var<kvar': 6, 'var<var': 3, 'var<K': 6,
  'VA<kva': 6, 'VA<va': 3, 'VA<K': 6,
  'V<v': 3, 'A<a': 3, 'Hz<hz': 3, 'm3<m3': 3, 'm3<K': 3,
  'GJ<gj': 3, 'GJ<K': 3, 's<s': 3,
  '-<': 3, '-<K': 3,
};

const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** Up to 9 decimal digits; undefined when there are none, more, or other characters. */
export function parseDigits(text: string): number | undefined {
  // The "1" in front: parseInt stops at what is no digit, and then too small a number shows it.
  const value = parseInt('1' + text, 10) - TENS[text.length];
  // No number at all where the text is too long; and an empty text would be 0.
  return value >= 0 && text !== '' ? value : undefined;
}

/** More than 9 digits, up to 15 of them after leading zeros: what a double holds exactly. Or below 0. */
function parseLong(text: string): number {
  let start = 0;
  while (text.charAt(start) === '0') start++;
  if (text.length - start > 15) return -1;
  // In two halves, each guarded as in parseDigits.
  const size = text.length - 9;
  const first = size > 9 ? text.substr(size - 9, 9) : text.substr(0, size);
  const high = parseInt('1' + first, 10) - TENS[first.length];
  const low = parseInt('1' + text.substr(size), 10) - TENS[9];
  return high < 0 || low < 0 ? -1 : high * 1e9 + low;
}

/** `digits` by `count` powers of ten, positive or negative: what is cut off is rounded. */
function scaled(digits: string, count: number): number | undefined {
  let kept = digits;
  let up = 0;
  if (count < 0) {
    const end = digits.length + count;
    if (parseDigits(digits.substr(end)) === undefined) return undefined;
    kept = digits.substr(0, end);
    up = digits.charAt(end) < '5' ? 0 : 1;
  }
  const size = kept.length;
  // As in parseDigits, one call less deep.
  const value = size < 10 ? parseInt('1' + kept, 10) - TENS[size] : parseLong(kept);
  if (value < 0 || !size) return undefined;
  const milli = count > 0 ? value * TENS[count] : value + up;
  return milli < 1e15 ? milli : undefined;
}

/**
 * Thousandths of `unit`: "12.3456" kWh gives 12346, rounded where more decimals are printed. A
 * missing unit is taken as the kilo unit, and only beside a point.
 */
export function parseMilli(field: string, unit: string): number | undefined {
  const star = field.indexOf('*');
  let digits = field;
  let printed = '';
  if (star >= 0) {
    digits = field.substr(0, star);
    printed = field.substr(star + 1).toLowerCase();
  } else if (field.indexOf('.') >= 0) printed = 'K';
  const shift = SHIFTS[unit + '<' + printed];
  if (shift === undefined) return undefined;
  const isNegative = digits.charAt(0) === '-';
  if (isNegative) digits = digits.substr(1);
  const point = digits.indexOf('.');
  let decimals = 0;
  if (point >= 0) {
    decimals = digits.length - point - 1;
    if (!point || !decimals) return undefined;
    digits = digits.replace('.', '');
  }
  const milli = scaled(digits, shift - decimals);
  // Not -milli: "-000*A" is 0, not a negative zero.
  return isNegative && milli !== undefined ? 0 - milli : milli;
}

/** 6695 gives "6.695", 233100 "233.1", -63000 "-63": exact, with no float and no trailing zero. */
export function milliText(milli: number): string {
  const size = milli < 0 ? -milli : milli;
  const rest = size % 1000;
  // As integer, where it is one to Espruino: it prints these much faster than the result of "/".
  const units = size < 2e9 ? ((size - rest) / 1000) | 0 : (size - rest) / 1000;
  const whole = (milli < 0 ? '-' : '') + units;
  if (rest === 0) return whole;
  if (rest % 100 === 0) return whole + '.' + rest / 100;
  if (rest % 10 === 0) return whole + '.' + ('' + (100 + rest / 10)).substr(1);
  return whole + '.' + ('' + (1000 + rest)).substr(1);
}
