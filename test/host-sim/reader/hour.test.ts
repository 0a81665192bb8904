/**
 * An hour of a meter on a serial line, with all that happens to lines: noise between frames, bytes that are
 * lost and bits that flip inside them, the same frame twice, a cable that is pulled out in the middle of one.
 * The oracle is the list of frames that were sent whole.
 */
import { expect, describe, test } from 'vitest';
import { newHouseSource } from '../../../host-sim/source/house.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { KEY, newNoise } from '../../fakes/meter.ts';
import { meterPlanOf, newKept, sinkPlanOf, startRun } from '../../fakes/run.ts';
import { hasSocat, newSerialLine, warnWithoutSocat } from '../../fakes/serial.ts';
import { eventually } from '../command/program.ts';

warnWithoutSocat('an hour of frames');

const HOUR_FRAMES = 360;
const FIRST_COUNTER = 3_153_600;
const PULLED_AT = [120, 240];

/** A meter sends every ten seconds; the hour begins before the clock is set back. */
function framesOfAnHour(): Uint8Array[] {
  const nowMs = Date.UTC(2026, 9, 25, 0, 30);
  const house = newHouseSource({
    seed: 3,
    list: 'full',
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    nowMs,
  });
  return Array.from({ length: HOUR_FRAMES }, (_none, i) => house.next(nowMs + i * 10_000)!);
}

function flipped(frame: Uint8Array, at: number): Uint8Array {
  const copy = frame.slice();
  copy[at] ^= 1 << (at % 8);
  return copy;
}

/** What is sent for each frame, and whether a telegram must come of it. */
function sendingOf(frame: Uint8Array, i: number, noise: () => number) {
  const piece = (size: number) => Uint8Array.from({ length: size }, noise);
  const at = 20 + (noise() % (frame.length - 40));
  if (i % 11 === 3) return { bytes: [flipped(frame, at)], isGood: false };
  if (i % 13 === 5) return { bytes: [frame.subarray(0, at)], isGood: false };
  if (i % 17 === 7) {
    return { bytes: [frame.subarray(0, at), frame.subarray(at + 1)], isGood: false };
  }
  if (i % 5 === 1) return { bytes: [piece(1 + (noise() % 90)), frame], isGood: true };
  if (i % 19 === 9) return { bytes: [frame, frame], isGood: true };
  return { bytes: [frame], isGood: true };
}

describe.skipIf(!hasSocat)('an hour on a serial line', () => {
  test('every good telegram reaches every sink, in order, once; all else is counted', async () => {
    const line = await newSerialLine();
    const kept = [newKept(), newKept(), newKept()];
    const run = startRun({
      meters: [meterPlanOf('house', { '': { key: KEY }, source: { url: line.path } })],
      sinks: kept.map((one) => sinkPlanOf(one, 'house')),
    });
    const noise = newNoise(7);
    const good: number[] = [];
    const taken = () => kept[0].readouts.length;
    const stateOf = () => run.told.filter((text) => text.endsWith('is back.')).length;
    const state = () => kept[0].around?.account().meters[0].source.state;
    try {
      await eventually(() => state() === 'open', 'an open port');
      for (const [i, frame] of framesOfAnHour().entries()) {
        if (PULLED_AT.includes(i)) {
          await eventually(() => taken() === good.length, `${good.length} telegrams`);
          const told = run.told.length;
          await line.send(frame.subarray(0, 700));
          await line.pull();
          await eventually(() => run.told.length > told, 'word of the pulled cable');
          const back = stateOf();
          await line.plugIn();
          // Bytes that nobody has opened the line for are lost: what is sent until then is noise.
          while (stateOf() === back) {
            await line.send(Uint8Array.of(0));
            await new Promise((resolve) => setTimeout(resolve, 5));
          }
          continue;
        }
        const { bytes, isGood } = sendingOf(frame, i, noise);
        for (const piece of bytes) await line.send(piece);
        if (isGood) good.push(FIRST_COUNTER + i);
      }
      // The tail of the last damaged frame is decided by what follows.
      await eventually(() => taken() === good.length, 'all good telegrams');
    } finally {
      await run.end();
      await line.remove();
    }
    for (const { readouts } of kept) {
      expect(readouts.map(({ snapshot }) => snapshot.counter)).toEqual(good);
    }
    expect(good.length).toBeGreaterThan(270);
    const { account } = await run.ended;
    const { faults } = account.meters[0].diagnosis;
    expect(faults.replay).toBeGreaterThan(10);
    expect(faults.tag).toBeGreaterThan(30);
  });
});
