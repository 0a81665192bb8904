/**
 * The Homie tree that mueli's smart-meter-reader gave a Kamstrup 403 (device "heat-smart-meter"), so
 * that what was built on it goes on. In: a reading's name and measure. Out: node, property, unit and
 * value; unlike there, a meter that counts in GJ is converted, and numbers are decimals, not integers.
 */
import { milliText } from '../../firmware/core/telegram/value.ts';
import { inKwh } from './unit.ts';
import type { Measure } from './unit.ts';

export interface MueliRow {
  /** As in registers.ts. */
  reading: string;
  node: string;
  nodeName: string;
  property: string;
  unit: string;
}

const row = (
  reading: string,
  [node, nodeName]: readonly [string, string],
  property: string,
  unit: string,
): MueliRow => ({ reading, node, nodeName, property, unit });

const ENERGY = ['energy', 'Energy consumption meters'] as const;
const POWER = ['power', 'Actual power meters'] as const;
const TEMPERATURES = ['temperatures', 'Temperature meters'] as const;
const FLOW = ['flow', 'Flow meters'] as const;
const OPS = ['ops', 'Operational parameters'] as const;

export const MUELI_DEVICE = {
  id: 'heat-smart-meter',
  name: 'Kamstrup 403 Fernwärmezähler',
  type: 'HeatSmartMeter',
} as const;

export const MUELI_ROWS: readonly MueliRow[] = [
  row('heat_energy', ENERGY, 'imported-total', 'kWh'),
  row('heat_power', POWER, 'current-usage', 'kW'),
  row('flow_temperature', TEMPERATURES, 'temp1', '°C'),
  row('return_temperature', TEMPERATURES, 'temp2', '°C'),
  row('temperature_difference', TEMPERATURES, 'temp-diff', 'K'),
  row('flow', FLOW, 'flow', 'l/h'),
  row('heat_volume', FLOW, 'volume', 'm³'),
  row('operating_hours', OPS, 'hour-counter', 'h'),
];

/** Millis of W are micros of kW: what a meter shows has no such digits. */
function inKw(milli: number): string {
  const text = String(Math.abs(milli)).padStart(7, '0');
  const decimals = text.slice(-6).replace(/0+$/, '');
  return `${milli < 0 ? '-' : ''}${text.slice(0, -6)}${decimals ? `.${decimals}` : ''}`;
}

/** The value as text in the unit of the row; undefined: it is counted in something else. */
export function mueliValue({ unit }: MueliRow, measure: Measure): string | undefined {
  if (unit === 'kW') return measure.unit === 'W' ? inKw(measure.milli) : undefined;
  const told = unit === 'kWh' ? inKwh(measure) : measure;
  const known = unit === 'm³' ? 'm3' : unit;
  return told?.unit === known ? milliText(told.milli) : undefined;
}
