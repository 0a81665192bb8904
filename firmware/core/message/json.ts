/**
 * A snapshot -> one JSON object (RFC 8259), reading by reading.
 *
 * Numbers are written from integers, never through a float; absent values are left out. The host's
 * JSON.stringify is asked only whether a text needs escapes: Espruino's garbles bytes above 7F and
 * prints floats with garbage digits.
 */
import type { Snapshot } from '../meter/snapshot.ts';
import type { Reading } from '../telegram/reading.ts';
import { milliText } from '../telegram/value.ts';

/**
 * True for well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629 §4).
 * In one function, since calls must not nest deep.
 */
export function isUtf8(text: string): boolean {
  let expected = 0;
  let least = 0x80;
  let most = 0xbf;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    if (expected) {
      if (byte < least || byte > most) return false;
      expected--;
      least = 0x80;
      most = 0xbf;
    } else if (byte > 0x7f) {
      if (byte < 0xc2 || byte > 0xf4) return false;
      expected = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
      if (byte === 0xe0) least = 0xa0;
      if (byte === 0xed) most = 0x9f;
      if (byte === 0xf0) least = 0x90;
      if (byte === 0xf4) most = 0x8f;
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

/** The readings of one telegram, as they are written one after the other. */
export interface JsonBuild {
  /** The object as far as it is written: it grows in place, the device has no room for two of it. */
  json: string;
  /** Between two pairs; none before the first. */
  comma: string;
  /** The same readings as lines of name, unit and value, for topics of their own and for the page. */
  lines: string;
}

export function newJsonBuild(): JsonBuild {
  return { json: '{"readings":{', comma: '', lines: '' };
}

/** Writes one more reading, which need not be kept for this any longer. */
export function writeReading(b: JsonBuild, reading: Reading): void {
  const name = reading.name;
  const milli = reading.milli;
  const text = reading.text as string;
  const plain = milli === undefined ? text : milliText(milli);
  const isQuoted = milli === undefined && reading.unit !== 'json';
  const value = isQuoted ? jsonString(text) : plain;
  b.json += b.comma + '"' + name + '":' + value;
  b.comma = ',';
  // An empty text has nothing to publish: MQTT takes an empty retained message as "forget the topic".
  if (plain !== '') b.lines += name + ' ' + reading.unit + ' ' + plain + '\n';
}

/** Writes readings that are lines already. */
export function writeLines(b: JsonBuild, lines: string): void {
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf('\n', at);
    const words = lines.substring(at, end).split(' ');
    const value = words[1] === 'text' ? jsonString(words[2]) : words[2];
    b.json += b.comma + '"' + words[0] + '":' + value;
    b.comma = ',';
    at = end + 1;
  }
  b.lines += lines;
}

function stampPairs(s: Snapshot): string {
  let text = '';
  if (s.stamp) text += ',"time":"' + s.stamp.iso + '"';
  if (s.stampText !== undefined) text += ',"meter_time":' + jsonString(s.stampText);
  return text;
}

function framePairs(s: Snapshot): string {
  let text = ',"header":' + jsonString(s.header) + ',"encrypted":' + s.encrypted;
  text += ',"authenticated":' + s.authenticated;
  if (s.counter === undefined) return text;
  return text + ',"system_title":"' + s.title + '","frame_counter":' + s.counter;
}

/** The whole object: the readings that were written, and what else the snapshot says. */
export function finishJson(b: JsonBuild, s: Snapshot): string {
  b.json += '},"other":{';
  for (let i = 0; i < s.other.length; i++) {
    const kept = s.other[i];
    b.json += (i ? ',' : '') + jsonString(kept.code) + ':' + jsonString(kept.text);
  }
  b.json += '}' + stampPairs(s);
  b.json += framePairs(s) + '}';
  return b.json;
}
