/**
 * Long runs of the built bundle in the real interpreter, in simulated time: nothing grows, nothing is
 * lost, whatever comes and goes. DAY=n runs n telegrams of each in place of the few that a test has
 * time for (86,400 are a day of one a second).
 */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runDay } from './day.ts';
import type { Account } from './day.ts';
import { esp32Interpreters } from './fit.ts';

const COUNT = parseInt(process.env.DAY ?? '120', 10);
// What this asks for is an ESP32's memory and flash, and some minutes.
const interpreters = esp32Interpreters('long runs in simulated time');
const inTime = { timeout: 60_000 + COUNT * 1000 };
/** Early enough to be before any growth, late enough for every table to be there. */
const SAMPLES = [40, COUNT / 2, COUNT];

/** Comes and goes with the size of a number; one variable a telegram would be as many as telegrams. */
const FLICKER = 6;

function growth({ used }: Account): number {
  return used[used.length - 1] - used[0];
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (_name, interpreter) => {
  test.each([
    ['one telegram a second', 1],
    ['one telegram every ten seconds', 10],
  ])('%s leaves nothing behind and loses nothing', inTime, async (_pace, periodS) => {
    const day = await runDay({
      ...{ interpreter, telegrams: COUNT, periodS, list: 'basic', sampleAt: SAMPLES },
    });
    expect(day).toMatchObject({ sent: COUNT, published: COUNT });
    expect(growth(day), String(day.used)).toBeLessThanOrEqual(FLICKER);
    expect(day.diagnostics).toMatchObject({ lost_frames: 0, noise_bytes: 0, uart_overruns: 0 });
  });

  test('Wi-Fi that goes and comes leaves nothing behind and loses nothing', inTime, async () => {
    const day = await runDay({
      ...{ interpreter, telegrams: COUNT, periodS: 10, list: 'basic', sampleAt: SAMPLES },
      disturb: (device, cut) => {
        cut();
        device.run('require("Wifi").fail("BEACON_TIMEOUT")');
      },
    });
    expect(day).toMatchObject({ sent: COUNT, published: COUNT });
    expect(growth(day), String(day.used)).toBeLessThanOrEqual(FLICKER);
    expect(day.diagnostics.wifi_joins).toBeGreaterThan(COUNT * 0.7);
  });

  test('a broker that goes and comes leaves nothing behind and loses nothing', inTime, async () => {
    const day = await runDay({
      ...{ interpreter, telegrams: COUNT, periodS: 10, list: 'basic', sampleAt: SAMPLES },
      disturb: (_device, cut) => cut(),
    });
    expect(day).toMatchObject({ sent: COUNT, published: COUNT });
    expect(growth(day), String(day.used)).toBeLessThanOrEqual(FLICKER);
    expect(day.diagnostics.mqtt_reconnects).toBeGreaterThan(COUNT * 0.7);
  });
});
