/**
 * A flat JSON object (RFC 8259), settings most often -> name and value of each.
 *
 * In: a byte string from outside. Out: texts as byte strings of UTF-8, whole numbers, true, false,
 * null; NaN for a number that is not whole, Infinity for one that no setting can hold; undefined for
 * all that is no flat object of such values with plain names. Not the host's JSON.parse: Espruino's
 * takes what is no JSON, lets a body set prototypes, and makes one byte of "\u20ac".
 */
import { consistsOf, DIGITS, wholeNumber } from './characters.ts';

export interface Given {
  [name: string]: unknown;
}

interface Cursor {
  text: string;
  at: number;
}

const BLANKS = ' \t\r\n';
const NAME = 'abcdefghijklmnopqrstuvwxyz_';
const NAME_MOST = 32;
const WORDS = ['true', 'false', 'null'];
const MEANT = [true, false, null];
const NUMBER = '+-.eE' + DIGITS;
const ESCAPES = '"\\/bfnrt';
const ESCAPED = '"\\/\b\f\n\r\t';

function skipBlanks(c: Cursor): string {
  while (c.at < c.text.length && BLANKS.indexOf(c.text.charAt(c.at)) >= 0) c.at++;
  return c.text.charAt(c.at);
}

/** The bytes of one character (RFC 3629 §3). */
function utf8(code: number): string {
  const last = 0x80 | (code & 63);
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), last);
  const middle = 0x80 | ((code >> 6) & 63);
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), middle, last);
  return String.fromCharCode(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), middle, last);
}

/** The four hex digits of a "\\u" at a place; below 0 when they are not there. */
function codeAt(text: string, at: number): number {
  // The "1" in front: parseInt stops at what is no digit, and then too small a number shows it.
  return text.substr(at, 2) === '\\u' ? parseInt('1' + text.substr(at + 2, 4), 16) - 0x10000 : -1;
}

/** The character that stands behind a backslash; undefined when it is no escape. */
function readEscape(c: Cursor): number | undefined {
  const code = codeAt(c.text, c.at);
  if (code < 0) {
    const simple = ESCAPES.indexOf(c.text.charAt(c.at + 1));
    c.at += 2;
    return simple < 0 || c.at > c.text.length ? undefined : ESCAPED.charCodeAt(simple);
  }
  c.at += 6;
  if (code < 0xd800 || code > 0xdfff) return code;
  // A pair of surrogates is one character; half a pair is none (RFC 8259 §7).
  const second = codeAt(c.text, c.at);
  if (code > 0xdbff || second < 0xdc00 || second > 0xdfff) return undefined;
  c.at += 6;
  return 0x10000 + ((code & 0x3ff) << 10) + (second & 0x3ff);
}

function readString(c: Cursor): string | undefined {
  let value = '';
  c.at++;
  for (;;) {
    const quote = c.text.indexOf('"', c.at);
    if (quote < 0) return undefined;
    const slash = c.text.substr(c.at, quote - c.at).indexOf('\\');
    const end = slash < 0 ? quote : c.at + slash;
    value += c.text.substr(c.at, end - c.at);
    c.at = end;
    if (slash < 0) break;
    const escaped = readEscape(c);
    if (escaped === undefined) return undefined;
    value += utf8(escaped);
  }
  c.at++;
  return value;
}

/** A value that is no text; undefined when it is none of ours. */
function readWord(c: Cursor): unknown {
  const start = c.at;
  for (let i = 0; i < WORDS.length; i++) {
    if (c.text.substr(start, WORDS[i].length) === WORDS[i]) {
      c.at += WORDS[i].length;
      return MEANT[i];
    }
  }
  while (c.at < c.text.length && NUMBER.indexOf(c.text.charAt(c.at)) >= 0) c.at++;
  return c.at === start ? undefined : wholeNumber(c.text.substr(start, c.at - start));
}

/** One name and its value into the record; false when that is not what stands there. */
function readPair(c: Cursor, given: Given): boolean {
  const name = skipBlanks(c) === '"' ? readString(c) : undefined;
  if (!name || name.length > NAME_MOST || !consistsOf(name, NAME)) return false;
  // No name of ours, and "__proto__" is none to store under.
  if (name.charAt(0) === '_' || skipBlanks(c) !== ':') return false;
  c.at++;
  const value = skipBlanks(c) === '"' ? readString(c) : readWord(c);
  if (value === undefined) return false;
  given[name] = value;
  return true;
}

/** Names and values of a body; undefined when it is not JSON of the form above. */
export function parseObject(body: string): Given | undefined {
  const c: Cursor = { text: body, at: 0 };
  const given: Given = {};
  if (skipBlanks(c) !== '{') return undefined;
  c.at++;
  let mark = skipBlanks(c);
  while (mark !== '}') {
    if (!readPair(c, given)) return undefined;
    mark = skipBlanks(c);
    if (mark !== ',' && mark !== '}') return undefined;
    if (mark === ',') c.at++;
  }
  c.at++;
  skipBlanks(c);
  return c.at === body.length ? given : undefined;
}
