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
import { findRegister, isObisCode, newRowFlags, nextRegister, withoutGroupF } from './obis.ts';
import type { Register } from './obis.ts';
import { numberReading, textReading } from './reading.ts';
import type { Reading } from './reading.ts';
import { parseStamp } from './stamp.ts';
import type { Stamp } from './stamp.ts';
import { milliText, parseMilli } from './value.ts';

/**
 * What a host remembers of the telegram before (host-sim/node/recall.ts); the device has not the memory
 * for it.
 */
export interface Recall {
  /** Reads the next line as it was read before; false: it is another one, and is still to be read. */
  takeLine(p: Parsing): boolean;
  /** Remembers the line that was just read. */
  keepLine(p: Parsing, line: Line, register: Register): void;
  /** As `channelReadings`. */
  channelReadings(n: number, channel: Channel, unread: Line[]): Reading[];
}

export interface Parsing {
  /** What is still to be read, the next line last: from there it leaves at no cost. */
  lines: string[];
  /** Row of the register table where the last code was found. */
  hint: number;
  /** The row of the first channel line. */
  channelHint: number;
  readings: Reading[];
  /** Codes that the table does not know, or values that do not fit it: as printed. */
  other: { code: string; text: string }[];
  /** The meter's clock: as printed, and understood. */
  stampText: string | undefined;
  stamp: Stamp | undefined;
  /** Lines that are no data line and values that cannot be read; codes that came twice. */
  unread: number;
  repeated: number;
  /** One flag for each row of the register table. */
  seen: Uint8Array;
  channels: { [n: string]: Channel | undefined };
  /** The channel that is next, once all lines are read. */
  channel: number;
  /** For hosts. */
  recall: Recall | undefined;
  /** The latest line, and the one reading that it gave. */
  text: string;
  latest: Reading | undefined;
  /** A long text that is still being decoded, and the reading that it belongs to. */
  hex: HexText | undefined;
}

/** Takes the lines over, in their order. */
export function newParsing(lines: string[], recall?: Recall): Parsing {
  return {
    lines: lines.reverse(),
    hint: 0,
    channelHint: 0,
    readings: [],
    other: [],
    stampText: undefined,
    stamp: undefined,
    unread: 0,
    repeated: 0,
    seen: newRowFlags(),
    channels: {},
    channel: 1,
    recall: recall,
    text: '',
    latest: undefined,
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
  let row: Register | undefined = register;
  while (row) {
    const milli = parseMilli(line.groups[0], row.unit);
    if (milli !== undefined) {
      p.latest = { code: line.code, name: row.name, unit: row.unit, milli: milli };
      p.readings.push(p.latest);
      return;
    }
    row = nextRegister(line.code, row);
  }
  refuseValue(p, line);
}

/** What each unit of the register table that is no unit of measure does with its line. */
const READERS: { [unit: string]: (p: Parsing, line: Line, register: Register) => void } = {
  text: function (p, line, register) {
    p.latest = textReading(line.code, register.name, line.groups[0]);
    p.readings.push(p.latest);
  },
  hex: function (p, line, register) {
    p.latest = textReading(line.code, register.name, '');
    p.readings.push(p.latest);
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

/** Searches the table. Channels share their rows: "0-2:24.2.1" is found as "0-n:24.2.1". */
function searchRegister(p: Parsing, code: string): Register | undefined {
  const n = code.charAt(2);
  if (n < '1' || n > '4' || code.substr(0, 2) !== '0-') return findRegister(code, p.hint);
  // Relays are printed by channel and are none.
  if (code.substr(4, 4) === '96.3') return findRegister(code, p.hint);
  const register = findRegister('0-n' + code.substr(3), p.channelHint || p.hint);
  // The next channel begins again where this one began: no search around the whole table.
  if (register && !p.channelHint) p.channelHint = register.row;
  return register;
}

/** A code that the table lacks. */
function readUnknown(p: Parsing, line: Line): void {
  const isKept = p.other.some(function (kept) {
    return kept.code === line.code;
  });
  if (!isObisCode(line.code)) p.unread++;
  else if (isKept) p.repeated++;
  else keepOther(p, line);
}

/** The register of what is left when that is taken off which some meters print around a code. */
function searchBare(p: Parsing, line: Line): Register | undefined {
  const bare = withoutGroupF(line.code.trim());
  if (bare === line.code) return undefined;
  line.code = bare;
  return searchRegister(p, bare);
}

/** Reads one line, unless its row was met before. */
export function readLine(p: Parsing, line: Line, register: Register): void {
  const flag = register.row >> 4;
  const reader = READERS[register.unit];
  p.hint = register.row;
  // Channels share their rows, and look for themselves.
  if (p.seen[flag] && register.unit !== 'mbus') p.repeated++;
  else if (reader) reader(p, line, register);
  else readNumber(p, line, register);
  p.seen[flag] = 1;
}

function decodeMore(p: Parsing, hex: HexText): void {
  if (!decodeStep(hex)) return;
  p.readings[p.readings.length - 1].text = hex.text;
  p.hex = undefined;
}

/** Takes the next line out of the lines; undefined: one with no data. */
function nextLine(p: Parsing): Line | undefined {
  p.text = p.lines.pop() as string;
  const next = p.lines[p.lines.length - 1];
  const isWhole = !next || next.charAt(0) !== '(';
  p.latest = undefined;
  let line = isWhole ? parseLine(p.text) : undefined;
  if (!line) {
    p.text = joinLines(p.text, p.lines);
    line = parseLine(p.text);
    if (!line && p.text !== '') p.unread++;
  }
  return line;
}

function takeChannel(p: Parsing, readings: Reading[], unread: Line[]): void {
  for (let i = 0; i < readings.length; i++) p.readings.push(readings[i]);
  for (let i = 0; i < unread.length; i++) refuseValue(p, unread[i]);
}

/** Handles up to `count` lines, channels and pieces of a long text. True when all is read. */
export function parseStep(p: Parsing, count: number): boolean {
  const recall = p.recall;
  while (count--) {
    if (p.hex) decodeMore(p, p.hex);
    else if (p.lines.length) {
      if (recall && recall.takeLine(p)) continue;
      const line = nextLine(p);
      if (!line) continue;
      // Not in a function of its own: that would take a turn in thirty of the whole telegram.
      const register = searchRegister(p, line.code) || searchBare(p, line);
      if (!register) readUnknown(p, line);
      else {
        readLine(p, line, register);
        if (recall) recall.keepLine(p, line, register);
      }
    } else if (p.channel <= 4) {
      const n = p.channel++;
      const channel = p.channels[n];
      const unread: Line[] = [];
      // Not from takeChannel: calls must not nest deep.
      const read = recall ? recall.channelReadings : channelReadings;
      if (channel) takeChannel(p, read(n, channel, unread), unread);
    } else {
      return true;
    }
  }
  return false;
}
