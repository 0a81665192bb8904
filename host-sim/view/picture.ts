/**
 * What a subscriber has heard so far.
 * In: topics and payloads, from whoever publishes there: nothing about them is certain. Out: a
 * record of texts that are safe to print.
 */
import { unitOf } from './units.ts';

export interface Value {
  name: string;
  text: string;
  unit: string;
  isNumber: boolean;
}

export interface Telegram {
  time: string | undefined;
  header: string;
  /** System title and frame counter; undefined: it came unencrypted. */
  title: string | undefined;
  counter: string | undefined;
  isAuthenticated: boolean;
  /** It is of a meter that seals nothing, such as a heat meter. */
  isUnsealed?: boolean;
  values: Value[];
}

export interface Picture {
  status: string | undefined;
  telegrams: number;
  telegram: Telegram | undefined;
  /** Counts by their names; undefined: not heard yet. */
  diagnostics: [string, string][] | undefined;
}

type Fields = Record<string, unknown>;

export function newPicture(): Picture {
  return { status: undefined, telegrams: 0, telegram: undefined, diagnostics: undefined };
}

/** No text from the wire may steer the terminal. */
function printable(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function optional(value: unknown): string | undefined {
  return value === undefined ? undefined : printable(value);
}

function valuesOf(readings: unknown): Value[] {
  const entries = isFields(readings) ? Object.entries(readings) : [];
  return entries.map(([name, value]) => ({
    name: printable(name),
    text: printable(value),
    unit: unitOf(name) ?? '',
    isNumber: typeof value === 'number',
  }));
}

function telegramOf(fields: Fields): Telegram {
  return {
    time: optional(fields.time ?? fields.meter_time),
    header: optional(fields.header) ?? '',
    title: optional(fields.system_title),
    counter: optional(fields.frame_counter),
    isAuthenticated: fields.authenticated === true,
    values: valuesOf(fields.readings),
  };
}

function countsOf({ faults, ...numbers }: Fields): [string, string][] {
  const faultCounts = isFields(faults) ? Object.entries(faults) : [];
  return [
    ...Object.entries(numbers).map(([name, value]) => [name, value] as const),
    ...faultCounts.map(([name, value]) => [`fault ${name}`, value] as const),
  ].map(([name, value]) => [printable(name), printable(value)]);
}

const TOPICS: Record<string, (picture: Picture, payload: string) => void> = {
  status(picture, payload) {
    picture.status = printable(payload);
  },
  telegram(picture, payload) {
    const fields = fieldsOf(payload);
    if (!fields) return;
    picture.telegrams++;
    picture.telegram = telegramOf(fields);
  },
  diagnostics(picture, payload) {
    const fields = fieldsOf(payload);
    if (fields) picture.diagnostics = countsOf(fields);
  },
};

/** Takes what was published under the last part of a topic. True when it belongs in the picture. */
export function hear(picture: Picture, name: string, payload: string): boolean {
  const take = Object.hasOwn(TOPICS, name) ? TOPICS[name] : undefined;
  take?.(picture, payload);
  return take !== undefined;
}
