/**
 * Meters behind the meter: the M-Bus channels 1 to 4 (gas, water, heat).
 *
 * In: the lines of a channel, in any order. Out: its readings, or none when the channel is dead:
 * operators leave removed or never fitted meters in the list, without an index or with a capture
 * time that is no time.
 * DSMR P1 5.0.2 §6.12, DSMR 2.2 (24.3.0, value on a line of its own), Lux. P1 specification §3.2.6.
 */
import { decodeStep, newHexText } from './hex.ts';
import type { Line } from './line.ts';
import { numberReading, textReading } from './reading.ts';
import type { Reading } from './reading.ts';
import { parseStamp } from './stamp.ts';
import { parseDigits, parseMilli } from './value.ts';

/** What one channel has said: its lines, by the names that the register table gives them. */
export interface Channel {
  [name: string]: Line | undefined;
}

/** Device types of EN 13757-3 that grid operators connect. */
const MEDIA: { [type: number]: string | undefined } = {
  3: 'gas',
  4: 'heat',
  6: 'warm_water',
  7: 'water',
  12: 'heat_inlet',
};

function mediumOf(channel: Channel): string {
  const type = channel.type && parseDigits(channel.type.groups[0]);
  return (type && MEDIA[type]) || 'mbus';
}

/** The time as ISO 8601, or as printed for the DSMR 2 form that has no letter; undefined: no time. */
function captureTime(text: string): string | undefined {
  const hasLetter = text.length !== 12;
  const stamp = parseStamp(hasLetter ? text : text + 'W');
  const year = text.substr(0, 2);
  // Clocks that were never set print 1970 or 2000: "700101010000W", "000101010000W".
  if (!stamp || year === '70' || year === '00') return undefined;
  return hasLetter ? stamp.iso : text;
}

/** The value of an index; the DSMR 2 line has its unit in a group of its own. "": none. */
function indexValue(groups: string[]): string {
  if (groups.length === 2) return groups[1];
  return groups.length === 7 ? groups[6] + '*' + groups[5] : '';
}

/** Heat is counted in GJ and everything else in m3; the other one is taken when it is printed. */
function indexReading(code: string, name: string, value: string): Reading | undefined {
  const isHeat = name.substr(0, 4) === 'heat';
  for (let i = 0; i < 2; i++) {
    const unit = isHeat === (i === 0) ? 'GJ' : 'm3';
    const milli = parseMilli(value, unit);
    if (milli !== undefined) {
      return numberReading(code, name + (unit === 'GJ' ? '_energy' : '_volume'), unit, milli);
    }
  }
  return undefined;
}

function idText(digits: string): string {
  const hex = newHexText(digits);
  while (!decodeStep(hex));
  return hex.text;
}

/** The readings of channel `n`; lines of a living channel that cannot be read go to `unread`. */
export function channelReadings(n: number, channel: Channel, unread: Line[]): Reading[] {
  const line = channel.index || channel.index2;
  if (!line) return [];
  const name = mediumOf(channel) + '_' + n;
  const time = captureTime(line.groups[0]);
  const value = indexReading(line.code, name, indexValue(line.groups));
  if (!value || !time) {
    if (time || line.groups.length === 1) unread.push(line);
    return [];
  }
  const readings = [value, textReading(line.code, name + '_time', time)];
  const id = channel.id;
  if (id && id.groups[0] !== '') {
    readings.push(textReading(id.code, name + '_id', idText(id.groups[0])));
  }
  const valve = channel.valve;
  const milli = valve && parseMilli(valve.groups[0], '-');
  if (valve && milli === undefined) unread.push(valve);
  else if (valve) readings.push(numberReading(valve.code, name + '_valve', '-', milli as number));
  return readings;
}
