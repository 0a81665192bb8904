/**
 * One telegram as programs get it from the library.
 * In: a readout. Out: typed readings by name (docs/readings.md), exact and as JavaScript numbers.
 */
import type { Reading as CoreReading } from '../../firmware/core/telegram/reading.ts';
import { milliText } from '../../firmware/core/telegram/value.ts';
import { bytesOfText } from '../node/text.ts';
import type { Readout } from '../sink/readout.ts';
import type { NumberName, TextName } from './names.ts';

export interface NumberReading {
  /** OBIS code; '' where it is derived from others. */
  code: string;
  name: string;
  /** The nearest JavaScript number: 6925.428. */
  value: number;
  /** The exact value in thousandths: 6925428. */
  milli: number;
  /** The exact value as decimal text: "6925.428". */
  text: string;
  /** "kWh", "W", "V", "A", ...; undefined: a plain number. */
  unit: string | undefined;
}

export interface TextReading {
  code: string;
  name: string;
  value: string;
  unit: undefined;
}

/** A list, such as the latest power cuts. */
export interface ListReading {
  code: string;
  name: string;
  value: unknown[];
  unit: undefined;
}

export type Reading = NumberReading | TextReading | ListReading;

type Medium = 'gas' | 'heat' | 'warm_water' | 'water' | 'heat_inlet' | 'mbus';
type Channel = `${Medium}_${1 | 2 | 3 | 4}`;

/** By name. What the meter did not send is undefined, never 0. */
export type Readings = { readonly [name in NumberName]?: NumberReading } & {
  readonly [name in TextName]?: TextReading;
} & { readonly [name in `${Channel}_${'volume' | 'energy' | 'valve'}`]?: NumberReading } & {
  readonly [name in `${Channel}_${'time' | 'id'}`]?: TextReading;
} & { readonly power_failure_log?: ListReading };

export interface Telegram {
  readonly readings: Readings;
  /** By any name, also of what is derived, such as quarter hours. */
  get(name: string): Reading | undefined;
  /** All of them, in the order of the meter. */
  all(): Reading[];
  /** Registers that the library does not know, as printed, by their codes. */
  readonly other: Readonly<Record<string, string>>;
  /** The clock of the meter; undefined where it prints no valid time. */
  readonly time: Date | undefined;
  /** The same with the offset of the meter: "2026-11-21T15:29:48+01:00". */
  readonly meterTime: string | undefined;
  /** By the clock of this computer. */
  readonly received: Date;
  /** The first line, without "/": make and type of the meter. */
  readonly header: string;
  readonly encrypted: boolean;
  /** The tag was right: nobody has changed it since the meter sealed it. */
  readonly authenticated: boolean;
  /** Hexadecimal; undefined for a telegram that came in the clear. */
  readonly systemTitle: string | undefined;
  readonly frameCounter: number | undefined;
  /** As the meter printed it, to its last byte. */
  readonly printed: Uint8Array;
  /** The frame as it was received; undefined where it came in the clear. */
  readonly frame: Uint8Array | undefined;
  /** Which meter, where several are read. */
  readonly meter: string;
  /** The JSON of docs/readings.md, as the dongle publishes it. */
  toJSON(): unknown;
  /** As the meter printed it. */
  toString(): string;
}

function numberReading(code: string, name: string, unit: string, milli: number): NumberReading {
  const plain = unit === '-' || unit === '' ? undefined : unit;
  return { code, name, value: milli / 1000, milli, text: milliText(milli), unit: plain };
}

/** A byte string as text for people. */
function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function readingOf({ code, name, unit, milli, text = '' }: CoreReading): Reading {
  if (milli !== undefined) return numberReading(code, name, textOf(unit), milli);
  if (unit === 'json') return { code, name, value: JSON.parse(text) as unknown[], unit: undefined };
  return { code, name, value: textOf(text), unit: undefined };
}

/** "12.5" in thousandths: lines are written from whole thousandths. */
function milliOf(text: string): number | undefined {
  const [, minus, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,3}))?$/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return Number(`${minus}${whole}${part.padEnd(3, '0')}`);
}

function derivedReading(line: string): Reading {
  const [name, unit, ...rest] = line.split(' ');
  const text = rest.join(' ');
  const milli = unit === 'text' || unit === 'json' ? undefined : milliOf(text);
  return readingOf({ code: '', name, unit, milli, text });
}

/** What the meter sent, and what was derived from it: that stands in the lines alone. */
function readingsOf({ snapshot, lines }: Readout): Map<string, Reading> {
  const readings = new Map(snapshot.readings.map((one) => [one.name, readingOf(one)]));
  for (const line of lines.split('\n')) {
    const name = line.slice(0, line.indexOf(' '));
    if (name && !readings.has(name)) readings.set(name, derivedReading(line));
  }
  return readings;
}

export function telegramOf(readout: Readout): Telegram {
  const { snapshot, meter, receivedMs, printed = '', frame, json } = readout;
  const readings = readingsOf(readout);
  const { stamp, header, encrypted, authenticated, title, counter, other } = snapshot;
  return {
    readings: Object.fromEntries(readings) as Readings,
    get: (name) => readings.get(name),
    all: () => [...readings.values()],
    other: Object.fromEntries(other.map(({ code, text }) => [code, textOf(text)])),
    time: stamp && new Date(stamp.utcS * 1000),
    meterTime: stamp?.iso,
    received: new Date(receivedMs),
    header: textOf(header),
    encrypted,
    authenticated,
    systemTitle: title,
    frameCounter: counter,
    printed: bytesOfText(printed),
    frame: frame === undefined ? undefined : bytesOfText(frame),
    meter,
    toJSON: () => JSON.parse(textOf(json)) as unknown,
    toString: () => textOf(printed),
  };
}
