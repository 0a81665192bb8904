/**
 * Text of one telegram, in slices -> its lines, once its checksum is right.
 *
 * In: slices of bytes (aligned words, and the same as a byte string). Out: the lines between header
 * and "!", or the fault that makes the telegram worthless (DSMR P1 5.0.2 §6.2). "/" and "!" count
 * only at the beginning of a line; what follows the checksum is ignored.
 */
import { hexDigit } from '../bytes.ts';
import type { Fault } from '../fault.ts';
import { crc16, newCrcTables } from './crc16.ts';

export interface TelegramReader {
  readonly tables: Uint16Array[];
  /** The header line, without its "/". */
  header: string;
  lines: string[];
  crc: number;
  /** The beginning of a line that has not ended yet. */
  rest: string;
  /** What stands behind "!", once that was seen. */
  given: string | undefined;
}

export function newTelegramReader(): TelegramReader {
  return { tables: newCrcTables(), header: '', lines: [], crc: 0, rest: '', given: undefined };
}

export function beginTelegram(r: TelegramReader): void {
  r.header = '';
  r.lines = [];
  r.crc = 0;
  r.rest = '';
  r.given = undefined;
}

function takeLine(r: TelegramReader, line: string): void {
  line = line.trim();
  if (r.header === '') r.header = line.substr(1);
  else if (line !== '') r.lines.push(line);
}

/** Cuts `text` into lines. Returns how many of its characters the checksum covers. */
function cutLines(r: TelegramReader, text: string): number {
  const length = text.length;
  let at = 0;
  while (at < length) {
    if (r.rest === '' && text.charAt(at) === '!') {
      r.given = text.substr(at + 1);
      return at + 1;
    }
    const end = text.indexOf('\n', at);
    if (end < 0) {
      r.rest += text.substr(at);
      return length;
    }
    takeLine(r, r.rest + text.substring(at, end));
    r.rest = '';
    at = end + 1;
  }
  return length;
}

/** Takes the next slice. False when it cannot be a telegram. */
export function readSlice(r: TelegramReader, words: Int32Array, text: string): boolean {
  if (r.given !== undefined) {
    r.given += text;
    return true;
  }
  if (r.header === '' && r.rest === '' && text.charAt(0) !== '/') return false;
  r.crc = crc16(r.tables, r.crc, words, cutLines(r, text));
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

/** After the last slice: the fault of the telegram, or undefined when it is good. */
export function telegramFault(r: TelegramReader): Fault | undefined {
  if (r.given === undefined) return 'no-end';
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
