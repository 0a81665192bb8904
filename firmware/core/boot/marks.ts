/**
 * What a running application writes into the boot record. Each is one entry of the record, or none
 * where it would say nothing new. Nothing is kept in memory.
 */
import type { RecordPorts, RestartCause, Slot } from './record.ts';
import { changeRecord, readRecord } from './record.ts';

export { readRecord } from './record.ts';

/** This boot has gone well. */
export function noteHealthy(p: RecordPorts): void {
  if (readRecord(p).boots === 0) return;
  changeRecord(p, function (record) {
    record.boots = 0;
  });
}

/** A restart that follows at once. One that somebody asked for is no sign of illness. */
export function noteRestart(p: RecordPorts, cause: RestartCause): void {
  const isIll = ['crash', 'memory'].indexOf(cause) >= 0;
  changeRecord(p, function (record) {
    record.cause = cause;
    if (!isIll) record.boots = 0;
  });
}

/** The next boot starts `slot` on trial, as long as its data has this CRC-32. */
export function stageTrial(p: RecordPorts, slot: Slot, sum: number): void {
  changeRecord(p, function (record) {
    record.trial = slot;
    record.attempts = 0;
    record.sums[slot] = sum;
  });
}

/** The application on trial has proven itself and stays. */
export function confirmTrial(p: RecordPorts): void {
  const before = readRecord(p);
  // Asked twice: 2v25 cannot read off a call's result what is undefined (espruino/wifi.ts).
  if (!before.trial) return;
  changeRecord(p, function (record) {
    record.active = before.trial as Slot;
    record.trial = undefined;
    record.attempts = 0;
  });
}
