/**
 * Each line of the telegram under its OBIS code, as go-smarty-reader publishes it:
 * <root><device>/<code> "value unit", such as nexxtlab/dev/smarty/go/cellar/1-0:1.8.0 "123.456 kWh".
 *
 * Of several values the last one counts: in front of it stands the time it was captured. A number
 * loses its leading zeros; an empty value is not told. A unit that the meter does not print is not
 * made up.
 */
import { parseLine } from '../telegram/line.ts';
import { findRegister, isObisCode, withoutGroupF } from '../telegram/obis.ts';
import type { Shape } from './shape.ts';

export interface ObisOptions {
  device: string;
  /** With or without a slash at its end. */
  root: string;
  qos: 0 | 1;
  retain: boolean;
  /** A value that is the same as before is not told again, except after each connection. */
  isOnlyChanged: boolean;
}

/** Places in the memory of values: below CHANNELS by row of the register table, then 16 by channel. */
const PLACES = 256;
const CHANNELS = 192;
/** No number is printed with so many characters; a time is. */
const TEXT = 13;
/** As many characters as one number holds exactly. */
const PIECE = 10;
/** The largest prime below 2^32. */
const MODULUS = 4294967291;

/** 1 to 4 where the meters on the M-Bus share the rows of the table; 0 elsewhere. */
function channelOf(code: string): number {
  const n = code.charAt(2);
  // Relays are printed by channel and are none.
  const isOwn = code.substr(0, 2) !== '0-' || code.substr(4, 4) === '96.3';
  return isOwn || n < '1' || n > '4' ? 0 : parseInt(n, 10);
}

/** A number from 1 on that is another one when the value is: exact up to 10 characters. */
function markOf(value: string): number {
  const text = value.replace('.', 'p').replace('-', 'n');
  let mark = 0;
  for (let at = 0; at < text.length; at += PIECE) {
    mark = (mark * 31 + (parseInt(text.substr(at, PIECE), 36) || 0)) % MODULUS;
  }
  return mark + 1;
}

function withoutZeros(value: string): string {
  const least = value.length < TEXT ? value.length - 1 : 0;
  let start = 0;
  while (start < least && value.charAt(start) === '0' && value.charAt(start + 1) !== '.') start++;
  const text = value.substr(start);
  return text.charAt(0) === '.' ? '0' + text : text;
}

export function newObisShape(o: ObisOptions): Shape {
  const slash = o.root === '' || o.root.charAt(o.root.length - 1) === '/' ? '' : '/';
  const base = o.root + slash + o.device + '/';
  let marks = new Uint32Array(o.isOnlyChanged ? PLACES : 0);
  // Meters keep to the order of the table.
  let hint = 0;
  return {
    tellPrinted: function (text) {
      const line = parseLine(text);
      if (!line) return undefined;
      line.code = withoutGroupF(line.code.trim());
      const fields = line.groups[line.groups.length - 1].split('*');
      const n = channelOf(line.code);
      const register = findRegister(n ? '0-n' + line.code.substr(3) : line.code, hint);
      // A topic must not be made of noise.
      if (!fields[0] || (!register && !isObisCode(line.code))) return undefined;
      if (o.isOnlyChanged && register) {
        hint = register.row;
        const place = n ? CHANNELS + 16 * (n - 1) + ((hint >> 4) & 15) : hint >> 4;
        const mark = markOf(fields[0]);
        if (marks[place] === mark) return undefined;
        marks[place] = mark;
      }
      const value = withoutZeros(fields[0]);
      const payload = fields.length > 1 ? value + ' ' + fields[1] : value;
      return { topic: base + line.code, payload: payload, qos: o.qos, retain: o.retain };
    },
    announce: function () {
      marks = new Uint32Array(marks.length);
      return undefined;
    },
  };
}
