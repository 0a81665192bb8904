/**
 * The simulated house: what its people, machines and roof do, as the meter at the door sees it.
 * In: a seed and a time. Out: the record House, whole numbers in the units of their names.
 *
 * How the load is made: each appliance is a function of seed and time alone, so the power of any
 * second is the same however the time before it was crossed.
 *   base       standby and lamps, more while people are awake, most in dark evenings
 *   fridge     a compressor that runs 17 of 48 minutes
 *   cooking    meals at times that vary by the day; the hob clicks on and off
 *   heat pump  three phases, runs a part of each 50 minutes: a quarter in winter, little in summer
 *   car        nine evenings in twenty, 11 kW on three phases or 3.7 kW on one
 *   solar      4.6 kW on one phase: the sun's elevation at Luxembourg, weather, passing clouds
 * A phase's voltage sags under its load. Showers burn gas and draw water.
 *
 * The meter is balancing: of the totals one direction is always 0, single phases may differ.
 * Energy is the exact integral of the powers shown: each power holds for the step that ends at
 * nowMs, watts times seconds are summed as integers, every full 3600 count one Wh in the tariff
 * of the step, the rest is carried. Registers start at 0: for a house with a past, start it in
 * the past and advance.
 */
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** A day of seconds. Longer spans are crossed in longer steps. */
const MOST_STEPS = 86_400;
/** 0.25 ohm between transformer and meter. */
const SAG_V_PER_W = 0.25 / 230;

const METERED = [
  ['energyImportedWh', 'powerImportedW'],
  ['energyExportedWh', 'powerExportedW'],
  ['reactiveImportedVarh', 'reactiveImportedVar'],
  ['reactiveExportedVarh', 'reactiveExportedVar'],
] as const;
export type Energies = Record<(typeof METERED)[number][0], number>;
export type Powers = Record<(typeof METERED)[number][1], number>;
export type Phase = Powers & { voltageDv: number; currentA: number };

/** A meter on the M-Bus: it counts always and shows the index of the last full hour. */
export interface FlowMeter {
  volumeMl: number;
  indexL: number;
  capturedMs: number;
}
export interface House extends Powers, Energies {
  seed: number;
  nowMs: number;
  phases: Phase[];
  /** 1 at night, 2 by day. */
  tariff: 1 | 2;
  /** The share of tariff 1, then of tariff 2. */
  tariffs: [Energies, Energies];
  /** Watt-seconds (var-seconds) that are not yet a whole Wh (varh). */
  carried: Energies;
  gas: FlowMeter;
  water: FlowMeter;
}

interface Moment {
  seed: number;
  ms: number;
  localMs: number;
  hour: number;
  /** 1 in the coldest week of January, 0 in July. */
  winter: number;
}
interface Habit {
  hour: number;
  minutes: number;
  likely: number;
  powerW: number;
}
const MEALS: readonly Habit[] = [
  { hour: 6.7, minutes: 9, likely: 0.95, powerW: 1900 },
  { hour: 12.2, minutes: 30, likely: 0.5, powerW: 1800 },
  { hour: 18.5, minutes: 55, likely: 0.95, powerW: 2700 },
];
/** Heated by gas: the electric power is the boiler's fan and pump. */
const SHOWERS: readonly Habit[] = [
  { hour: 6.3, minutes: 14, likely: 0.9, powerW: 80 },
  { hour: 21, minutes: 20, likely: 0.9, powerW: 80 },
];
const GAS_ML_PER_S = 420;
const WATER_ML_PER_S = 160;

/** Streams of chance. A table's rows and the phases take one each, from the number given here. */
const [NOISE, PEOPLE, HOB, COLD, WEATHER, CLOUD, MACHINE] = [1, 2, 3, 4, 5, 6, 7];
const [CAR, MEAL, SHOWER, MAINS] = [10, 20, 30, 40];

function mix(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

/** 0 up to 1, always the same for the same three numbers: a hash of integers, not a sequence. */
function chance(seed: number, stream: number, slot: number): number {
  return (mix(mix(mix(seed + 1) + stream) + slot) >>> 0) / 2 ** 32;
}

/** Chance without jumps: eased from each whole position to the next. */
function drift(seed: number, stream: number, position: number): number {
  const slot = Math.floor(position);
  const part = position - slot;
  const from = chance(seed, stream, slot);
  return from + (chance(seed, stream, slot + 1) - from) * part * part * (3 - 2 * part);
}

/** Last Sunday of March (2) or October (9), 01:00 UTC: Directive 2000/84/EC. */
function clockChangeMs(year: number, month: number): number {
  const lastDay = new Date(Date.UTC(year, month, 31, 1));
  return lastDay.getTime() - lastDay.getUTCDay() * DAY_MS;
}

export function isSummerTime(ms: number): boolean {
  const year = new Date(ms).getUTCFullYear();
  return ms >= clockChangeMs(year, 2) && ms < clockChangeMs(year, 9);
}

function momentOf(seed: number, ms: number): Moment {
  const localMs = ms + (isSummerTime(ms) ? 2 : 1) * HOUR_MS;
  const years = (ms - Date.UTC(2000, 0, 20)) / (365.2425 * DAY_MS);
  const winter = 0.5 + 0.5 * Math.cos(2 * Math.PI * years);
  return { seed, ms, localMs, hour: (localMs % DAY_MS) / HOUR_MS, winter };
}

/** Sine of the sun's elevation at 49.6 N 6.1 E (Astronomical Almanac, the Sun at low precision). */
export function sineOfSun(ms: number): number {
  const degree = Math.PI / 180;
  const days = ms / DAY_MS - 10957.5;
  const anomaly = (357.528 + 0.9856003 * days) * degree;
  const centre = 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly);
  const longitude = (280.46 + 0.9856474 * days + centre) * degree;
  const height = Math.sin(23.439 * degree) * Math.sin(longitude);
  const ascension = Math.atan2(
    Math.cos(23.439 * degree) * Math.sin(longitude),
    Math.cos(longitude),
  );
  const hourAngle = (280.46062 + 360.98564737 * days + 6.1) * degree - ascension;
  const across = Math.sqrt(1 - height * height) * Math.cos(hourAngle);
  return Math.sin(49.6 * degree) * height + Math.cos(49.6 * degree) * across;
}

/** The power of the habit that is on, each starting up to half an hour late. */
function habitW(habits: readonly Habit[], stream: number, moment: Moment): number {
  const day = Math.floor(moment.localMs / DAY_MS);
  const on = habits.find((habit, row) => {
    const since = moment.hour - habit.hour - 0.5 * chance(moment.seed, stream + row, day);
    // The same day's second lot is drawn at its negative.
    const isWanted = chance(moment.seed, stream + row, -day) < habit.likely;
    return isWanted && since >= 0 && since < habit.minutes / 60;
  });
  return on ? on.powerW : 0;
}

function baseW({ seed, ms, hour, winter }: Moment): number {
  const isAwake = hour >= 6.5 && hour < 23;
  const people = isAwake ? 60 + 240 * drift(seed, PEOPLE, ms / (7 * MINUTE_MS)) : 0;
  const lamps = isAwake && hour >= 20 - 3 * winter ? 90 : 0;
  return 150 + people + lamps + 12 * chance(seed, NOISE, ms / SECOND_MS);
}

function fridgeW({ seed, ms }: Moment): number {
  return (ms / MINUTE_MS + 48 * chance(seed, MACHINE, 0)) % 48 < 17 ? 85 : 0;
}

function cookingW(moment: Moment): number {
  // By chance and not by a period, which longer steps might always meet at the same point.
  const isGlowing = chance(moment.seed, HOB, Math.floor(moment.ms / 24_000)) < 0.6;
  return isGlowing ? habitW(MEALS, MEAL, moment) : 0;
}

function heatPumpW({ seed, ms, winter }: Moment): number {
  const cycle = ms / (50 * MINUTE_MS) + chance(seed, MACHINE, 1);
  const cold = 0.7 + 0.6 * drift(seed, COLD, ms / (2 * DAY_MS));
  return cycle % 1 < 0.06 + 0.23 * winter * cold ? 1800 + 500 * winter : 0;
}

/** An evening lasts until noon, so that a charge may pass midnight. */
function carW({ seed, localMs }: Moment, phases: 1 | 3): number {
  const sinceNoonMs = localMs - DAY_MS / 2;
  const lot = (row: number) => chance(seed, CAR + row, Math.floor(sinceNoonMs / DAY_MS));
  if (lot(0) >= 0.45 || phases !== (lot(1) < 0.6 ? 3 : 1)) return 0;
  const since = (sinceNoonMs % DAY_MS) / HOUR_MS - 6 - 3 * lot(2);
  const hours = ((0.6 + lot(3)) * 3) / phases;
  return since >= 0 && since < hours ? 3680 * phases : 0;
}

function solarW({ seed, ms, winter }: Moment): number {
  const weather = drift(seed, WEATHER, ms / (9 * HOUR_MS)) + 0.15 * winter;
  const passing = drift(seed, CLOUD, ms / (4 * MINUTE_MS));
  const cover = Math.min(1, Math.max(0, 1.6 * weather + 0.8 * passing - 1.1));
  return -4600 * Math.max(0, sineOfSun(ms)) ** 1.15 * (1 - 0.8 * cover);
}

interface Appliance {
  powerW: (moment: Moment) => number;
  /** Of L1, L2 and L3. */
  share: readonly number[];
  /** Positive is inductive: imported. */
  varPerW: number;
}
const EVENLY = [1 / 3, 1 / 3, 1 / 3];
const APPLIANCES: readonly Appliance[] = [
  { powerW: baseW, share: [0.4, 0.35, 0.25], varPerW: -0.4 },
  { powerW: fridgeW, share: [0, 1, 0], varPerW: 0.6 },
  { powerW: cookingW, share: [0.5, 0.5, 0], varPerW: 0 },
  { powerW: (moment) => habitW(SHOWERS, SHOWER, moment), share: [0, 1, 0], varPerW: 0.5 },
  { powerW: heatPumpW, share: EVENLY, varPerW: 0.35 },
  { powerW: (moment) => carW(moment, 3), share: EVENLY, varPerW: -0.02 },
  { powerW: (moment) => carW(moment, 1), share: [1, 0, 0], varPerW: -0.02 },
  { powerW: solarW, share: [0, 0, 1], varPerW: 0.03 },
];

function setPowers(powers: Powers, netW: number, netVar: number): void {
  powers.powerImportedW = Math.max(0, netW);
  powers.powerExportedW = Math.max(0, -netW);
  powers.reactiveImportedVar = Math.max(0, netVar);
  powers.reactiveExportedVar = Math.max(0, -netVar);
}

function setVoltage(phase: Phase, row: number, { seed, nowMs }: House): void {
  const netW = phase.powerImportedW - phase.powerExportedW;
  const netVar = phase.reactiveImportedVar - phase.reactiveExportedVar;
  const slow = 3.6 * drift(seed, MAINS + row, nowMs / (11 * MINUTE_MS));
  const quick = 0.4 * chance(seed, MAINS + 3 + row, nowMs / SECOND_MS);
  phase.voltageDv = Math.round(10 * (228.5 + slow + quick - SAG_V_PER_W * netW));
  phase.currentA = Math.round((10 * Math.hypot(netW, netVar)) / phase.voltageDv);
}

function setLoad(house: House, moment: Moment): void {
  const loadsW = APPLIANCES.map(({ powerW }) => powerW(moment));
  const total = { watts: 0, vars: 0 };
  house.phases.forEach((phase, row) => {
    let watts = 0;
    let vars = 0;
    APPLIANCES.forEach(({ share, varPerW }, i) => {
      watts += loadsW[i] * share[row];
      vars += loadsW[i] * share[row] * varPerW;
    });
    setPowers(phase, Math.round(watts), Math.round(vars));
    setVoltage(phase, row, house);
    total.watts += Math.round(watts);
    total.vars += Math.round(vars);
  });
  setPowers(house, total.watts, total.vars);
}

function countEnergy(house: House, seconds: number): void {
  for (const [energy, power] of METERED) {
    const wattSeconds = house.carried[energy] + house[power] * seconds;
    const whole = Math.floor(wattSeconds / 3600);
    house.carried[energy] = wattSeconds - 3600 * whole;
    house[energy] += whole;
    house.tariffs[house.tariff - 1][energy] += whole;
  }
}

function countFlow(meter: FlowMeter, volumeMl: number, nowMs: number): void {
  meter.volumeMl += volumeMl;
  if (nowMs % HOUR_MS !== 0) return;
  meter.indexL = Math.floor(meter.volumeMl / 1000);
  meter.capturedMs = nowMs;
}

function stepTo(house: House, toMs: number): void {
  const seconds = (toMs - house.nowMs) / SECOND_MS;
  const moment = momentOf(house.seed, toMs);
  const flowing = habitW(SHOWERS, SHOWER, moment) > 0 ? seconds : 0;
  house.nowMs = toMs;
  setLoad(house, moment);
  // Steps end at full hours, as tariffs do: the tariff before the change is that of the step.
  countEnergy(house, seconds);
  house.tariff = moment.hour >= 6 && moment.hour < 22 ? 2 : 1;
  countFlow(house.gas, GAS_ML_PER_S * flowing, toMs);
  countFlow(house.water, WATER_ML_PER_S * flowing, toMs);
}

/** Only whole seconds count: a part of one waits for the next call. Time never runs backwards. */
export function advanceHouse(house: House, toMs: number): void {
  const endMs = Math.floor(toMs / SECOND_MS) * SECOND_MS;
  const stepMs = Math.ceil((endMs - house.nowMs) / SECOND_MS / MOST_STEPS) * SECOND_MS;
  while (house.nowMs < endMs) {
    const hourMs = (Math.floor(house.nowMs / HOUR_MS) + 1) * HOUR_MS;
    stepTo(house, Math.min(house.nowMs + stepMs, hourMs, endMs));
  }
}

export function newHouse({ seed, startMs }: { seed: number; startMs: number }): House {
  const nowMs = Math.floor(startMs / SECOND_MS) * SECOND_MS;
  const flow = { volumeMl: 0, indexL: 0, capturedMs: Math.floor(nowMs / HOUR_MS) * HOUR_MS };
  const powers = Object.fromEntries(METERED.map(([, power]) => [power, 0])) as Powers;
  const none = Object.fromEntries(METERED.map(([energy]) => [energy, 0])) as Energies;
  const phase = { ...powers, voltageDv: 0, currentA: 0 };
  const house: House = {
    ...powers,
    ...none,
    seed,
    nowMs,
    phases: [{ ...phase }, { ...phase }, { ...phase }],
    tariff: 1,
    tariffs: [{ ...none }, { ...none }],
    carried: { ...none },
    gas: { ...flow },
    water: { ...flow },
  };
  stepTo(house, nowMs);
  return house;
}
