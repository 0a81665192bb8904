/**
 * A telegram's lines -> the state that follows from readings over time. The app calls it once for each.
 *
 * In: the lines of `app.latest` and the meter's clock. Out: true when a quarter has ended, or the state
 * has begun: then it is to be saved (ledger.ts), and all that is derived is worth publishing (derive.ts).
 */
import type { Stamp } from '../telegram/stamp.ts';
import { followTelegram } from './quarter.ts';
import { milliIn } from './lines.ts';
import { EXPORTED } from './reckoning.ts';
import type { Ended } from './reckoning.ts';

/** 2 MW: what a word holds. */
const MOST_MW = 2e9;

export function followLatest(
  s: Int32Array,
  latest: string,
  stamp: Stamp,
  ended?: Ended[],
): boolean {
  const imported = milliIn(latest, 'energy_imported', 'kWh');
  if (imported === undefined) return false;
  const exported = milliIn(latest, 'energy_exported', 'kWh');
  const power = milliIn(latest, 'power_imported', 'W');
  return followTelegram(s, {
    utcS: stamp.utcS,
    iso: stamp.iso,
    importedWh: imported,
    exportedWh: exported === undefined ? s[EXPORTED] : exported,
    powerImportedMw: power === undefined ? -1 : Math.min(power, MOST_MW),
    ended: ended,
  });
}
