/**
 * A factory reset: forgets what the owner has set, and what was counted for the owner. Loaded on demand.
 * In: the flash. Out: the same without it; what the dongle was flashed with stays.
 */
import type { RecordPorts } from '../boot/record.ts';
import { load as loadCopies } from '../config/copies.far.ts';
import { eraseLedger } from '../meter/ledger.ts';

export function forgetAll(p: RecordPorts): void {
  eraseLedger(p.flash);
  // Last: cut off before, the owner sees that it has not happened.
  loadCopies().eraseCopies(p.flash, p.digest);
}
