/**
 * Lines of a telegram -> readings.
 *
 * In: the lines behind the header, in any order (Lux. P1 specification §3.2.6: order and number are
 * not fixed). Out: readings by the register table; what the table lacks is kept as printed; a bad
 * value costs that value and is counted, never the telegram. One call handles one line, so that
 * the device can do other things between them.
 */
import { decodeStep, newHexText } from './hex.ts';
import type { HexText } from './hex.ts';
import { joinLines, parseLine } from './line.ts';
import type { Line } from './line.ts';
import { channelReadings } from './mbus.ts';
import type { Channel } from './mbus.ts';
import { findRegister, isObisCode, nextRegister, withoutGroupF } from './obis.ts';
import type { Register } from './obis.ts';
import { numberReading, textReading } from './reading.ts';
import type { Reading } from './reading.ts';
import { parseStamp } from './stamp.ts';
import type { Stamp } from './stamp.ts';
import { milliText, parseMilli } from './value.ts';

export interface Parsing {
  lines: string[];
  at: number;
  /** Row of the register table where the last code was found. */
  hint: number;
  readings: Reading[];
  /** Codes that the table does not know, or values that do not fit it: as printed. */
  other: { code: string; text: string }[];
  /** The meter's clock: as printed, and understood. */
  stampText: string | undefined;
  stamp: Stamp | undefined;
  /** Lines that are no data line and values that cannot be read; codes that came twice. */
  unread: number;
  repeated: number;
  seen: { [code: string]: boolean | undefined };
  channels: { [n: string]: Channel | undefined };
  /** A long text that is still being decoded, and the reading that it belongs to. */
  hex: HexText | undefined;
}

export function newParsing(lines: string[]): Parsing {
  return {
    lines: lines,
    at: 0,
    hint: 0,
    readings: [],
    other: [],
    stampText: undefined,
    stamp: undefined,
    unread: 0,
    repeated: 0,
    seen: {},
    channels: {},
    hex: undefined,
  };
}

function keepOther(p: Parsing, line: Line): void {
  p.other.push({ code: line.code, text: line.groups.join(')(') });
}

/** A value that cannot be read: counted, and kept as printed unless there is nothing to keep. */
function refuseValue(p: Parsing, line: Line): void {
  p.unread++;
  if (line.groups.join('') !== '') keepOther(p, line);
}

function readNumber(p: Parsing, line: Line, register: Register): void {
  const field = line.groups[0];
  let row: Register | undefined = register;
  while (row) {
    const milli = parseMilli(field, row.unit);
    if (milli !== undefined) {
      p.readings.push(numberReading(line.code, row.name, row.unit, milli));
      return;
    }
    row = nextRegister(line.code, row);
  }
  refuseValue(p, line);
}

/** What each unit of the register table that is no unit of measure does with its line. */
const READERS: { [unit: string]: (p: Parsing, line: Line, register: Register) => void } = {
  text: function (p, line, register) {
    p.readings.push(textReading(line.code, register.name, line.groups[0]));
  },
  hex: function (p, line, register) {
    p.readings.push(textReading(line.code, register.name, ''));
    p.hex = newHexText(line.groups[0]);
  },
  stamp: function (p, line) {
    p.stampText = line.groups[0];
    p.stamp = parseStamp(p.stampText);
  },
  limits: function (p, line, register) {
    let readable = true;
    for (let i = 0; i < 2 && i < line.groups.length; i++) {
      const milli = parseMilli(line.groups[i], 'A');
      const name = register.name + (i ? '_exported' : '_imported');
      if (milli === undefined) readable = false;
      else p.readings.push(numberReading(line.code, name, 'A', milli));
    }
    if (!readable) refuseValue(p, line);
  },
  peak: function (p, line, register) {
    const stamp = parseStamp(line.groups[0]);
    const milli = line.groups.length > 1 ? parseMilli(line.groups[1], 'W') : undefined;
    if (milli === undefined || !stamp) {
      refuseValue(p, line);
      return;
    }
    p.readings.push(numberReading(line.code, register.name, 'W', milli));
    p.readings.push(textReading(line.code, register.name + '_time', stamp.iso));
  },
  log: function (p, line, register) {
    let text = '';
    for (let i = 2; i + 1 < line.groups.length; i += 2) {
      const end = parseStamp(line.groups[i]);
      const milli = parseMilli(line.groups[i + 1], 's');
      text += (text === '' ? '' : ',') + '{"end":' + (end ? '"' + end.iso + '"' : 'null');
      text += ',"seconds":' + (milli === undefined ? 'null' : milliText(milli)) + '}';
    }
    const reading = textReading(line.code, register.name, '[' + text + ']');
    reading.unit = 'json';
    p.readings.push(reading);
  },
  mbus: function (p, line, register) {
    const n = line.code.charAt(2);
    // The table's own "0-n" is no channel.
    if (n > '4') {
      p.unread++;
      return;
    }
    const channel: Channel = p.channels[n] || {};
    p.channels[n] = channel;
    if (channel[register.name]) p.repeated++;
    else channel[register.name] = line;
  },
};

/** The register of a line. Channels share their rows: "0-2:24.2.1" is found as "0-n:24.2.1". */
function registerOf(p: Parsing, line: Line): Register | undefined {
  const code = line.code;
  const register = findRegister(code, p.hint);
  if (register) return register;
  const n = code.charAt(2);
  if (code.substr(0, 2) !== '0-' || n < '1' || n > '4') return undefined;
  return findRegister('0-n' + code.substr(3), p.hint);
}

function readLine(p: Parsing, line: Line): void {
  if (p.seen[line.code] === true) {
    p.repeated++;
    return;
  }
  p.seen[line.code] = true;
  const register = registerOf(p, line);
  if (!register) {
    if (isObisCode(line.code)) keepOther(p, line);
    else p.unread++;
    return;
  }
  p.hint = register.row;
  const reader = READERS[register.unit];
  if (reader) reader(p, line, register);
  else readNumber(p, line, register);
}

function readChannel(p: Parsing, n: number): void {
  const channel = p.channels[n];
  if (!channel) return;
  const unread: Line[] = [];
  p.readings = p.readings.concat(channelReadings(n, channel, unread));
  for (let i = 0; i < unread.length; i++) refuseValue(p, unread[i]);
}

function decodeMore(p: Parsing, hex: HexText): void {
  if (!decodeStep(hex)) return;
  p.readings[p.readings.length - 1].text = hex.text;
  p.hex = undefined;
}

/** Handles one more line. True when all are read and the readings are complete. */
export function parseStep(p: Parsing): boolean {
  if (p.hex) {
    decodeMore(p, p.hex);
    return false;
  }
  if (p.at < p.lines.length) {
    const joined = joinLines(p.lines, p.at);
    const line = parseLine(joined.text);
    p.at += joined.taken;
    if (line) {
      line.code = withoutGroupF(line.code);
      readLine(p, line);
    } else p.unread++;
    return false;
  }
  for (let n = 1; n <= 4; n++) readChannel(p, n);
  return true;
}
