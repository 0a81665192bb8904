/**
 * A broker in bad moods, and a dongle in the real interpreter with all that it can tell switched on: every
 * telegram is decoded, streamed and on the status page, and when the broker is well again what it keeps
 * is right within two telegrams: what it would be had it never been away. OUTAGE=n: so many minutes down
 * instead of ten.
 *
 * Time is simulated; the memory is more than an ESP32 has, which does not do with everything on.
 */
import { basename } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { printedOf } from '../core/web/api/source.ts';
import { bootConsumers, expectCalm, isThere, newMeter, retainedOn } from './consumers.ts';
import { EVERYTHING } from './everything.ts';
import type { Consumers, MeterFrame } from './consumers.ts';
import { PERIOD_S } from './consumers.ts';
import { esp32Interpreters } from './fit.ts';
import { isCommon, runHost } from './matrix.ts';
import type { Mood } from './odd-broker.ts';

const interpreters = esp32Interpreters('a broker in bad moods');
const MINUTES = parseInt(process.env.OUTAGE ?? '10', 10);
const VARIABLES = 16_383;
/** More than a minute: the wait between two attempts comes near to its longest. */
const SHORT = 8;
/** The longest wait between two attempts, and the telegram in which it ends. */
const MOST_UNTIL_BACK = 60 / PERIOD_S + 1;

interface Signs {
  /** What the page may say, from the second telegram on. */
  states: string[];
  /** And what it must have said. */
  faults: string[];
  leastVisits: number;
}

const AWAY = ['no-broker'];
const MOODS: Record<Exclude<Mood, 'well'>, Signs> = {
  down: { states: AWAY, faults: ['unreachable'], leastVisits: 0 },
  mute: { states: AWAY, faults: ['timeout'], leastVisits: 2 },
  refuses: { states: AWAY, faults: ['refused-login', 'refused-rights'], leastVisits: 2 },
  // From nothing to three packets, and nothing again.
  'hangs-up': { states: [...AWAY, 'running'], faults: ['closed'], leastVisits: 5 },
  slow: { states: [...AWAY, 'running'], faults: [], leastVisits: 1 },
};

const lateTime = { timeout: 20_000, interval: 200 };

let rig: Consumers | undefined;
afterEach(async () => {
  await rig?.leave();
  rig = undefined;
});

/** All that is kept but for what one of the two alone tells, and for when it told it. */
function told(retained: Record<string, string>): Record<string, string> {
  const common = Object.entries(retained).filter(([topic]) => isCommon({ topic }));
  return Object.fromEntries(
    common.map(([topic, payload]) => [topic, payload.replace(/"version":\d+/, '"version":0')]),
  );
}

/** Telegrams until the dongle is back; how many. */
async function comeBack(consumers: Consumers, meter: () => MeterFrame): Promise<number> {
  const before = consumers.heard.length;
  const isBack = () => consumers.heard.slice(before).some(isThere);
  for (let i = 0; i <= MOST_UNTIL_BACK; i++) {
    if (isBack()) return i;
    await consumers.send(meter());
  }
  throw new Error(`not back after ${MOST_UNTIL_BACK} telegrams`);
}

/** A broker in a mood for so many telegrams; then it is well again. In how many the dongle is back. */
async function live(
  consumers: Consumers,
  meter: () => MeterFrame,
  mood: keyof typeof MOODS,
  count: number,
) {
  const { odd, send } = consumers;
  const signs = MOODS[mood];
  const seen: { state: string; fault?: string }[] = [];
  await odd.turn(mood);
  for (let i = 0; i < count; i++) {
    odd.release();
    seen.push(await send(meter()));
  }
  for (const { state } of seen.slice(2)) expect(signs.states, mood).toContain(state);
  const faults = [...new Set(seen.map(({ fault }) => fault))];
  expect(faults, mood).toEqual(expect.arrayContaining(signs.faults));
  expect(odd.visits(), mood).toBeGreaterThanOrEqual(signs.leastVisits);
  if (mood === 'slow') {
    expect(odd.held()).toBeGreaterThan(count / 2);
    expect(seen.at(-1)!.state).toBe('running');
  }
  const visits = odd.visits();
  await odd.turn('well');
  const back = await comeBack(consumers, meter);
  await send(meter());
  await send(meter());
  return { visits, back, faults };
}

const CASES: [string, (keyof typeof MOODS)[], number][] = [
  [`is down for ${MINUTES} minutes`, ['down'], (MINUTES * 60) / PERIOD_S],
  [
    'says nothing, refuses the password, closes after each packet, answers a telegram late',
    ['mute', 'refuses', 'hangs-up', 'slow'],
    SHORT,
  ],
];

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test.each(CASES)(
    'a broker that %s holds nothing up, and is right two telegrams after it is back',
    async (_title, moods, count) => {
      rig = await bootConsumers(interpreter, { told: EVERYTHING, variables: VARIABLES });
      const meter = newMeter();
      await rig.send(meter());
      expect((await rig.send(meter())).state).toBe('running');
      for (const mood of moods) {
        const startMs = Date.now();
        const { visits, back, faults } = await live(rig, meter, mood, count);
        const frames = rig.sent.map(({ frame }) => frame);
        const host = await runHost(EVERYTHING, frames);
        const should = told(host.account.retained);
        // No telegram comes meanwhile.
        const retained = await vi.waitFor(async () => {
          const found = told(await retainedOn(rig!.broker.port));
          expect(found, mood).toEqual(should);
          return found;
        }, lateTime);
        // What the telegram itself says, of which no program has made anything.
        const [power, unit] = printedOf(rig.sent.at(-1)!.telegram, '1-0:1.7.0')!.split('*');
        const kept = retained['obis/dev/1-0:1.7.0'].split(' ');
        expect([parseFloat(kept[0]), kept[1]], mood).toEqual([parseFloat(power), unit]);
        console.log(
          `${name}: ${mood} for ${count} telegrams, ${visits} visits, back after ${back}, ` +
            `${Object.keys(should).length} topics right, the page said ${faults.join()}, ` +
            `${Date.now() - startMs} ms`,
        );
      }
      expectCalm(rig);
    },
    120_000 + MINUTES * 10_000,
  );
});
