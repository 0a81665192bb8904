/**
 * Values of a heat meter in the units of this project. In: the exact decimal text of a reading and
 * the unit that the meter's answer gave it. Out: whole thousandths of one unit for each quantity,
 * as integers all the way: Wh, kWh, MWh are kWh, what is counted in joules is GJ, and stays so.
 */

/** One unit of the meter is `times / over` of `unit`. */
interface Scale {
  unit: string;
  times: bigint;
  over: bigint;
}

const scale = (unit: string, times: bigint, over = 1n): Scale => ({ unit, times, over });

/** Under the names of reading.ts. What is not listed is no measured quantity, or told as it is. */
const SCALES: Readonly<Record<string, Scale>> = {
  '': scale('-', 1n),
  Wh: scale('kWh', 1n, 1000n),
  kWh: scale('kWh', 1n),
  MWh: scale('kWh', 1000n),
  GWh: scale('kWh', 1_000_000n),
  J: scale('GJ', 1n, 1_000_000_000n),
  kJ: scale('GJ', 1n, 1_000_000n),
  MJ: scale('GJ', 1n, 1000n),
  GJ: scale('GJ', 1n),
  'GJ x 10': scale('GJ', 10n),
  cal: scale('Gcal', 1n, 1_000_000_000n),
  kcal: scale('Gcal', 1n, 1_000_000n),
  Mcal: scale('Gcal', 1n, 1000n),
  Gcal: scale('Gcal', 1n),
  W: scale('W', 1n),
  kW: scale('W', 1000n),
  MW: scale('W', 1_000_000n),
  GW: scale('W', 1_000_000_000n),
  '°C': scale('°C', 1n),
  K: scale('K', 1n),
  l: scale('m3', 1n, 1000n),
  m3: scale('m3', 1n),
  'm3 x 10': scale('m3', 10n),
  'l/h': scale('l/h', 1n),
  'm3/h': scale('l/h', 1000n),
  'm3·°C': scale('m3·°C', 1n),
  t: scale('t', 1n),
  't x 10': scale('t', 10n),
  't/h': scale('t/h', 1n),
  s: scale('h', 1n, 3600n),
  min: scale('h', 1n, 60n),
  h: scale('h', 1n),
  days: scale('h', 24n),
};

/** In a kWh: 3.6 MJ; the calorie is the international one of 4.1868 J, as district heating has it. */
const KWH: Readonly<Record<string, Scale>> = {
  kWh: scale('kWh', 1n),
  GJ: scale('kWh', 2500n, 9n),
  Gcal: scale('kWh', 1163n),
};

export interface Measure {
  unit: string;
  /** Thousandths of the unit; halves are rounded away from 0. */
  milli: number;
}

function divide(amount: bigint, by: bigint): bigint {
  const half = amount < 0n ? -by / 2n : by / 2n;
  return (amount + half) / by;
}

function toMeasure(amount: bigint, over: bigint, { unit, ...by }: Scale): Measure | undefined {
  const milli = Number(divide(amount * 1000n * by.times, over * by.over));
  return Number.isSafeInteger(milli) ? { unit, milli } : undefined;
}

/** "55.006", "MWh" gives 55006000 thousandths of a kWh. undefined: no such unit, or too large. */
export function measureOf(value: string, unit: string): Measure | undefined {
  const by = SCALES[unit];
  const [whole, places = ''] = value.split('.');
  return by && toMeasure(BigInt(whole + places), 10n ** BigInt(places.length), by);
}

/** For a sink that wants kWh of whatever the meter counts. undefined: it is no energy. */
export function inKwh({ unit, milli }: Measure): Measure | undefined {
  const by = KWH[unit];
  return by && toMeasure(BigInt(milli), 1000n, by);
}
