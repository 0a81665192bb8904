/**
 * Telegrams in tests: read as a whole; and what their numbers and checksums must be, computed in
 * another way than the core does it: BigInt arithmetic on the printed text, bit by bit.
 */
import { newParsing, parseStep } from '../../firmware/core/telegram/parse.ts';
import type { Parsing } from '../../firmware/core/telegram/parse.ts';
import {
  beginTelegram,
  newTelegramReader,
  readSlice,
  telegramFault,
} from '../../firmware/core/telegram/reader.ts';
import type { TelegramReader } from '../../firmware/core/telegram/reader.ts';

/** Thousandths of the published unit in one of the printed unit, for the units that fit it. */
const FACTORS: Record<string, Record<string, bigint>> = {
  kWh: { wh: 1n, kwh: 1000n, mwh: 1000000n },
  kvarh: { varh: 1n, kvarh: 1000n },
  W: { w: 1000n, kw: 1000000n },
  var: { var: 1000n, kvar: 1000000n },
  VA: { va: 1000n, kva: 1000000n },
  V: { v: 1000n },
  A: { a: 1000n },
  Hz: { hz: 1000n },
  m3: { m3: 1000n },
  GJ: { gj: 1000n },
  s: { s: 1000n },
  '-': { '': 1000n },
};

/** What a number without a unit counts in, when it is printed with a decimal point. */
const ASSUMED: Record<string, bigint> = {
  kWh: 1000n,
  kvarh: 1000n,
  W: 1000000n,
  var: 1000000n,
  VA: 1000000n,
  m3: 1000n,
  GJ: 1000n,
  '-': 1000n,
};

export const NUMERIC_UNITS = Object.keys(FACTORS);

function factorOf(unit: string, printed: string | undefined, hasPoint: boolean) {
  if (printed !== undefined) return FACTORS[unit][printed.toLowerCase()];
  return hasPoint || unit === '-' ? ASSUMED[unit] : undefined;
}

/** "00.286*kW" in W is 286000. Undefined where nothing may be published. */
export function exactMilli(text: string, unit: string): number | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:\*(.*))?$/.exec(text);
  if (!match) return undefined;
  const [, minus, whole, decimals = '', printed] = match;
  const factor = factorOf(unit, printed, decimals !== '');
  if (factor === undefined) return undefined;
  const scale = 10n ** BigInt(decimals.length);
  const size = (2n * BigInt(whole + decimals) * factor + scale) / (2n * scale);
  // Beyond 15 digits a double is not exact.
  if (size >= 10n ** 15n) return undefined;
  return Number(minus ? -size : size);
}

/** CRC-16/ARC of the CRC catalogue: width 16, poly 8005h, init 0, reflected, no final xor. */
export function crcArc(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = ((crc ^ (byte >> bit)) & 1) === 1;
      crc = (crc >> 1) ^ (isOdd ? 0xa001 : 0);
    }
  }
  return crc;
}

/** A telegram of these lines with its checksum. */
export function telegramOf(lines: string[], header = '/TST5\\253000001'): string {
  const text = [header, '', ...lines, '!'].join('\r\n');
  const crc = crcArc(Buffer.from(text, 'latin1'));
  return `${text}${crc.toString(16).toUpperCase().padStart(4, '0')}\r\n`;
}

/** Hands the telegram over in slices of `size` bytes, a multiple of 4. False: a slice was refused. */
export function readTelegram(reader: TelegramReader, bytes: Uint8Array, size = 256): boolean {
  beginTelegram(reader);
  for (let at = 0; at < bytes.length; at += size) {
    const slice = bytes.subarray(at, at + size);
    const words = new Int32Array(size / 4);
    new Uint8Array(words.buffer).set(slice);
    if (!readSlice(reader, words, Buffer.from(slice).toString('latin1'))) return false;
  }
  return true;
}

/** Parses a copy of the lines: the parser uses up what it is given. */
export function parseLines(lines: readonly string[]): Parsing {
  const parsing = newParsing([...lines]);
  while (!parseStep(parsing, 1));
  return parsing;
}

/** The lines of a telegram that must be good. */
export function goodLines(bytes: Uint8Array): string[] {
  const reader = newTelegramReader();
  const fault = readTelegram(reader, bytes) ? telegramFault(reader) : 'refused';
  if (fault) throw new Error(`no good telegram: ${fault}`);
  return reader.lines;
}

/** Numbers and texts of the readings, by name. */
export function valuesOf(parsing: Parsing): Record<string, number | string | undefined> {
  return Object.fromEntries(parsing.readings.map((r) => [r.name, r.milli ?? r.text]));
}
