/**
 * What the built bundle takes of the 5,000 variables of an ESP32, by process.memory(): at rest with everything
 * loaded, and at the most between two turns of the interpreter while full lists come and a page asks every two
 * seconds. What a turn takes for itself is not seen: docs/benchmark.md has the fewest with which all gets through.
 */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isDeviceShaped, peakWithPage, variablesAtRest } from '../bench/memory.ts';
import { esp32Interpreters } from './fit.ts';

const REST = 3500;
const PEAK = 4200;
const interpreters = esp32Interpreters('the memory of the built bundle');

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test.runIf(isDeviceShaped(interpreter))(
    'fits, at rest and with the page open',
    async () => {
      const rest = await variablesAtRest(interpreter);
      const peak = await peakWithPage(interpreter);
      console.log(`${name}: ${rest} variables at rest, ${peak} at the most with the page open`);
      expect(rest).toBeGreaterThan(REST / 2);
      expect(rest).toBeLessThanOrEqual(REST);
      expect(peak).toBeGreaterThan(rest);
      expect(peak).toBeLessThanOrEqual(PEAK);
    },
    180_000,
  );
});
