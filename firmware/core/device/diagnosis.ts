/**
 * What the dongle adds to the counts of its telegrams. Loaded on demand.
 */
import type { Diagnosis } from '../message/diagnostics.ts';
import type { Device } from './device.ts';

export function addDiagnosis(d: Device, diagnosis: Diagnosis): void {
  const n = diagnosis.numbers;
  const signal = d.options.ports.wifi.about().rssi;
  if (signal !== undefined) n.rssi_dbm = signal;
  n.free_variables = d.options.ports.system.free();
  n.uart_overruns = d.overruns;
  n.wifi_joins = d.link.joins;
  n.boots = d.options.boot.number;
  diagnosis.texts.state = d.state;
  diagnosis.texts.restart = d.options.boot.cause;
  diagnosis.texts.version = d.options.version;
}
