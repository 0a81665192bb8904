/** The simulated house as a wire. In: which house, and how often. Out: its frames, at their times. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pause } from '../command/waiting.ts';
import type { HouseSettings } from './house.ts';
import { newHouseSource } from './house.ts';
import type { Wire } from './source.ts';

export interface SimulatedOptions extends Omit<HouseSettings, 'nowMs'> {
  periodMs: number;
}

export function newSimulatedWire({ periodMs, ...settings }: SimulatedOptions): Wire {
  let frames = 0;
  let state = 'opening';
  return {
    name: 'simulated',
    isPatient: true,
    async run(take, signal) {
      const house = newHouseSource({ ...settings, nowMs: Date.now() });
      let dueMs = performance.now();
      state = 'open';
      while (!signal.aborted) {
        const frame = house.next(Date.now());
        if (!frame) break;
        frames++;
        await take(frame);
        // Frames that are late, because the computer slept, are not made up for.
        dueMs = Math.max(dueMs + periodMs, performance.now() - periodMs);
        const waitMs = dueMs - performance.now();
        await (waitMs > 0 ? pause(waitMs, signal) : nextTurn());
      }
      state = 'ended';
    },
    facts: () => ({ state, frames }),
  };
}
