/**
 * Lines of readings, as the core writes them, for the shapes in which they are told: of the simulated
 * house, of every register of the table, and of what is derived from them.
 */
import { newJsonBuild, writeReading } from '../../firmware/core/message/json.ts';
import type { Shape } from '../../firmware/core/message/shape.ts';
import { derivedNames, surplusLines } from '../../firmware/core/meter/derive.ts';
import { netReading } from '../../firmware/core/meter/net.ts';
import type { Nets } from '../../firmware/core/meter/net.ts';
import { newSpread, spreadLines, takePowers } from '../../firmware/core/meter/spread.ts';
import type { Message } from '../../firmware/core/mqtt/packet.ts';
import { allRegisters } from '../../firmware/core/telegram/obis.ts';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';
import { parseLines } from './telegram.ts';

const START_MS = Date.UTC(2025, 5, 10, 10, 20, 5);

const NOW_MS = START_MS + 3_600_000;
const house = newHouse({ seed: 7, startMs: START_MS });
advanceHouse(house, NOW_MS);

/** The data lines of a telegram of the simulated house, as printed. */
export function houseTelegram(list: ReadoutList): string[] {
  const lines = formatTelegram(house, NOW_MS, list).split('\r\n');
  return lines.slice(2, -2);
}

/** What the core makes of printed lines, net power with them. */
export function readingLines(printed: string[]): string {
  const build = newJsonBuild();
  const nets: Nets = {};
  for (const reading of parseLines(printed).readings) {
    writeReading(build, reading);
    const net = reading.unit === 'W' ? netReading(nets, reading) : undefined;
    if (net) writeReading(build, net);
  }
  return build.lines;
}

/** A printed line that fits the register. */
export function printedFor({ code, unit }: { code: string; unit: string }): string {
  const groups: Record<string, string> = {
    '-': '(1)',
    text: '(a)',
    hex: '(41)',
    limits: '(1*A)(-1*A)',
    peak: '(200509134558S)(1*W)',
    log: '(1)(0-0:96.7.19)(101208152415W)(0000000240*s)',
    stamp: '(200509134558S)',
  };
  return code + (groups[unit] ?? `(1.000*${unit})`);
}

/** All readings of all registers: each alone, since some share a code. */
export function registerLines(): string {
  const own = allRegisters().filter((register) => register.unit !== 'mbus');
  const channels = [3, 4, 6, 7, 12, 99].flatMap((type) =>
    ['m3', 'GJ'].map((unit) => [
      `0-2:24.1.0(${type})`,
      '0-2:96.1.0(41)',
      `0-2:24.2.1(200706100000S)(1.000*${unit})`,
      '0-2:24.4.0(1)',
    ]),
  );
  const powers = [
    '1-0:1.7.0(1*W)',
    '1-0:2.7.0(0*W)',
    '1-0:21.7.0(1*W)',
    '1-0:22.7.0(0*W)',
    '1-0:41.7.0(1*W)',
    '1-0:42.7.0(0*W)',
    '1-0:61.7.0(1*W)',
    '1-0:62.7.0(0*W)',
  ];
  const net = readingLines(powers).match(/^power_net.*\n/gm) ?? [];
  const lines = [...own.map((register) => [printedFor(register)]), ...channels].map(readingLines);
  return [...new Set([...lines, ...net].join('').match(/.*\n/g))].join('');
}

/** A value for each unit of what is derived. */
const DERIVED_VALUES: Record<string, string> = {
  W: '1200',
  kWh: '0.75',
  EUR: '1.42',
  s: '720',
  text: '2025-06-10T12:15:00+02:00',
};

/** Means, minima and maxima of these readings. */
function spreadsOf(lines: string): string {
  const spread = newSpread();
  takePowers(spread, lines);
  let all = '';
  for (let i = 0; ; i++) {
    const more = spreadLines(spread, i);
    if (more === undefined) return all;
    all += more;
  }
}

const HOUSE_LINES = readingLines(houseTelegram('full'));

/** All that is derived from the readings over time. */
export const DERIVED_LINES =
  derivedNames()
    .map(({ name, unit }) => `${name} ${unit} ${DERIVED_VALUES[unit]}\n`)
    .join('') +
  surplusLines(HOUSE_LINES) +
  spreadsOf(HOUSE_LINES);

export function linesIn(lines: string): string[] {
  return lines.split('\n').slice(0, -1);
}

/** Every message of an announcement; an endless one is a failure. */
export function announced(shape: Shape, lines: string): Message[] {
  const walk = { at: 0, part: 0 };
  const messages: Message[] = [];
  for (;;) {
    const message = shape.announce?.(lines, walk);
    if (!message) return messages;
    messages.push(message);
    if (messages.length > 2000) throw new Error('the announcement does not end');
  }
}

/** A byte string as a subscriber sees it: strict UTF-8. */
export function received(payload: string): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
    Buffer.from(payload, 'latin1'),
  );
}
