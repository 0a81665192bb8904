/**
 * Decimal texts times a factor, exactly: what a meter counts in thousandths is beyond 2^31 in base
 * units, and no float may touch it. In: "12.345". Out: a whole number as text.
 */
import { findText } from '../../bytes.ts';
import type { LineReading } from './lines.ts';

/** Units of readings and of metrics; what has none here has its whole name in the table. */
const UNITS = `
kWh joules_total
GJ joules_total
kvarh var_seconds_total
m3 cubic_meters_total
W watts
V volts
A amperes
VA voltamperes
var vars
Hz hertz
`;

/** Digits that are multiplied at once: with a factor up to 2,000 the product stays below 2^31. */
const CHUNK = 6;
const CHUNKS = 1000000;

function withoutZeros(digits: string): string {
  let from = 0;
  while (from < digits.length - 1 && digits.charAt(from) === '0') from++;
  return digits.substr(from);
}

/** Thousandths of `value`, which has at most three decimals, times `factor`, with `zeros` behind. */
export function multiplyMilli(value: string, factor: number, zeros: string): string {
  const sign = value.charAt(0) === '-' ? '-' : '';
  const parts = value.substr(sign.length).split('.');
  const digits = parts[0] + ((parts[1] || '') + '000').substr(0, 3);
  let carry = 0;
  let product = '';
  for (let end = digits.length; end > 0; end -= CHUNK) {
    const piece = parseInt(digits.substring(Math.max(0, end - CHUNK), end), 10);
    const size = piece * factor + carry;
    const low = size % CHUNKS;
    carry = ((size - low) / CHUNKS) | 0;
    product = ('' + (CHUNKS + low)).substr(1) + product;
  }
  product = withoutZeros(carry + product);
  return product === '0' ? '0' : sign + product + zeros;
}

/** In base units: joules, var seconds; the rest is in them already. */
export function baseValue(reading: LineReading): string {
  const unit = reading.unit;
  if (unit === 'kWh' || unit === 'kvarh') return multiplyMilli(reading.value, 36, '00');
  return unit === 'GJ' ? multiplyMilli(reading.value, 1, '000000') : reading.value;
}

/** "_watts"; empty where the unit is none. */
export function unitSuffix(unit: string): string {
  const start = '\n' + unit + ' ';
  const at = findText(UNITS, start, 0);
  if (at < 0) return '';
  return '_' + UNITS.substring(at + start.length, UNITS.indexOf('\n', at + 1));
}
