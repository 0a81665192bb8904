/**
 * What a telegram does that does not simply go on: a quarter ends, the clock or a register jumps, or
 * it is the first one. In: the state and the telegram. Out: the state; true when it is worth saving.
 * The rules are those of quarter.ts. Loaded for it, about once a quarter.
 *
 * A gap is booked in few pieces, at most three and one for each month: its first quarter, then up to
 * the next month, the last day, and the last quarter. Days in between that nobody sees are not booked.
 */
import { dateOf, latestChange } from './calendar.ts';
import {
  AHEAD,
  COVERED,
  DATE,
  DOUBTS,
  ENDED_AT,
  ENDED_COVERED,
  ENDED_EXPORTED,
  ENDED_IMPORTED,
  EXPORTED,
  GAP_S,
  IMPORTED,
  momentOf,
  MOST_RISE,
  PERIOD,
  QUARTER,
  QUARTER_START,
  SECOND,
  YEAR_START,
} from './reckoning.ts';
import type { Followed } from './reckoning.ts';
import { beginDate, bookImported } from './tariff.ts';

/** 1 January 2025: a clock before that was never set. */
const EARLIEST_S = 1735689600;
const LATEST_S = 4102441200;
const MOST_WH = 2e9;
const WAIT_S = 60;
const SURPRISE_S = 3600;
const CONFIRMED = 6;
const DAY_S = 86400;
/** 1 MW. */
const MOST_RISE_A_SECOND = 278;

/** The telegram beside the state, and what is known of the time between them. */
interface Turn {
  s: Int32Array;
  t: Followed;
  latestS: number;
  passedS: number;
  /** The clock's hours ahead of UTC at the telegram, and since when, if they have changed. */
  ahead: number;
  changeS: number;
}

function isFit(wh: number): boolean {
  return wh >= 0 && wh < MOST_WH;
}

/** The local day, counted from 1970, of a moment between state and telegram. */
function localDay(turn: Turn, utcS: number): number {
  const ahead = utcS < turn.changeS ? turn.s[AHEAD] : turn.ahead;
  return Math.floor((utcS + ahead * 3600) / DAY_S);
}

function begin(turn: Turn): void {
  const s = turn.s;
  const t = turn.t;
  const period = s[PERIOD];
  for (let i = IMPORTED; i < YEAR_START + 2; i += 2) {
    s[i] = t.importedWh;
    s[i + 1] = t.exportedWh;
  }
  s[QUARTER] = Math.floor(t.utcS / period);
  s[SECOND] = t.utcS - s[QUARTER] * period;
  s[AHEAD] = turn.ahead;
  s[DATE] = dateOf(localDay(turn, t.utcS));
}

/** Goes on from another register: what was counted before stays counted. */
function moveRegister(turn: Turn, which: number): void {
  const s = turn.s;
  const rise = (which ? turn.t.exportedWh : turn.t.importedWh) - s[IMPORTED + which];
  const most = MOST_RISE + MOST_RISE_A_SECOND * Math.max(0, turn.passedS);
  if (rise >= 0 && rise <= most) return;
  for (let i = IMPORTED + which; i < YEAR_START + 2; i += 2) s[i] += rise;
}

/** What a register was when a quarter began, between the two readings. */
function registerAt(turn: Turn, which: number, quarter: number): number {
  const s = turn.s;
  const from = s[IMPORTED + which];
  // Back in time: all that came since belongs to what comes.
  if (turn.passedS <= 0) return from;
  const rise = (which ? turn.t.exportedWh : turn.t.importedWh) - from;
  return from + Math.floor((rise * (quarter * s[PERIOD] - turn.latestS)) / turn.passedS);
}

/** The quarters `from` to before `to` have ended; the registers at `to` are the next one's start. */
function end(turn: Turn, from: number, to: number): void {
  const s = turn.s;
  const period = s[PERIOD];
  const count = to - from;
  const startS = from * period;
  const imported = registerAt(turn, 0, to);
  const exported = registerAt(turn, 1, to);
  const importedWh = imported - s[QUARTER_START];
  const exportedWh = exported - s[QUARTER_START + 1];
  const moment = momentOf(from, startS < turn.changeS ? s[AHEAD] : turn.ahead);
  bookImported(s, importedWh, count, moment);
  s[ENDED_AT] = moment + 4 * (count - 1);
  s[ENDED_IMPORTED] = (Math.floor(importedWh / count) * 3600) / period;
  s[ENDED_EXPORTED] = (Math.floor(exportedWh / count) * 3600) / period;
  s[ENDED_COVERED] = s[COVERED];
  s[COVERED] = 0;
  s[QUARTER_START] = imported;
  s[QUARTER_START + 1] = exported;
  if (turn.t.ended)
    turn.t.ended.push({
      startS: startS,
      count: count,
      importedWh: importedWh,
      exportedWh: exportedWh,
      coveredS: s[ENDED_COVERED],
    });
}

/** Where a gap that has come to the start of the quarter `from` is cut next: it goes on to `to`. */
function nextCut(turn: Turn, from: number, to: number): number {
  const s = turn.s;
  const period = s[PERIOD];
  let day = localDay(turn, to * period);
  const date = dateOf(day);
  if (date === s[DATE]) return to;
  if (Math.floor(date / 100) !== Math.floor(s[DATE] / 100)) {
    // 31 days behind the first of a month is early in the next one.
    day = localDay(turn, from * period) - (s[DATE] % 100) + 32;
    day -= (dateOf(day) % 100) - 1;
  }
  // The clocks change some hours after midnight: that it is an hour off makes no difference here.
  const roughS = day * DAY_S - 3600;
  const ahead = roughS < turn.changeS ? s[AHEAD] : turn.ahead;
  const cut = (day * DAY_S - ahead * 3600) / period;
  return cut > from && cut < to ? cut : to;
}

/** From the running quarter to that of the telegram. */
function pass(turn: Turn): void {
  const s = turn.s;
  const period = s[PERIOD];
  const isBack = turn.passedS < 0;
  const isGap = isBack || turn.passedS > GAP_S;
  const target = Math.floor(turn.t.utcS / period);
  const second = turn.t.utcS - target * period;
  let from = s[QUARTER];
  if (isBack || target > from) {
    if (!isGap) s[COVERED] += period - s[SECOND];
    end(turn, from, from + 1);
    from = isBack ? target : from + 1;
    beginDate(s, dateOf(localDay(turn, from * period)));
    while (from < target) {
      const cut = nextCut(turn, from, target);
      end(turn, from, cut);
      from = cut;
      beginDate(s, dateOf(localDay(turn, from * period)));
    }
    if (!isGap) s[COVERED] = second;
  } else if (!isGap) s[COVERED] += turn.passedS;
  s[QUARTER] = target;
  s[SECOND] = second;
  s[AHEAD] = turn.ahead;
}

/** The telegrams wait, or have not yet confirmed where the clock went. */
function isInDoubt(s: Int32Array, passedS: number): boolean {
  if (passedS >= 0 && passedS <= SURPRISE_S) return false;
  if (passedS >= -WAIT_S && passedS < 0) return true;
  s[DOUBTS]++;
  return s[DOUBTS] < CONFIRMED;
}

export function turnQuarter(s: Int32Array, t: Followed): boolean {
  if (!(t.utcS >= EARLIEST_S && t.utcS < LATEST_S)) return false;
  if (!isFit(t.importedWh) || !isFit(t.exportedWh)) return false;
  const old = s[QUARTER];
  const latestS = old * s[PERIOD] + s[SECOND];
  const passedS = t.utcS - latestS;
  const ahead = parseInt(t.iso.substr(20, 2), 10);
  const changeS = old && ahead !== s[AHEAD] ? latestChange(t.utcS) : 0;
  const turn = { s: s, t: t, latestS: latestS, passedS: passedS, ahead: ahead, changeS: changeS };
  if (!old) {
    begin(turn);
    return true;
  }
  if (isInDoubt(s, passedS)) return false;
  s[DOUBTS] = 0;
  moveRegister(turn, 0);
  moveRegister(turn, 1);
  pass(turn);
  s[IMPORTED] = t.importedWh;
  s[EXPORTED] = t.exportedWh;
  return s[QUARTER] !== old || passedS < 0;
}
