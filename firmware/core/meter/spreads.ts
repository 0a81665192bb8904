/**
 * Mean, minimum and maximum of the powers between two publications (spread.ts), as what follows from
 * readings. Loaded where they are wanted, and then it stays.
 */
import type { Derivation } from '../app.ts';
import { newSpread, spreadLines, takePowers } from './spread.ts';

export function newSpreads(): Derivation {
  const spread = newSpread();
  let index = 0;
  return {
    begin: function (lines, _stamp, isPublished) {
      takePowers(spread, lines);
      index = 0;
      return isPublished;
    },
    next: function () {
      return spreadLines(spread, index++);
    },
  };
}
