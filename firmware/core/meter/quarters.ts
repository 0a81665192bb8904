/**
 * Quarter hours, tariff, days and months, as what follows from readings; with their ledger in flash.
 * Loaded where they are wanted, and then it stays.
 */
import type { Derivation } from '../app.ts';
import type { RecordPorts } from '../boot/record.ts';
import type { Deriving } from './derive.ts';
import { load as loadDerive } from './derive.lazy.ts';
import { followLatest } from './follow.ts';
import { load as loadLedger } from './ledger.lazy.ts';
import { newState } from './reckoning.ts';
import type { Tariff } from './reckoning.ts';

export function newQuarters(ports: RecordPorts, tariff: Tariff): Derivation {
  const state = newState(tariff);
  let room: ReturnType<typeof loadDerive> | undefined;
  let deriving: Deriving = { at: 0 };
  let surplus: string | undefined;
  loadLedger().readLedger(ports, state, tariff);
  return {
    begin: function (lines, stamp, isPublished) {
      if (!stamp) return false;
      // The line is silent just behind a telegram: time for the flash.
      if (followLatest(state, lines, stamp)) loadLedger().writeLedger(ports, state);
      if (!isPublished) return false;
      room = loadDerive();
      deriving = room.newDeriving(state, true);
      surplus = room.surplusLines(lines);
      return true;
    },
    next: function () {
      const first = surplus;
      surplus = undefined;
      if (first !== undefined) return first;
      const more = room && deriving.at ? room.nextDerived(state, deriving) : undefined;
      if (more === undefined) room = undefined;
      return more;
    },
  };
}
