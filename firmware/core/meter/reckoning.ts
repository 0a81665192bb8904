/**
 * The state of all that follows from readings over time: one typed array of whole numbers, which takes
 * about 25 variables on the device. In: a tariff. Out: the state, and what each of its words is.
 * How it is counted is in quarter.ts and tariff.ts; negative is none of them but register starts, after
 * another meter.
 */
/** What is kept in flash (ledger.ts): words 0 to 39, the last one a checksum. */
export const RECORD = 40;
const WORDS = 48;

/** Layout of the record, and its number. */
export const MARK = 0;
export const SEQUENCE = 1;
/** Seconds of a quarter: 900, where the tariff knows no other. */
export const PERIOD = 2;
/** The running quarter, counted from 1970, 0: none yet; its seconds so far, and those covered. */
export const QUARTER = 3;
export const SECOND = 4;
export const COVERED = 5;
/** The hours by which the meter's clock is ahead of UTC. */
export const AHEAD = 6;
/** The running quarter's day, yyyymmdd, local. */
export const DATE = 7;
/** The latest registers in Wh; then what they were when quarter, day, month and year began. */
export const IMPORTED = 8;
export const EXPORTED = 9;
export const QUARTER_START = 10;
export const DAY_START = 12;
export const MONTH_START = 14;
export const YEAR_START = 16;
/** Of the day, the month and the year: Wh above the class, what they cost in 1/1000 EUR ... */
export const EXCEEDED = 18;
export const COST = 21;
/** ... and in 1/10000000 EUR what is not a whole one of these. */
export const COST_REST = 24;
/** The month's highest mean in W, and its quarter: see `momentOf`; 0: none yet. */
export const PEAK = 27;
export const PEAK_AT = 28;
/** The latest quarter that ended: its moment (0: none), mean powers in W, seconds covered. */
export const ENDED_AT = 29;
export const ENDED_IMPORTED = 30;
export const ENDED_EXPORTED = 31;
export const ENDED_COVERED = 32;
/** The month before: imported, exported, exceeded, cost, peak and its moment, 0: none. */
export const BEFORE = 33;
export const CHECKSUM = 39;
/** Not kept: the class as Wh a quarter (0: there is none), its price, the power of now in mW. */
export const ALLOWANCE = 40;
export const PRICE = 41;
export const POWER = 42;
/** Telegrams in a row whose time nobody expected. */
export const DOUBTS = 43;
/** Scratch for derive.ts: projected W, Wh that are left, W that they allow, seconds that are left. */
export const PROJECTED = 44;
export const LEFT = 45;
export const ALLOWED = 46;
export const LEFT_S = 47;

/** A telegram every so often is no gap. */
export const GAP_S = 60;
/** 1 MW for a quarter of an hour. */
export const MOST_RISE = 250000;
export const LAYOUT = 0x31514d53;

export interface Tariff {
  /** The class: reference power in W, a multiple of 4; 0: there is none. */
  referenceW: number;
  /** 1/10000 EUR for each kWh above it. */
  price: number;
  /** Seconds of a quarter: 900, or another part of an hour that is a multiple of 300. */
  periodS: number;
}

/** Quarters that ended together: one, or more after a gap, over which the energy is spread evenly. */
export interface Ended {
  startS: number;
  count: number;
  importedWh: number;
  exportedWh: number;
  coveredS: number;
}

export interface Followed {
  /** The meter's clock. */
  utcS: number;
  iso: string;
  importedWh: number;
  exportedWh: number;
  /** Thousandths of a watt. */
  powerImportedMw: number;
  /** For hosts that keep a history: what ends is added here. */
  ended?: Ended[];
}

/** Takes on a tariff, also in place of the one before. The quarter begins anew with another period. */
export function setTariff(s: Int32Array, tariff: Tariff): void {
  if (s[PERIOD] !== tariff.periodS && s[QUARTER]) {
    const utcS = s[QUARTER] * s[PERIOD] + s[SECOND];
    s[QUARTER] = Math.floor(utcS / tariff.periodS);
    s[SECOND] = utcS - s[QUARTER] * tariff.periodS;
    s[COVERED] = 0;
    s[QUARTER_START] = s[IMPORTED];
    s[QUARTER_START + 1] = s[EXPORTED];
  }
  s[PERIOD] = tariff.periodS;
  s[ALLOWANCE] = Math.floor((tariff.referenceW * tariff.periodS) / 3600);
  s[PRICE] = tariff.price;
}

/** A state that has seen nothing yet. */
export function newState(tariff: Tariff): Int32Array {
  const s = new Int32Array(WORDS);
  s[MARK] = LAYOUT;
  setTariff(s, tariff);
  return s;
}

/** The moments that are kept: number of the quarter, and the hours that the clock was ahead of UTC. */
export function momentOf(quarter: number, ahead: number): number {
  return quarter * 4 + ahead;
}
