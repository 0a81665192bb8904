/**
 * A snapshot -> one JSON object (RFC 8259), in steps.
 *
 * Numbers are written from integers, never through a float; absent values are left out. The host's
 * JSON.stringify is asked only whether a text needs escapes: Espruino's garbles bytes above 7F and
 * prints floats with garbage digits.
 */
import type { Snapshot } from '../meter/snapshot.ts';
import type { Reading } from '../telegram/reading.ts';
import { milliText } from '../telegram/value.ts';

/** How many continuation bytes follow a UTF-8 lead byte; undefined when it is none. */
function continuationBytes(lead: number): number | undefined {
  if (lead < 0x80) return 0;
  if (lead >= 0xc2 && lead < 0xe0) return 1;
  if (lead >= 0xe0 && lead < 0xf0) return 2;
  return lead >= 0xf0 && lead < 0xf5 ? 3 : undefined;
}

function isUtf8(text: string): boolean {
  let expected = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    if (expected) {
      if (byte >> 6 !== 2) return false;
      expected--;
    } else {
      const more = continuationBytes(byte);
      if (more === undefined) return false;
      expected = more;
    }
  }
  return expected === 0;
}

function escapeChar(char: string, keepsHigh: boolean): string {
  const byte = char.charCodeAt(0);
  if (char === '"' || char === '\\') return '\\' + char;
  if (byte > 31 && (byte < 127 || (byte > 127 && keepsHigh))) return char;
  return '\\u00' + (256 + byte).toString(16).substr(1);
}

/** Espruino escapes bytes above 7F, Node leaves them as they are: there they want a closer look. */
const ESCAPES_HIGH = JSON.stringify('\xe9').length > 3;

/** A byte string as JSON string. Bytes that are no UTF-8 are taken as Latin-1. */
export function jsonString(text: string): string {
  const quoted = '"' + text + '"';
  if (JSON.stringify(text) === quoted && (ESCAPES_HIGH || isUtf8(text))) return quoted;
  const keepsHigh = isUtf8(text);
  let escaped = '';
  for (let i = 0; i < text.length; i++) escaped += escapeChar(text.charAt(i), keepsHigh);
  return '"' + escaped + '"';
}

/** The value of a reading, as JSON. */
export function jsonValue(reading: Reading): string {
  if (reading.milli !== undefined) return milliText(reading.milli);
  if (reading.unit === 'json') return reading.text as string;
  return jsonString(reading.text as string);
}

export interface JsonBuild {
  snapshot: Snapshot;
  text: string;
  at: number;
  /** What stands before the next pair. */
  separator: string;
}

/** Readings that one step writes. */
const STEP = 10;

export function newJsonBuild(snapshot: Snapshot): JsonBuild {
  const s = snapshot;
  let text = '{';
  if (s.stamp) text += '"time":"' + s.stamp.iso + '",';
  if (s.stampText !== undefined) text += '"meter_time":' + jsonString(s.stampText) + ',';
  text += '"header":' + jsonString(s.header) + ',"encrypted":' + s.encrypted;
  text += ',"authenticated":' + s.authenticated;
  if (s.counter !== undefined) {
    text += ',"system_title":"' + s.title + '","frame_counter":' + s.counter;
  }
  return { snapshot: snapshot, text: text + ',"readings":{', at: 0, separator: '' };
}

function finish(b: JsonBuild): void {
  const other = b.snapshot.other;
  b.text += '},"other":{';
  for (let i = 0; i < other.length; i++) {
    b.text += (i ? ',' : '') + jsonString(other[i].code) + ':' + jsonString(other[i].text);
  }
  b.text += '}}';
}

/** Writes some more. True when the text is complete. */
export function jsonStep(b: JsonBuild): boolean {
  const readings = b.snapshot.readings;
  for (let i = 0; i < STEP; i++) {
    const reading = readings[b.at];
    if (!reading) {
      finish(b);
      return true;
    }
    b.text += b.separator + '"' + reading.name + '":' + jsonValue(reading);
    b.separator = ',';
    b.at++;
  }
  return false;
}
