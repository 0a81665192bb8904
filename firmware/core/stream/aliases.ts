/**
 * A telegram for readers that know Dutch meters only: with the registers they insist on.
 *
 * In: the exact text of a telegram whose checksum was right or that has none. Out: the same with lines
 * in front of its "!" and the checksum that belongs to it. Only lines that are missing, only from
 * values that the meter has sent:
 *
 *   1-0:1.8.1    as 1-0:1.8.0     DSMR-reader and Home Assistant ("5") read energy by tariff
 *   1-0:2.8.1    as 1-0:2.8.0
 *   0-0:96.1.1   as 0-0:42.0.0    Home Assistant ("5") accepts no meter without an identifier
 *   0-0:96.14.0  (0001)           the tariff in force; only where there is but one
 *
 * The text is not summed up again: CRC-16/ARC (DSMR P1 5.0.2 §6.2) is taken back by its last byte, the
 * "!", and goes on from there over the new lines. A step is one line.
 */
import { findText, hexDigit } from '../bytes.ts';

/** Code, blank, where its value comes from. */
const ROWS = `
1-0:1.8.1 1-0:1.8.0
1-0:2.8.1 1-0:2.8.0
0-0:96.1.1 0-0:42.0.0
0-0:96.14.0 (0001)
`;
/** The first row: where it was added, the meter counts in one tariff. */
const ONE_TARIFF = '1-0:1.8.1';

const POLYNOMIAL = 0xa001;
const BANG = 0x21;
const DIGITS = 4;

export interface Aliasing {
  /** The telegram; once it is done, with its new lines. */
  text: string;
  /** The table of one byte (telegram/crc16.ts). */
  table: Uint16Array;
  /** Where "!" stands; 0 where it stands nowhere. */
  bang: number;
  separator: string;
  /** How many digits its checksum has, and the sum before "!". */
  digits: number;
  crc: number;
  added: string;
  /** Where the next row begins. */
  row: number;
}

/** What the sum was before `byte`. */
function crcBefore(crc: number, byte: number): number {
  for (let bit = 0; bit < 8; bit++) {
    crc = crc & 0x8000 ? ((crc ^ POLYNOMIAL) << 1) | 1 : crc << 1;
  }
  return crc ^ byte;
}

function crcAfter(table: Uint16Array, crc: number, text: string): number {
  for (let i = 0; i < text.length; i++) {
    crc = (crc >> 8) ^ table[(crc ^ text.charCodeAt(i)) & 255];
  }
  return crc;
}

/** `tables`: those of telegram/crc16.ts, which the telegram reader has anyway. */
export function newAliasing(text: string, tables: Uint16Array[]): Aliasing {
  const bang = findText(text, '\n!', 0) + 1;
  const a = {
    text: text,
    table: tables[0],
    bang: bang,
    separator: text.charAt(bang - 2) === '\r' ? '\r\n' : '\n',
    digits: 0,
    crc: 0,
    added: '',
    row: 1,
  };
  for (; a.digits < DIGITS; a.digits++) {
    const digit = hexDigit(text, bang + 1 + a.digits);
    if (digit === undefined) break;
    a.crc = (a.crc << 4) | digit;
  }
  a.crc = crcBefore(a.crc, BANG);
  return a;
}

/** What stands in the parentheses behind `source`; empty where the telegram has no such line. */
function valueOf(a: Aliasing, source: string): string {
  if (source.charAt(0) === '(') return a.added.substr(0, 9) === ONE_TARIFF ? source : '';
  const at = findText(a.text, '\n' + source + '(', 0) + 1;
  const from = at + source.length;
  return at ? a.text.substring(from, a.text.indexOf('\n', from)).trim() : '';
}

function finish(a: Aliasing): void {
  const rest = a.bang + 1 + a.digits;
  const crc = 65536 + crcAfter(a.table, a.crc, '!');
  const printed = a.digits ? crc.toString(16).substr(1).toUpperCase() : '';
  a.text = a.text.substr(0, a.bang) + a.added + '!' + printed + a.text.substr(rest);
}

/** Goes on by one line. True at the end: then `text` is the telegram to hand out. */
export function aliasStep(a: Aliasing): boolean {
  if (!a.bang) return true;
  if (a.row >= ROWS.length) {
    if (a.added !== '') finish(a);
    return true;
  }
  const end = ROWS.indexOf('\n', a.row);
  const blank = ROWS.indexOf(' ', a.row);
  const code = ROWS.substring(a.row, blank);
  const isThere = findText(a.text, '\n' + code + '(', 0) >= 0;
  const value = isThere ? '' : valueOf(a, ROWS.substring(blank + 1, end));
  a.row = end + 1;
  if (value === '') return false;
  const line = code + value + a.separator;
  a.crc = crcAfter(a.table, a.crc, line);
  a.added += line;
  return false;
}
