/**
 * Where each line of a telegram stands in its bytes, and what follows when only digits of it change.
 *
 * In: the lines of a good telegram, and what the core read in them. Out: a place for each line. Of most
 * lines the next telegram changes the digits of one number and nothing else: its place says which, and
 * what one unit of the last digit is worth. All else is for the core to read.
 */
import type { Parsing, Recall } from '../../firmware/core/telegram/parse.ts';
import { newParsing, parseStep } from '../../firmware/core/telegram/parse.ts';
import type { Reading } from '../../firmware/core/telegram/reading.ts';
import { parseMilli } from '../../firmware/core/telegram/value.ts';

/** Offsets are those of the text. */
export interface Place {
  /** The first byte of the line, the line end behind it, and the next line. */
  start: number;
  close: number;
  end: number;
  gives: 'number' | 'stamp' | 'checksum' | 'other';
  /** The value, whose digits may be others: no byte of other places may. */
  from: number;
  to: number;
  /** Of a number: which of the readings it is, and its thousandths in a unit of the last digit. */
  reading: number;
  factor: number;
}

/** As many digits as are a small integer, in all their values, to the core too. */
const MOST_DIGITS = 9;
const NUMBER = /^-?\d+(\.\d+)?$/;
const ZERO = 48;

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte < ZERO + 10;
}

/** The digits from `from` to `to` as one integer, whatever stands between them. */
export function wholeNumber(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = bytes[i] - ZERO;
    if (digit >= 0 && digit < 10) value = value * 10 + digit;
  }
  return value;
}

/** The span of the one value in the line, without its unit; undefined where there are more or none. */
function valueSpan(line: string): { from: number; to: number } | undefined {
  const open = line.indexOf('(');
  const last = line.length - 1;
  if (open < 1 || line[last] !== ')' || line.indexOf('(', open + 1) >= 0) return undefined;
  const star = line.indexOf('*', open);
  return { from: open + 1, to: star < 0 ? last : star };
}

/**
 * The core itself tells what the last digit is worth: it reads the same value with 1 there and 0 in front.
 * 0 where it would round.
 */
function factorOf(line: string, span: { from: number; to: number }, unit: string): number {
  const value = line.slice(span.from, span.to);
  if (!NUMBER.test(value) || value.replace(/\D/g, '').length > MOST_DIGITS) return 0;
  const one = `${value.slice(0, -1).replace(/\d/g, '0')}1`;
  return parseMilli(one + line.slice(span.to, -1), unit) ?? 0;
}

function becomeNumber(place: Place, line: string, readings: Reading[]): void {
  const { milli, unit } = readings[readings.length - 1];
  const span = milli === undefined ? undefined : valueSpan(line);
  const factor = span ? factorOf(line, span, unit) : 0;
  if (!span || !factor) return;
  const digits = Buffer.from(line, 'latin1');
  // Not -0 where all digits are 0.
  if (wholeNumber(digits, span.from, span.to) * factor + 0 !== milli) return;
  place.gives = 'number';
  place.from = place.start + span.from;
  place.to = place.start + span.to;
  place.reading = readings.length - 1;
  place.factor = factor;
}

function becomeStamp(place: Place, line: string, stampText: string): void {
  const span = valueSpan(line);
  if (!span || line.slice(span.from, span.to) !== stampText) return;
  place.gives = 'stamp';
  place.from = place.start + span.from;
  place.to = place.start + span.to;
}

function newPlace(start: number, close: number, end: number): Place {
  return { start, close, end, gives: 'other', from: end, to: end, reading: 0, factor: 0 };
}

/** All lines of a telegram, the header's first, each with `separator` behind it. */
export function placesOf(lines: string[], separator: string): Place[] {
  let start = 0;
  return lines.map((line) => {
    const close = start + line.length;
    const place = newPlace(start, close, close + separator.length);
    start = place.end;
    return place;
  });
}

/** What stands from "!" to the end of the text. */
export function checksumPlace(start: number, size: number): Place {
  return { ...newPlace(start, size, size), gives: 'checksum', from: start + 1 };
}

/** Reads the lines as the core does, and notes in their places what each gave. */
export function readPlaces(lines: string[], places: Place[], recall: Recall): Parsing {
  const said = newParsing([...lines], recall);
  let isDone = false;
  while (!isDone) {
    const { stampText } = said;
    const left = said.lines.length;
    const known = said.readings.length;
    isDone = parseStep(said, 1);
    // One line, that no other goes on with.
    if (said.lines.length !== left - 1) continue;
    const at = lines.length - left;
    const isClock = stampText === undefined && said.stampText !== undefined;
    if (isClock) becomeStamp(places[at], lines[at], said.stampText as string);
    else if (said.readings.length === known + 1) becomeNumber(places[at], lines[at], said.readings);
  }
  return said;
}
