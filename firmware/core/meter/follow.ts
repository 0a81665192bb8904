/**
 * A telegram's lines -> the state that follows from readings over time. The app calls it once for each.
 *
 * In: the lines of `app.latest` and the meter's clock. Out: true when a quarter has ended, or the state
 * has begun: then it is to be saved (ledger.ts), and all that is derived is worth publishing (derive.ts).
 */
import { findText } from '../bytes.ts';
import type { Stamp } from '../telegram/stamp.ts';
import { followTelegram } from './quarter.ts';
import { EXPORTED } from './reckoning.ts';
import type { Ended } from './reckoning.ts';

/** 2 MW: what a word holds. */
const MOST_MW = 2e9;

/** Thousandths of a reading, as milliText wrote it; undefined where the lines do not have it. */
function readMilli(latest: string, key: string): number | undefined {
  let from = 0;
  if (latest.substr(0, key.length) !== key) {
    from = findText(latest, '\n' + key, 0) + 1;
    if (!from) return undefined;
  }
  const value = latest.substring(from + key.length, latest.indexOf('\n', from));
  const point = value.indexOf('.');
  const milli = parseInt(value, 10) * 1000;
  // The "1" in front keeps the zeros behind the point.
  return point < 0 ? milli : milli + parseInt('1' + (value + '00').substr(point + 1, 3), 10) - 1000;
}

export function followLatest(
  s: Int32Array,
  latest: string,
  stamp: Stamp,
  ended?: Ended[],
): boolean {
  const imported = readMilli(latest, 'energy_imported kWh ');
  if (imported === undefined) return false;
  const exported = readMilli(latest, 'energy_exported kWh ');
  const power = readMilli(latest, 'power_imported W ');
  return followTelegram(s, {
    utcS: stamp.utcS,
    iso: stamp.iso,
    importedWh: imported,
    exportedWh: exported === undefined ? s[EXPORTED] : exported,
    powerImportedMw: power === undefined ? -1 : Math.min(power, MOST_MW),
    ended: ended,
  });
}
