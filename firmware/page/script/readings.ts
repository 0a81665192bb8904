/**
 * Readings as people say them. In: [name, plain text, unit] as published. Out: rows of names and
 * values, and power in watts.
 */
import { formatNumber, say } from './speech.ts';

export type Reading = [name: string, value: string, unit: string];

/** Keeps number and unit in one line. */
const SPACE = '\u00a0';
const NUMBER = /^-?\d+(\.\d+)?$/;

/** `energy_imported_tariff_1` -> "Energy · import · Tariff 1": the longest words that there are. */
function titleOf(name: string): string {
  for (let end = name.length; end > 0; end = name.lastIndexOf('_', end - 1)) {
    const word = say('word.' + name.slice(0, end));
    const rest = name.slice(end + 1);
    if (word)
      return word + (rest && (say('word.' + rest.split('_')[0]) ? ' · ' : ' ') + titleOf(rest));
  }
  const [first, ...rest] = name.split('_');
  return first.toUpperCase() + (rest.length ? ' ' + titleOf(rest.join('_')) : '');
}

/** As many digits as the meter gave; what has no unit is a number of something, or a text. */
export function formatReading([, value, unit]: Reading): string {
  if (!unit || !NUMBER.test(value)) return value;
  const digits = (value.split('.')[1] || '').length;
  return formatNumber(+value, digits) + SPACE + unit.replace('m3', 'm³');
}

export function readingRows(readings: Reading[]): string[][] {
  return readings.map((reading) => [titleOf(reading[0]), formatReading(reading)]);
}

/** energy, power, phases or more. */
export function groupOf([name, , unit]: Reading): string {
  if (/_l[123]$/.test(name) && unit) return 'phases';
  if (/Wh|varh|m3|J/.test(unit)) return 'energy';
  return unit ? 'power' : 'more';
}

/** What is measured on each phase: one row, a column for each. */
export function phaseRows(readings: Reading[]): string[][] {
  const rows: { [stem: string]: string[] } = {};
  readings.forEach((reading) => {
    const stem = reading[0].slice(0, -3);
    rows[stem] = rows[stem] || [titleOf(stem), '', '', ''];
    rows[stem][+reading[0].slice(-1)] = formatReading(reading);
  });
  const values = Object.keys(rows).map((stem) => rows[stem]);
  return values.length ? [['', 'L1', 'L2', 'L3'], ...values] : [];
}

export function find(readings: Reading[], name: string): Reading | undefined {
  return readings.find((reading) => reading[0] === name);
}

/** Watts; undefined where the meter does not say. */
export function wattsOf(readings: Reading[], name: string): number | undefined {
  const reading = find(readings, name);
  return reading && NUMBER.test(reading[1])
    ? +reading[1] * (reading[2] === 'kW' ? 1000 : 1)
    : undefined;
}

export function formatPower(watts: number): string {
  return watts < 1000
    ? formatNumber(watts) + SPACE + 'W'
    : formatNumber(watts / 1000, 2) + SPACE + 'kW';
}
