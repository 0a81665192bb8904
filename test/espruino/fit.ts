/**
 * The interpreters that a file of tests runs on. Where there is none it says so, in this one place, and
 * leaves a test that claims nothing: Vitest takes a file without a test for a broken one.
 * Apart from interpreter.ts, which the benchmark uses outside of Vitest.
 */
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { findInterpreters, hasDeviceFlash } from './interpreter.ts';

function leaveOut(what: string, found: string[], fit: string[]): void {
  const names = found.map((path) => basename(path)).join(', ');
  const reason = names
    ? `${names} has no flash at the ESP32's addresses`
    : 'there is no Espruino interpreter here (ESPRUINO=path names one)';
  console.warn(`SKIPPED: ${what}, ${reason}`);
  test('without an interpreter nothing is claimed', () => expect(fit).toEqual([]));
}

/** Any interpreter will do. */
export function anyInterpreters(what: string): string[] {
  const found = findInterpreters();
  if (!found.length) leaveOut(what, found, found);
  return found;
}

/** Those with an ESP32's memory and flash. */
export function esp32Interpreters(what: string): string[] {
  const found = findInterpreters();
  const fit = found.filter(hasDeviceFlash);
  if (!fit.length) leaveOut(what, found, fit);
  return fit;
}
