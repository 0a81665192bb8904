/**
 * What a host remembers of the telegram before: most lines of the next one are the same, at the same
 * place, and say the same.
 *
 * In: the lines of a telegram as they are read. Out: the readings of those that stayed. Never in the
 * bundle of the device, which has not the memory.
 */
import type { Line } from '../../firmware/core/telegram/line.ts';
import { channelReadings } from '../../firmware/core/telegram/mbus.ts';
import type { Channel } from '../../firmware/core/telegram/mbus.ts';
import type { Register } from '../../firmware/core/telegram/obis.ts';
import { readLine } from '../../firmware/core/telegram/parse.ts';
import type { Parsing, Recall } from '../../firmware/core/telegram/parse.ts';
import type { Reading } from '../../firmware/core/telegram/reading.ts';

interface KnownLine {
  text: string;
  line: Line;
  register: Register;
  /** The one reading that it gave; undefined where it gave something else. */
  reading: Reading | undefined;
}

interface KnownChannel {
  lines: Channel;
  readings: Reading[];
  unread: Line[];
}

const OPEN = '('.charCodeAt(0);

function readAgain(p: Parsing, { line, register, reading }: KnownLine): void {
  const flag = register.row >> 4;
  if (!reading || p.seen[flag]) {
    readLine(p, line, register);
    return;
  }
  p.readings.push(reading);
  p.seen[flag] = 1;
  p.hint = register.row;
}

function isSame(a: Channel, b: Channel): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** For the telegrams of one meter, one after another. */
export function newRecall(): Recall {
  // By how many lines stand behind the line.
  const known: (KnownLine | undefined)[] = [];
  const channels: (KnownChannel | undefined)[] = [];
  return {
    takeLine(p) {
      const lines = p.lines;
      const left = lines.length - 1;
      const kept = known[left];
      if (!kept || kept.text !== lines[left]) return false;
      // A line that goes on in the next one is another line.
      if (left && lines[left - 1].charCodeAt(0) === OPEN) return false;
      lines.pop();
      readAgain(p, kept);
      return true;
    },
    keepLine(p, line, register) {
      known[p.lines.length] = { text: p.text, line, register, reading: p.latest };
    },
    channelReadings(n, channel, unread) {
      let kept = channels[n];
      if (!kept || !isSame(kept.lines, channel)) {
        kept = { lines: channel, readings: [], unread: [] };
        kept.readings = channelReadings(n, channel, kept.unread);
        channels[n] = kept;
      }
      unread.push(...kept.unread);
      return kept.readings;
    },
  };
}
