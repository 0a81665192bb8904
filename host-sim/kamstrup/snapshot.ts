/**
 * What a heat meter answered, as a snapshot like that of a P1 telegram. In: readings of KMP answers,
 * and when they came. Out: readings under the names of registers.ts, in the units of unit.ts; what
 * has no name, or a unit that does not fit its register, is told under the register's number as is.
 */
import type { Snapshot } from '../../firmware/core/meter/snapshot.ts';
import { numberReading, textReading } from '../../firmware/core/telegram/reading.ts';
import type { Reading as Told } from '../../firmware/core/telegram/reading.ts';
import type { Reading } from './reading.ts';
import { KINDS, REGISTERS } from './registers.ts';
import { measureOf } from './unit.ts';

const HEADER = 'Kamstrup heat meter';

/** Of the core, a string is bytes: one character each. */
function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** ISO 8601 with the offset of this computer: a heat meter does not tell its clock. */
function stampOf(atMs: number): Snapshot['stamp'] {
  const offset = -new Date(atMs).getTimezoneOffset();
  const local = new Date(atMs + offset * 60_000).toISOString().slice(0, 19);
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
  return { utcS: Math.floor(atMs / 1000), iso: local + zone };
}

function toldOf({ register, value, date, unit }: Reading): Told | undefined {
  const row = REGISTERS[register];
  if (!row || value === undefined || unit === undefined) return undefined;
  const code = String(register);
  const { units } = KINDS[row.kind];
  if (row.kind === 'date')
    return date === undefined ? undefined : textReading(code, row.name, date);
  // A number that counts nothing, such as a serial number.
  if (units.includes('text')) return textReading(code, row.name, value);
  const measure = measureOf(value, unit);
  if (!measure || !units.includes(measure.unit)) return undefined;
  return numberReading(code, row.name, byteString(measure.unit), measure.milli);
}

function otherOf({ register, value, unit, unitCode }: Reading): { code: string; text: string } {
  const words = [value ?? 'no value', unit ?? `unit ${unitCode}`];
  return { code: String(register), text: byteString(words.filter(Boolean).join(' ')) };
}

export function heatSnapshot(answered: readonly Reading[], atMs: number): Snapshot {
  const pairs = answered.map((reading) => ({ reading, told: toldOf(reading) }));
  return {
    header: HEADER,
    stampText: undefined,
    stamp: stampOf(atMs),
    encrypted: false,
    authenticated: false,
    title: undefined,
    counter: undefined,
    readings: pairs.flatMap(({ told }) => told ?? []),
    other: pairs.filter(({ told }) => !told).map(({ reading }) => otherOf(reading)),
  };
}
