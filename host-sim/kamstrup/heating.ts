/**
 * A simulated house's heating, as its heat meter sees it. In: a time. Out: what each register of a
 * Multical 403 shows then. All is a function of the time alone, so that no state need be kept: heat
 * is what a house of 8 kW needs at the coldest, by season and hour, with the showers of the morning.
 */
import type { Kept } from './meter.ts';

export interface HeatingSettings {
  /** The meter was fitted then. */
  sinceMs: number;
  /** A Multical is ordered for MWh or GJ. */
  energy: 'MWh' | 'GJ';
}

const HOUR_MS = 3_600_000;
const YEAR_MS = 365.25 * 24 * HOUR_MS;
/** Mean of the year, what the seasons add and take, and the same for day and night, in watts. */
const MEAN_W = 3400;
const SEASON_W = 2900;
const DAY_W = 400;
const COLDEST_MS = 15 * 24 * HOUR_MS;
const WARMEST_HOUR_MS = 15 * HOUR_MS;
const COLD_HOUR_MS = 3 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** What a cubic metre gives for each kelvin, in watt hours. */
const WATER_WH = 1163;

const SEASON = (2 * Math.PI) / YEAR_MS;
const DAY = (2 * Math.PI) / (24 * HOUR_MS);

function powerW(atMs: number): number {
  const season = SEASON_W * Math.cos(SEASON * (atMs - COLDEST_MS));
  return MEAN_W + season - DAY_W * Math.cos(DAY * (atMs - WARMEST_HOUR_MS));
}

/** The integral of the same. */
function energyWh(fromMs: number, toMs: number): number {
  const at = (ms: number) =>
    MEAN_W * ms +
    (SEASON_W / SEASON) * Math.sin(SEASON * (ms - COLDEST_MS)) -
    (DAY_W / DAY) * Math.sin(DAY * (ms - WARMEST_HOUR_MS));
  return (at(toMs) - at(fromMs)) / HOUR_MS;
}

const DIFFERENCE_K = 31.5;
const FLOW_C = 62;

function dateDigits(atMs: number): number {
  const day = new Date(atMs);
  return (day.getUTCFullYear() - 2000) * 10_000 + (day.getUTCMonth() + 1) * 100 + day.getUTCDate();
}

/** When the power was highest in this month: its coldest nights are its first or its latest. */
function coldestOfMonth(atMs: number): number {
  const monthMs = Date.UTC(new Date(atMs).getUTCFullYear(), new Date(atMs).getUTCMonth());
  const nightMs = Math.floor((atMs - COLD_HOUR_MS) / DAY_MS) * DAY_MS + COLD_HOUR_MS;
  const times = [monthMs + COLD_HOUR_MS, nightMs, atMs];
  const [coldest] = times
    .filter((ms) => ms >= monthMs && ms <= atMs)
    .toSorted((a, b) => powerW(b) - powerW(a));
  return coldest;
}

/** Numbers of reading.ts. */
const UNIT = { MWh: 3, GJ: 8, kW: 22, celsius: 37, kelvin: 38, m3: 40, flow: 41, hour: 46 };
const DATE = 48;
const NUMBER = 51;

type Row = readonly [unitCode: number, value: number, places: number, size?: number];

function rowsAt(atMs: number, { sinceMs, energy }: HeatingSettings): Record<number, Row> {
  const watts = powerW(atMs);
  const wattHours = energyWh(sinceMs, atMs);
  const energyRow: Row =
    energy === 'MWh' ? [UNIT.MWh, wattHours / 1e6, 3] : [UNIT.GJ, (wattHours * 3600) / 1e9, 3];
  const coldMs = coldestOfMonth(atMs);
  const flow = (power: number) => (power / (WATER_WH * DIFFERENCE_K)) * 1000;
  return {
    60: energyRow,
    63: [energyRow[0], 0, 3],
    68: [UNIT.m3, wattHours / (WATER_WH * DIFFERENCE_K), 2],
    74: [UNIT.flow, flow(watts), 0],
    80: [UNIT.kW, watts / 1000, 1, 2],
    86: [UNIT.celsius, FLOW_C, 2, 2],
    87: [UNIT.celsius, FLOW_C - DIFFERENCE_K, 2, 2],
    89: [UNIT.kelvin, DIFFERENCE_K, 2, 2],
    99: [NUMBER, 0, 0, 1],
    113: [NUMBER, 2, 0, 1],
    138: [DATE, dateDigits(coldMs), 0],
    139: [UNIT.flow, flow(powerW(coldMs)), 0],
    142: [DATE, dateDigits(coldMs), 0],
    143: [UNIT.kW, powerW(coldMs) / 1000, 1, 2],
    1001: [NUMBER, 65432109, 0],
    1004: [UNIT.hour, (atMs - sinceMs) / HOUR_MS, 0],
  };
}

/** What `newHeatMeter` asks. */
export function heatingRegisters(settings: HeatingSettings, nowMs: () => number) {
  return (register: number): Kept | undefined => {
    const row = rowsAt(nowMs(), settings)[register];
    if (!row) return undefined;
    const [unitCode, value, places, size = 4] = row;
    return { unitCode, places, size, mantissa: BigInt(Math.floor(value * 10 ** places + 1e-6)) };
  };
}
