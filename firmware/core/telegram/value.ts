/**
 * The text of one value -> an exact integer in thousandths of the unit that is published.
 *
 * In: what stands in the parentheses, "000006.695*kWh", and the unit that the register has.
 * Out: thousandths of that unit (6695), or undefined: empty, malformed, another unit.
 * Never through Number or parseFloat: on Espruino they read the zero-padded "00100" as octal, and
 * never through a float at all.
 */

/** Which decimals of a printed unit reach thousandths of the published one: 'published<printed'. */
const SHIFTS: { [units: string]: number | undefined } = {
  'kWh<kwh': 3, 'kWh<wh': 0, 'kWh<mwh': 6, 'kWh<.': 3,
  'kvarh<kvarh': 3, 'kvarh<varh': 0, 'kvarh<.': 3,
  'W<kw': 6, 'W<w': 3, 'W<.': 6,
  'var<kvar': 6, 'var<var': 3, 'var<.': 6,
  'VA<kva': 6, 'VA<va': 3, 'VA<.': 6,
  'V<v': 3, 'A<a': 3, 'Hz<hz': 3, 'm3<m3': 3, 'm3<.': 3,
  'GJ<gj': 3, 'GJ<.': 3, 's<s': 3,
  '-<': 3, '-<.': 3,
}; // prettier-ignore

/** Up to 9 decimal digits; undefined when there are none, more, or other characters. */
export function parseDigits(text: string): number | undefined {
  // A "1" in front keeps leading zeros, so that printing it again tells whether all were digits.
  const guarded = '1' + text;
  if (text === '' || guarded.length > 10) return undefined;
  if (guarded !== '' + parseInt(guarded, 10)) return undefined;
  return parseInt(text, 10);
}

/** Up to 15 digits after leading zeros: the whole numbers that a double holds exactly. */
function parseWhole(text: string): number | undefined {
  let length = text.length;
  if (length < 10) return parseDigits(text);
  let start = 0;
  while (start < length - 1 && text.charAt(start) === '0') start++;
  length -= start;
  if (length < 10) return parseDigits(text.substr(start));
  if (length > 15) return undefined;
  const high = parseDigits(text.substr(start, length - 9));
  const low = parseDigits(text.substr(text.length - 9));
  return high === undefined || low === undefined ? undefined : high * 1e9 + low;
}

/** "12.3456" shifted by 3 gives 12346: rounded where more decimals are printed. */
function parseShifted(text: string, shift: number): number | undefined {
  const point = text.indexOf('.');
  if (point < 0) return text === '' ? undefined : parseWhole(text + '000000'.substr(0, shift));
  const decimals = text.substr(point + 1);
  const whole = text.substr(0, point);
  if (decimals.length <= shift) {
    if (whole === '' || decimals === '') return undefined;
    return parseWhole(whole + (decimals + '000000').substr(0, shift));
  }
  const kept = parseWhole(whole + decimals.substr(0, shift));
  const rest = parseWhole('1' + decimals.substr(shift));
  if (whole === '' || kept === undefined || rest === undefined) return undefined;
  return kept + (decimals.charAt(shift) >= '5' ? 1 : 0);
}

/** Thousandths of `unit`. A missing unit is taken as the kilo unit, and only beside a point. */
export function parseMilli(field: string, unit: string): number | undefined {
  const star = field.indexOf('*');
  let number = field;
  let printed = '';
  if (star >= 0) {
    number = field.substr(0, star);
    printed = field.substr(star + 1).toLowerCase();
  } else if (field.indexOf('.') >= 0) printed = '.';
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
  const whole = (milli < 0 ? '-' : '') + (size - rest) / 1000;
  if (rest === 0) return whole;
  if (rest % 100 === 0) return whole + '.' + rest / 100;
  if (rest % 10 === 0) return whole + '.' + ('' + (100 + rest / 10)).substr(1);
  return whole + '.' + ('' + (1000 + rest)).substr(1);
}
