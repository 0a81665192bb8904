/**
 * What a KMP answer says of its registers. In: the bytes between 3F 10 and the CRC.
 * Out: readings. Unit codes are those of all KMP meters, register names those of a Multical 402
 * or 403; `m3` is spelt as in a P1 telegram.
 *
 *   0..1 register | 2 unit | 3 size of the mantissa | 4 sign | 5.. mantissa, big-endian
 *
 * value = mantissa x 10^e; sign: bit 7 minus, bit 6 e is negative, bits 5..0 the size of e.
 */
import { REGISTERS } from './registers.ts';

const UNIT = 2;
const SIZE = 3;
const SIGN = 4;
const MANTISSA = 5;
const MAX_MANTISSA = 8;
export const MAX_BLOCK = MANTISSA + MAX_MANTISSA;

export interface Reading {
  register: number;
  name?: string;
  /** Exact decimal text with the meter's own number of places; absent: a mantissa of no bytes. */
  value?: string;
  /** ISO 8601, only where the unit is a date and the value is one. */
  date?: string;
  unitCode: number;
  /** '' is a number without unit, undefined a unit code that is not known. */
  unit?: string;
  mantissa: Uint8Array;
}

/** Code to unit. An empty text is a number without unit; a code not listed is unknown. */
const UNITS: Record<number, string> = {
  0: '',
  1: 'Wh',
  2: 'kWh',
  3: 'MWh',
  4: 'GWh',
  5: 'J',
  6: 'kJ',
  7: 'MJ',
  8: 'GJ',
  9: 'cal',
  10: 'kcal',
  11: 'Mcal',
  12: 'Gcal',
  13: 'varh',
  14: 'kvarh',
  15: 'Mvarh',
  16: 'Gvarh',
  17: 'VAh',
  18: 'kVAh',
  19: 'MVAh',
  20: 'GVAh',
  // Some readers print kW for 21 and kvar for 25: a slip, every group of four starts plain.
  21: 'W',
  22: 'kW',
  23: 'MW',
  24: 'GW',
  25: 'var',
  26: 'kvar',
  27: 'Mvar',
  28: 'Gvar',
  29: 'VA',
  30: 'kVA',
  31: 'MVA',
  32: 'GVA',
  33: 'V',
  34: 'A',
  35: 'kV',
  36: 'kA',
  37: '°C',
  38: 'K',
  39: 'l',
  40: 'm3',
  41: 'l/h',
  42: 'm3/h',
  43: 'm3·°C',
  44: 't',
  45: 't/h',
  46: 'h',
  47: 'hh:mm:ss',
  48: 'yy:mm:dd',
  49: 'yyyy:mm:dd',
  50: 'mm:dd',
  51: '',
  52: 'bar',
  53: 'RTC',
  54: 'ASCII',
  55: 'm3 x 10',
  56: 't x 10',
  57: 'GJ x 10',
  58: 'min',
  59: 'bitfield',
  60: 's',
  61: 'ms',
  62: 'days',
  63: 'RTC-Q',
  64: 'datetime',
};

/** The decimal digits of the number are the date; its leading zeros are lost on the wire. */
const DATES: Record<number, { shape: RegExp; digits: number; before: string }> = {
  48: { shape: /^\d{3,6}$/, digits: 6, before: '20' },
  49: { shape: /^\d{8}$/, digits: 8, before: '' },
  // A day of every year, as ISO 8601:2000 writes it: --12-31.
  50: { shape: /^\d{3,4}$/, digits: 4, before: '-' },
};

// Stands in for the missing year of a day of every year, so that 29 February is one of them.
const LEAP_YEAR = 2000;

function isDay(year: number, month: number, day: number): boolean {
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return month >= 1 && month <= 12 && day >= 1 && day <= lastDay;
}

/** "220901" in unit 48 gives "2022-09-01". undefined: the unit is no date, or no such day. */
function readDate(value: string, unitCode: number): string | undefined {
  const layout = DATES[unitCode];
  if (layout === undefined || !layout.shape.test(value)) return undefined;
  const digits = value.padStart(layout.digits, '0');
  const year = layout.before + digits.slice(0, -4);
  const month = digits.slice(-4, -2);
  const day = digits.slice(-2);
  const isReal = isDay(parseInt(year, 10) || LEAP_YEAR, parseInt(month, 10), parseInt(day, 10));
  return isReal ? `${year}-${month}-${day}` : undefined;
}

function decimalText(mantissa: Uint8Array, sign: number): string | undefined {
  if (mantissa.length === 0) return undefined;
  // Eight bytes do not fit a number exactly.
  const whole = mantissa.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const minus = sign & 0x80 && whole > 0n ? '-' : '';
  const places = sign & 0x3f;
  if (!(sign & 0x40)) return `${minus}${whole * 10n ** BigInt(places)}`;
  const digits = String(whole).padStart(places + 1, '0');
  const point = digits.length - places;
  return minus + digits.slice(0, point) + (places > 0 ? '.' : '') + digits.slice(point);
}

function readBlock(block: Uint8Array): Reading {
  const register = (block[0] << 8) | block[1];
  const unitCode = block[UNIT];
  // A copy: the reader uses its bytes again for the next answer.
  const mantissa = block.slice(MANTISSA);
  const value = decimalText(mantissa, block[SIGN]);
  const date = value === undefined ? undefined : readDate(value, unitCode);
  const unit = UNITS[unitCode];
  return { register, name: REGISTERS[register]?.label, value, date, unitCode, unit, mantissa };
}

/** The readings in the meter's order; undefined: a length does not fit. */
export function readBlocks(blocks: Uint8Array): Reading[] | undefined {
  const readings: Reading[] = [];
  for (let at = 0; at < blocks.length;) {
    if (blocks.length - at < MANTISSA) return undefined;
    const size = blocks[at + SIZE];
    const end = at + MANTISSA + size;
    if (size > MAX_MANTISSA || end > blocks.length) return undefined;
    readings.push(readBlock(blocks.subarray(at, end)));
    at = end;
  }
  return readings;
}
