/**
 * Text of one telegram, in slices -> its lines, once its checksum is right.
 *
 * In: slices of bytes (aligned words, and the same as a byte string). Out: the lines between header
 * and "!", or the fault that makes the telegram worthless (DSMR P1 5.0.2 §6.2). "/" and "!" count
 * only at the beginning of a line; what follows the checksum is ignored.
 */
import { findText, hexDigit } from '../bytes.ts';
import type { Fault } from '../fault.ts';
import { crc16, newCrcTables } from './crc16.ts';

export interface TelegramReader {
  readonly tables: Uint16Array[];
  /** The header line, without its "/", and the lines behind it: once the telegram was found good. */
  header: string;
  lines: string[];
  crc: number;
  /** What ends a line of this telegram. */
  separator: string;
  /** The beginning of a line that has not ended yet. */
  rest: string;
  /** What stands behind "!", once that was seen. */
  given: string | undefined;
}

export function newTelegramReader(): TelegramReader {
  return {
    tables: newCrcTables(),
    header: '',
    lines: [],
    crc: 0,
    separator: '',
    rest: '',
    given: undefined,
  };
}

export function beginTelegram(r: TelegramReader): void {
  r.header = '';
  r.lines = [];
  r.crc = 0;
  r.separator = '';
  r.rest = '';
  r.given = undefined;
}

/** Where "!" begins a line of `text`; -1 when it does not, or the line may begin in the next slice. */
function findEnd(r: TelegramReader, text: string): number {
  if (r.rest === '' && r.separator !== '' && text.charAt(0) === '!') return 0;
  const at = findText(text, '\n!', 0);
  return at < 0 ? -1 : at + 1;
}

/** What ends the first line of `text` ends them all; empty while no line has ended. */
function separatorOf(text: string): string {
  const end = text.indexOf('\n');
  if (end < 0) return '';
  return text.charAt(end - 1) === '\r' ? '\r\n' : '\n';
}

/** Cuts slice by slice: Espruino takes far longer for one long text. Blank lines are left in. */
function cutLines(r: TelegramReader, slice: string): void {
  const text = r.rest + slice;
  if (r.separator === '') r.separator = separatorOf(text);
  if (r.separator === '') {
    r.rest = text;
    return;
  }
  const lines = text.split(r.separator);
  r.rest = lines.pop() as string;
  r.lines = r.lines.concat(lines);
}

/** Takes the next slice. False when it cannot be a telegram. */
export function readSlice(r: TelegramReader, words: Int32Array, text: string): boolean {
  if (r.given !== undefined) {
    r.given += text;
    return true;
  }
  // "/" alone is no header: the line after it would be taken for one.
  const isFirst = r.separator === '' && r.rest === '';
  if (isFirst && (text.charAt(0) !== '/' || text.charAt(1) < '!')) return false;
  const end = findEnd(r, text);
  const count = end < 0 ? text.length : end + 1;
  r.crc = crc16(r.tables, r.crc, words, count);
  cutLines(r, end < 0 ? text : text.substr(0, end));
  if (end >= 0) r.given = text.substr(count);
  return true;
}

/** DSMR 4 and later say so in the version line, and must carry a checksum. */
function saysVersion(lines: string[]): boolean {
  for (let i = 0; i < lines.length; i++) {
    const code = lines[i].substr(0, 10);
    if (code === '1-3:0.2.8(' || code === '0-0:96.1.4') return true;
  }
  return false;
}

/** The text behind "!" up to the end of its line. */
function checksumText(given: string): string {
  const end = given.indexOf('\n');
  const slash = given.indexOf('/');
  if (slash >= 0 && (end < 0 || slash < end)) return given.substr(0, slash);
  return end < 0 ? given : given.substr(0, end);
}

/**
 * After the last slice: the fault of the telegram, or undefined when it is good; then header and
 * lines are there.
 */
export function telegramFault(r: TelegramReader): Fault | undefined {
  if (r.given === undefined) return 'no-end';
  r.header = (r.lines.shift() as string).trim().substr(1);
  if (r.lines[0] === '') r.lines.shift();
  let text = checksumText(r.given);
  if (text.charAt(text.length - 1) === '\r') text = text.substr(0, text.length - 1);
  if (text === '') return saysVersion(r.lines) ? 'crc-missing' : undefined;
  if (text.length > 4) return 'crc-field';
  let value = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = hexDigit(text, i);
    if (digit === undefined) return 'crc-field';
    value = (value << 4) | digit;
  }
  return value === r.crc ? undefined : 'crc';
}
