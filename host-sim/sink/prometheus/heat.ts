/**
 * Readings of a heat meter as metrics in base units. Names follow prometheus.io/docs/practices/naming.
 * In: lines of name, unit and value. Out: samples; texts and dates are none.
 */
import { labelOf } from '../../../firmware/core/message/label.ts';
import { KINDS } from '../../kamstrup/registers.ts';
import type { Kind } from '../../kamstrup/registers.ts';
import { REGISTERS } from '../../kamstrup/registers.ts';

export interface HeatSample {
  name: string;
  help: string;
  isCounter: boolean;
  value: number;
}

interface Scale {
  suffix: string;
  /** As a whole number: the value counts thousandths. */
  times: number;
}

const DEGREE = '\u00c2\u00b0C';
const JOULES = '_joules_total';

/** By the unit of the line. The calorie is the international one, as district heating has it. */
const SCALES: Record<string, Scale> = {
  kWh: { suffix: JOULES, times: 3_600_000 },
  GJ: { suffix: JOULES, times: 1_000_000_000 },
  Gcal: { suffix: JOULES, times: 4_186_800_000 },
  W: { suffix: '_watts', times: 1 },
  m3: { suffix: '_cubic_meters_total', times: 1 },
  t: { suffix: '_tonnes_total', times: 1 },
  'l/h': { suffix: '_liters_per_hour', times: 1 },
  't/h': { suffix: '_tonnes_per_hour', times: 1 },
  [DEGREE]: { suffix: '_celsius', times: 1 },
  K: { suffix: '_kelvin', times: 1 },
  h: { suffix: '_seconds_total', times: 3600 },
};

const BY_NAME = new Map<string, Kind>(
  Object.values(REGISTERS).map(({ name, kind }) => [name, kind]),
);

/** "hours" would be no base unit. */
function metricOf(name: string): string {
  const whole = /^(heat|cooling)_/.test(name) ? name : `heat_${name}`;
  return `smarty_${whole.replace(/_hours$/, '')}`;
}

/** A kind that counts up is a counter, whatever its unit. */
function isCounted(name: string): boolean {
  const kind = BY_NAME.get(name);
  return kind !== undefined && KINDS[kind].stateClass === 'total_increasing';
}

function sampleOf(line: string): HeatSample | undefined {
  const [name, unit, text] = line.split(' ');
  const scale =
    SCALES[unit] ??
    (isCounted(name) && ['', '-'].includes(unit) ? { suffix: '_total', times: 1 } : undefined);
  if (!scale || !/^-?\d+(\.\d+)?$/.test(text ?? '')) return undefined;
  // Through whole thousandths: no decimal is multiplied as a float.
  const value = (Math.round(Number(text) * 1000) * scale.times) / 1000;
  const help = `${labelOf(name.split('_'))}, see docs/sinks.md.`;
  return {
    name: metricOf(name) + scale.suffix,
    help,
    isCounter: scale.suffix.endsWith('_total'),
    value,
  };
}

export function heatSamples(lines: string): HeatSample[] {
  return lines
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => sampleOf(line) ?? []);
}
