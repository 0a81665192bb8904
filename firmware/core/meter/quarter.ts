/**
 * Quarter hours from the differences of the energy registers, 1.8.0 imported and 2.8.0 exported.
 *
 * In: the registers of a telegram in Wh, and the meter's clock. Out: a state of whole numbers, and the
 * word whether a quarter has ended. This is what each telegram passes; what happens at the end of a
 * quarter is in turn.ts, loaded for it.
 *
 * How energy is told to a quarter: a quarter is the quarter hour of the clock, UTC, which is that of the
 * local time as well. The register at its start is what stands between the two readings around that
 * moment, in proportion to the time, rounded down to a Wh. The energy of a quarter is the difference of
 * two such registers, of a day or a month too: nothing is summed that could drift, and all quarters
 * together are exactly what the registers have risen by, whatever was missing in between.
 *
 *   two readings within one quarter     exact, however long nothing came in between
 *   a gap over several quarters         the energy is spread evenly over its time. For quarters that are
 *                                       missing as a whole this is the least that can have been drawn
 *                                       above the reference power; and they are not covered
 *   a register falls, or rises by more  another meter, or another one's register: goes on from there,
 *   than 1 MW could make it             the difference counts for nothing
 *   the clock goes back up to a minute  the telegrams wait until it has caught up
 *   it goes back further, or more than  five telegrams in a row must say so: then the running quarter ends
 *   an hour ahead                       as it is, or the time in between is taken for a gap
 *
 * `COVERED` says for how many seconds of a quarter the readings were at most a minute apart.
 */
import {
  COVERED,
  DOUBTS,
  EXPORTED,
  GAP_S,
  IMPORTED,
  MOST_RISE,
  PERIOD,
  POWER,
  QUARTER,
  SECOND,
} from './reckoning.ts';
import type { Followed } from './reckoning.ts';
import { load as loadTurn } from './turn.lazy.ts';

/** One telegram. True when a quarter has ended, or the state has begun: then it is worth saving. */
export function followTelegram(s: Int32Array, t: Followed): boolean {
  const second = t.utcS - s[QUARTER] * s[PERIOD];
  const passedS = second - s[SECOND];
  const imported = t.importedWh - s[IMPORTED];
  const exported = t.exportedWh - s[EXPORTED];
  s[POWER] = t.powerImportedMw;
  if (
    passedS < 0 ||
    second >= s[PERIOD] ||
    imported < 0 ||
    imported > MOST_RISE ||
    exported < 0 ||
    exported > MOST_RISE
  )
    return loadTurn().turnQuarter(s, t);
  if (passedS <= GAP_S) s[COVERED] += passedS;
  s[SECOND] = second;
  s[IMPORTED] = t.importedWh;
  s[EXPORTED] = t.exportedWh;
  s[DOUBTS] = 0;
  return false;
}
