/**
 * Which application to start.
 * In: the boot record and the CRC-32 of each slot. Out: what the application is told about this boot,
 * written down before it starts, so that a start that ends badly is counted.
 */
import type { BootRecord, RecordPorts, RestartCause, Slot } from './record.ts';
import { changeRecord, otherSlot, readRecord, rollBack } from './record.ts';

export interface Boot {
  slot: Slot;
  /** The application is a new one that has to prove itself. */
  trial: boolean;
  /** Boots since the latest that went well, with this one. */
  boots: number;
  /** Of this boot; never falls. */
  number: number;
  /** Why the dongle has restarted; "power" also where nobody could tell. */
  cause: RestartCause;
  /** Too many boots have failed: set up only. */
  safe: boolean;
}

/** The CRC-32 of a slot's data; undefined where it is missing or empty. */
export type SumOf = (slot: Slot) => number | undefined;

const ATTEMPTS = 2;
const FAILURES = 4;

/** What is in the slot is what was once written there; without a known sum it is believed. */
function isSound(record: BootRecord, slot: Slot, sumOf: SumOf): boolean {
  const sum = sumOf(slot);
  const known = record.sums[slot];
  return sum !== undefined && (known === undefined || known === sum);
}

/** Undefined: there is nothing that could be started. */
function chooseSlot(record: BootRecord, sumOf: SumOf): Slot | undefined {
  const trial = record.trial;
  if (trial && record.attempts < ATTEMPTS && isSound(record, trial, sumOf)) return trial;
  const active = record.active;
  if (isSound(record, active, sumOf)) return active;
  const other = otherSlot(active);
  const isKnown = record.sums[other] !== undefined && other !== trial;
  return isKnown && isSound(record, other, sumOf) ? other : undefined;
}

/** Writes down the start of `slot`. */
function countBoot(record: BootRecord, slot: Slot, sumOf: SumOf): void {
  if (record.trial === slot) record.attempts++;
  else {
    if (record.trial) rollBack(record);
    record.active = slot;
  }
  // The flashing tool has compared it; from now on it can be compared here.
  if (record.sums[slot] === undefined) record.sums[slot] = sumOf(slot);
  record.boots++;
  record.number++;
}

/** Undefined: no slot holds a sound application. */
export function noteBoot(p: RecordPorts, sumOf: SumOf): Boot | undefined {
  const slot = chooseSlot(readRecord(p), sumOf);
  if (slot === undefined) return undefined;
  let cause: RestartCause = 'power';
  const record = changeRecord(p, function (r) {
    cause = r.cause;
    r.cause = 'power';
    countBoot(r, slot, sumOf);
  });
  return {
    slot: slot,
    trial: record.trial === slot,
    boots: record.boots,
    number: record.number,
    cause: cause,
    safe: record.boots > FAILURES,
  };
}
