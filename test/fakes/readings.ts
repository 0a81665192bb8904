/**
 * Lines of readings, as the core writes them, for the shapes in which they are told: of the simulated
 * house, of every register of the table, and of what is derived from them.
 */
import { newJsonBuild, writeReading } from '../../firmware/core/message/json.ts';
import type { Shape } from '../../firmware/core/message/shape.ts';
import { netReading } from '../../firmware/core/meter/net.ts';
import type { Nets } from '../../firmware/core/meter/net.ts';
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

/** What other parts derive from the readings. */
export const DERIVED_LINES = [
  'quarter_power_imported W 1200',
  'exceeded_energy_day kWh 0.75',
  'exceeded_energy_month kWh 12.5',
  'exceeded_cost_day EUR 0.09',
  'exceeded_cost_month EUR 1.42',
  'exceeded_cost_year EUR 17.1',
  'peak_power_month W 6400',
  'energy_imported_day kWh 8.5',
  'energy_exported_day kWh 0.001',
  'solar_surplus W 0',
  ...['power_imported', 'power_exported', 'power_imported_l1', 'solar_surplus'].flatMap((name) =>
    ['mean', 'min', 'max'].map((end) => `${name}_${end} W 286.5`),
  ),
]
  .map((line) => line + '\n')
  .join('');

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
