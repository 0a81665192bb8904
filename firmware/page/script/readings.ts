/**
 * Readings as people say them. In: [name, plain text, unit] as published. Out: rows of names and
 * values, and power in watts.
 */
import { formatNumber, say } from './speech.ts';

export type Reading = [name: string, value: string, unit: string];

/** Keeps number and unit in one line. */
const SPACE = '\u00a0';
const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * `energy_imported_tariff_1` -> "Energy · import · Tariff 1": the longest words that there are. What
 * is no word stands as it is, or in capitals where nobody could speak it (l1, q1, mqtt).
 */
export function titleOf(name: string): string {
  const [first] = name.split('_');
  let stem = name;
  while (stem !== first && !say('word.' + stem)) stem = stem.slice(0, stem.lastIndexOf('_'));
  const rest = name.slice(stem.length + 1);
  const word = say('word.' + stem) || (/[aeiou]/.test(stem) ? stem : stem.toUpperCase());
  return word + (rest && (say('word.' + rest.split('_')[0]) ? ' · ' : ' ') + titleOf(rest));
}

/** 2026-11-21T04:34:50+01:00 -> 2026-11-21 04:34; other texts stay as they are. */
export function formatTime(text: string): string {
  return text.replace(/^([\d-]{10})T(.{5}).*/, '$1 $2');
}

/** As many digits as the meter gave; what has no unit is a number of something, or a text. */
function formatValue([, value, unit]: Reading): string {
  if (!unit || !NUMBER.test(value)) return formatTime(value);
  return formatNumber(+value, (value.split('.')[1] || '').length);
}

export function formatReading(reading: Reading): string {
  return formatValue(reading) + (reading[2] && SPACE + reading[2].replace('m3', 'm³'));
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

/** What is measured on each phase: one row, a column for each; the unit stands with the name. */
export function phaseRows(readings: Reading[]): string[][] {
  const rows: { [stem: string]: string[] } = {};
  readings.forEach((reading) => {
    const stem = reading[0].slice(0, -3);
    rows[stem] = rows[stem] || [`${titleOf(stem)} (${reading[2]})`, '', '', ''];
    rows[stem][+reading[0].slice(-1)] = formatValue(reading);
  });
  const values = Object.values(rows);
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
