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

function parseLong(text: string): number | undefined {
  let length = text.length;
  let start = 0;
  while (start < length - 1 && text.charAt(start) === '0') start++;
  length -= start;
  if (length < 10) return parseDigits(text.substr(start));
  if (length > 15) return undefined;
  const high = parseDigits(text.substr(start, length - 9));
  const low = parseDigits(text.substr(text.length - 9));
  return high === undefined || low === undefined ? undefined : high * 1e9 + low;
}

/** Up to 15 digits, leading zeros not counted: the whole numbers that a double holds exactly. */
function parseWhole(digits: string): number | undefined {
  return digits.length < 10 ? parseDigits(digits) : parseLong(digits);
}

/** `digits` with the last `count` of them rounded away. */
function parseRounded(digits: string, count: number): number | undefined {
  const kept = parseWhole(digits.substr(0, digits.length - count));
  const cut = digits.substr(digits.length - count);
  if (kept === undefined || parseWhole(cut) === undefined) return undefined;
  return kept + (cut.charAt(0) < '5' ? 0 : 1);
}

/** "12.3456" shifted by 3 gives 12346: rounded where more decimals are printed. */
function parseShifted(text: string, shift: number): number | undefined {
  const point = text.indexOf('.');
  let decimals = 0;
  let digits = text;
  if (point >= 0) {
    decimals = text.length - point - 1;
    if (!point || !decimals) return undefined;
    digits = text.replace('.', '');
  }
  if (decimals > shift) return parseRounded(digits, decimals - shift);
  const value = parseWhole(digits);
  if (value === undefined || decimals === shift) return value;
  const milli = value * TENS[shift - decimals];
  return milli < 1e15 ? milli : undefined;
}

/** Thousandths of `unit`. A missing unit is taken as the kilo unit, and only beside a point. */
export function parseMilli(field: string, unit: string): number | undefined {
  const star = field.indexOf('*');
  let number = field;
  let printed = '';
  if (star >= 0) {
    number = field.substr(0, star);
    printed = field.substr(star + 1).toLowerCase();
  } else if (field.indexOf('.') >= 0) printed = 'K';
  const shift = SHIFTS[unit + '<' + printed];
  if (shift === undefined) return undefined;
  if (number.charAt(0) !== '-') return parseShifted(number, shift);
  const size = parseShifted(number.substr(1), shift);
  // Not -size: "-000*A" is 0, not a negative zero.
  return size === undefined ? undefined : 0 - size;
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
