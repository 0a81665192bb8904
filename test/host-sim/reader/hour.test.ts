/**
 * An hour of a meter on a serial line, with all that happens to lines: noise between frames, bytes that are
 * lost and bits that flip inside them, the same frame twice, a cable that is pulled out in the middle of one.
 * Somebody listens to every kind of sink. The oracle is the list of frames that were sent whole.
 */
import { describe, expect, test } from 'vitest';
import { newHouse } from '../../../host-sim/house/load.ts';
import {
  LUXEMBOURG_AUTH_KEY,
  sealFrame,
  TEST_KEY,
  TEST_TITLE,
} from '../../../host-sim/house/seal.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { SINK_KINDS } from '../../../host-sim/sink/kinds.ts';
import { KEY, newNoise } from '../../fakes/meter.ts';
import { meterPlanOf, newKept, sinkPlanOf, startRun } from '../../fakes/run.ts';
import type { Running } from '../../fakes/run.ts';
import { hasSocat, newSerialLine, warnWithoutSocat } from '../../fakes/serial.ts';
import type { SerialLine } from '../../fakes/serial.ts';
import { eventually } from '../command/program.ts';
import { newAudience } from './audience.ts';

warnWithoutSocat('an hour of frames');

const HOUR_FRAMES = 360;
const FIRST_COUNTER = 3_153_600;
const PULLED_AT = [120, 240];
const HOUR_MS = 300_000;
/** Before the clock is set back. */
const START_MS = Date.UTC(2026, 9, 25, 0, 30);

interface Sent {
  counter: number;
  telegram: string;
}

/** A meter sends every ten seconds. */
function frameAt(i: number): Sent & { frame: Uint8Array } {
  const telegram = formatTelegram(
    newHouse({ seed: 3, startMs: START_MS }),
    START_MS + i * 10_000,
    'full',
  );
  const counter = FIRST_COUNTER + i;
  const frame = sealFrame({
    telegram,
    counter,
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    systemTitle: TEST_TITLE,
  });
  return { telegram, counter, frame };
}

function flipped(frame: Uint8Array, at: number): Uint8Array {
  const copy = frame.slice();
  copy[at] ^= 1 << (at % 8);
  return copy;
}

/** What is sent for a frame, and whether a telegram must come of it. */
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

/** The cable is pulled out in the middle of a frame, and put back. */
async function pull(line: SerialLine, run: Running, frame: Uint8Array): Promise<void> {
  const backs = () => run.told.filter((text) => text.endsWith('is back.')).length;
  const [told, back] = [run.told.length, backs()];
  await line.send(frame.subarray(0, 700));
  await line.pull();
  await eventually(() => run.told.length > told, 'word of the pulled cable');
  await line.plugIn();
  // What is sent before the line is open is lost: until then it means nothing.
  while (backs() === back) {
    await line.send(Uint8Array.of(0));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe.skipIf(!hasSocat)('an hour on a serial line', () => {
  test(
    'every good telegram reaches every sink, in order, once; all else is counted',
    async () => {
      const line = await newSerialLine();
      const audience = await newAudience();
      const kept = newKept();
      const run = startRun({
        meters: [meterPlanOf('house', { '': { key: KEY }, source: { url: line.path } })],
        sinks: [sinkPlanOf(kept, 'house'), ...audience.plans],
        out: audience.out,
      });
      const noise = newNoise(7);
      const good: Sent[] = [];
      const { counters, printed } = audience;
      const heard = () => [
        kept.readouts.length,
        ...Object.values({ ...counters, ...printed }).map((list) => list().length),
      ];
      const caughtUp = () =>
        eventually(
          () => heard().every((count) => count >= good.length),
          `${good.length} telegrams`,
        );
      let metrics = '';
      let latest = '';
      try {
        const state = () => kept.around?.account().meters[0].source.state;
        const up = () =>
          kept.around?.account().sinks.every(({ facts }) => facts.state !== 'waiting');
        await eventually(() => state() === 'open' && up() === true, 'open sinks and an open port');
        await audience.join();
        for (let i = 0; i < HOUR_FRAMES; i++) {
          const { frame, ...sent } = frameAt(i);
          if (PULLED_AT.includes(i)) {
            await caughtUp();
            await pull(line, run, frame);
            continue;
          }
          const { bytes, isGood } = sendingOf(frame, i, noise);
          for (const piece of bytes) await line.send(piece);
          if (isGood) good.push(sent);
          // A meter sends every ten seconds: nobody is a hundred telegrams behind.
          if (i % 20 === 0) await caughtUp();
        }
        await caughtUp();
        metrics = await audience.metrics();
        latest = await audience.latest();
      } finally {
        await run.end();
        await line.remove();
        await audience.leave();
      }
      const all = good.map(({ counter }) => counter);
      expect(all.length).toBeGreaterThan(270);
      expect(kept.readouts.map(({ snapshot }) => snapshot.counter)).toEqual(all);
      for (const [name, list] of Object.entries(counters)) expect(list(), name).toEqual(all);
      for (const [name, list] of Object.entries(printed)) {
        expect(list(), name).toEqual(good.map(({ telegram }) => telegram));
      }
      expect(metrics).toMatch(new RegExp(`^smarty_telegrams_total\\{.*\\} ${all.length}$`, 'm'));
      expect(latest).toBe(good.at(-1)?.telegram);
      const { account } = await run.ended;
      const { faults } = account.meters[0].diagnosis;
      expect(faults.replay).toBeGreaterThan(10);
      expect(faults.tag).toBeGreaterThan(30);
      for (const { name, facts } of account.sinks) expect([name, facts.dropped]).toEqual([name, 0]);
    },
    HOUR_MS,
  );

  test('no kind of sink is left out, but the one that needs a port of its own', async () => {
    const audience = await newAudience();
    await audience.leave();
    const listened = audience.plans.map(({ kind }) => kind.group.name as string);
    expect(
      SINK_KINDS.map(({ group }) => group.name as string).filter((n) => !listened.includes(n)),
    ).toEqual(['port']);
  });
});
