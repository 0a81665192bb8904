/** A run of the reader: several meters, each with its own key, source and sinks, each failing alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TEST_KEY } from '../../../host-sim/house/seal.ts';
import { FAULT_MEANINGS } from '../../../firmware/core/fault.ts';
import { newProblem } from '../../../host-sim/command/problem.ts';
import { frameOf, KEY, OTHER_TITLE, telegramOf } from '../../fakes/meter.ts';
import { meterPlanOf, newKept, sinkPlanOf, startRun } from '../../fakes/run.ts';
import { eventually } from '../command/program.ts';

const OTHER_KEY = Uint8Array.from({ length: 16 }, (_none, i) => 0xf0 + i);
const OTHER = Buffer.from(OTHER_KEY).toString('hex');

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'smarty-reader-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A recording of these frames. */
function recording(name: string, frames: Uint8Array[]): string {
  const file = join(directory, name);
  const lines = frames.map((frame) => Buffer.from(frame).toString('hex'));
  writeFileSync(file, ['# frames', ...lines, ''].join('\n'));
  return `file:${file}`;
}

const house = (from: number, count: number) =>
  Array.from({ length: count }, (_none, i) => frameOf(from + i));
const flat = (from: number, count: number) =>
  Array.from({ length: count }, (_none, i) =>
    frameOf(from + i, { key: OTHER_KEY, systemTitle: OTHER_TITLE }),
  );

function wattsOf(lines: string): string | undefined {
  return /^power_imported W (.*)$/m.exec(lines)?.[1];
}

describe('a run of the reader', () => {
  test('reads several meters in one process, each with its own key and its own sinks', async () => {
    const [both, one] = [newKept(), newKept()];
    const run = startRun({
      meters: [
        meterPlanOf('house', { '': { key: KEY }, source: { url: recording('a', house(1, 30)) } }),
        meterPlanOf('flat', { '': { key: OTHER }, source: { url: recording('b', flat(500, 20)) } }),
      ],
      sinks: [sinkPlanOf(both, 'house', 'flat'), sinkPlanOf(one, 'flat')],
    });
    const { telegrams, hasFailed } = await run.ended;
    expect(telegrams).toBe(50);
    expect(hasFailed).toBe(false);
    const ofHouse = both.readouts.filter(({ meter }) => meter === 'house');
    expect(ofHouse.map(({ lines }) => wattsOf(lines))).toEqual(
      Array.from({ length: 30 }, (_none, i) => `${i + 1}`),
    );
    expect(ofHouse.map(({ snapshot }) => snapshot.counter)).toEqual(
      Array.from({ length: 30 }, (_none, i) => i + 1),
    );
    expect(one.readouts).toHaveLength(20);
    expect(
      one.readouts.every(({ meter, snapshot }) => meter === 'flat' && snapshot.authenticated),
    ).toBe(true);
    expect([both.isClosed, one.isClosed]).toEqual([true, true]);
  });

  test('a readout has the telegram as printed, the frame as received, readings and JSON', async () => {
    const kept = newKept();
    const [frame] = house(7, 1);
    const source = { url: recording('one', [frame]) };
    const run = startRun({
      meters: [meterPlanOf('house', { '': { key: KEY }, source })],
      sinks: [sinkPlanOf(kept, 'house')],
    });
    await run.ended;
    const [readout] = kept.readouts;
    expect(Buffer.from(readout.frame ?? '', 'latin1').equals(frame)).toBe(true);
    expect(readout.printed).toMatch(/^\/TST5[^]*![0-9A-F]{4}\r\n$/);
    expect(JSON.parse(readout.json)).toMatchObject({
      readings: { power_imported: 7 },
      frame_counter: 7,
      authenticated: true,
    });
    expect(kept.frames).toEqual([{ meter: 'house', frame: readout.frame, counter: 7 }]);
  });

  test('without a key frames are handed on all the same, and it is told what is missing', async () => {
    const kept = newKept();
    const run = startRun({
      meters: [meterPlanOf('house', { source: { url: recording('sealed', house(1, 3)) } })],
      sinks: [sinkPlanOf(kept, 'house')],
    });
    await run.ended;
    expect(kept.readouts).toEqual([]);
    expect(kept.frames.map(({ counter }) => counter)).toEqual([1, 2, 3]);
    expect(run.told).toHaveLength(1);
    expect(run.told[0]).toContain(FAULT_MEANINGS['no-key']);
  });

  test('a wrong key is told once, with the remedy, and never the key', async () => {
    const kept = newKept();
    const run = startRun({
      meters: [
        meterPlanOf('house', { '': { key: OTHER }, source: { url: recording('w', house(1, 5)) } }),
      ],
      sinks: [sinkPlanOf(kept, 'house')],
    });
    const { telegrams, account } = await run.ended;
    expect(telegrams).toBe(0);
    expect(account.meters[0].diagnosis.faults).toEqual({ tag: 5 });
    expect(kept.faults).toEqual(Array(5).fill({ meter: 'house', fault: 'tag' }));
    expect(run.told).toEqual([`warning: house: ${FAULT_MEANINGS.tag}`]);
    expect(run.told.join()).not.toContain(OTHER);
  });

  test('a source that cannot be read ends that meter alone', async () => {
    const kept = newKept();
    const run = startRun({
      meters: [
        meterPlanOf('gone', { source: { url: `file:${join(directory, 'nothing')}` } }),
        meterPlanOf('house', { '': { key: KEY }, source: { url: recording('h', house(1, 4)) } }),
      ],
      sinks: [sinkPlanOf(kept, 'gone', 'house')],
    });
    const { hasFailed } = await run.ended;
    expect(hasFailed).toBe(true);
    expect(kept.readouts).toHaveLength(4);
    expect(run.told).toEqual([
      expect.stringMatching(/^error: .*nothing cannot be read \(ENOENT\)/),
    ]);
  });

  test('a key file that is not there is told with its meter, and the others are read', async () => {
    const kept = newKept();
    const source = { url: recording('k', house(1, 3)) };
    const run = startRun({
      meters: [
        meterPlanOf('flat', { '': { key_file: join(directory, 'no.key') }, source }),
        meterPlanOf('house', { '': { key: KEY }, source }),
      ],
      sinks: [sinkPlanOf(kept, 'flat', 'house')],
    });
    expect((await run.ended).hasFailed).toBe(true);
    expect(kept.readouts.map(({ meter }) => meter)).toEqual(['house', 'house', 'house']);
    expect(run.told).toEqual([
      expect.stringMatching(/^error: flat: .*no\.key cannot be read \(ENOENT\): check key_file/),
    ]);
  });

  test('a sink that cannot be opened is told and tried again, and the others go on', async () => {
    let mayOpen = false;
    const late = newKept(() => {
      if (!mayOpen) throw newProblem('127.0.0.1:2001 is in use: choose another.', 1);
    });
    const kept = newKept();
    const server = createServer((socket) => {
      let counter = 0;
      const timer = setInterval(() => socket.write(frameOf(++counter)), 20);
      socket.on('error', () => undefined).on('close', () => clearInterval(timer));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `tcp://127.0.0.1:${port}`;
    const run = startRun({
      meters: [meterPlanOf('house', { '': { key: KEY }, source: { url } })],
      sinks: [sinkPlanOf(late, 'house'), sinkPlanOf(kept, 'house')],
    });
    await eventually(() => kept.readouts.length > 3, 'telegrams while the other sink waits');
    expect(late.readouts).toEqual([]);
    mayOpen = true;
    await eventually(() => late.readouts.length > 3, 'telegrams at the sink that came late');
    const { account } = await run.end();
    server.close();
    expect(run.told).toEqual([
      'error: 127.0.0.1:2001 is in use: choose another. It is tried again.',
      'info: kept works now.',
    ]);
    const [missed, none] = account.sinks.map(({ facts }) => facts.missed);
    expect(missed).toBeGreaterThan(3);
    expect(none).toBe(0);
    expect(late.readouts.length + Number(missed)).toBe(kept.readouts.length);
  });

  test('a sink that throws harms nobody, and is told once', async () => {
    const bad = newKept(undefined, {
      take() {
        throw new Error('spoiled');
      },
    });
    const kept = newKept();
    const run = startRun({
      meters: [
        meterPlanOf('house', { '': { key: KEY }, source: { url: recording('t', house(1, 6)) } }),
      ],
      sinks: [sinkPlanOf(bad, 'house'), sinkPlanOf(kept, 'house')],
    });
    const { account } = await run.ended;
    expect(kept.readouts).toHaveLength(6);
    expect(run.told).toHaveLength(1);
    expect(run.told[0]).toContain('spoiled');
    expect(account.sinks[0].facts.broken).toBe(6);
  });

  test('a recording waits for sinks that have no room', async () => {
    let waiting = 0;
    let most = 0;
    const slow = newKept(undefined, {
      take: () => void (most = Math.max(most, ++waiting)),
      async room() {
        while (waiting > 0) {
          await new Promise((resolve) => setImmediate(resolve));
          waiting--;
        }
      },
    });
    const run = startRun({
      meters: [
        meterPlanOf('house', { '': { key: KEY }, source: { url: recording('r', house(1, 40)) } }),
      ],
      sinks: [sinkPlanOf(slow, 'house')],
    });
    const { telegrams } = await run.ended;
    expect(telegrams).toBe(40);
    expect(most).toBe(1);
  });

  test.each([
    ['when it is asked to', undefined],
    ['after so many telegrams', 1],
  ])('ends %s, also while a sink has no room', async (_how, count) => {
    const full = newKept(undefined, { room: () => new Promise(() => undefined) });
    const run = startRun({
      meters: [meterPlanOf('sim', { source: { url: 'simulated', period_s: '0' } })],
      sinks: [sinkPlanOf(full, 'sim')],
      count,
    });
    await eventually(() => full.readouts.length > 0, 'a telegram');
    await (count === undefined ? run.end() : run.ended);
    expect(full.isClosed).toBe(true);
  });

  test('ends after so many telegrams', async () => {
    const kept = newKept();
    const run = startRun({
      meters: [meterPlanOf('sim', { source: { url: 'simulated', period_s: '0' } })],
      sinks: [sinkPlanOf(kept, 'sim')],
      count: 5,
    });
    await run.ended;
    expect(kept.readouts).toHaveLength(5);
    expect(kept.readouts[0].snapshot.authenticated).toBe(true);
    expect(TEST_KEY).toHaveLength(16);
  });

  test('asks its surroundings to look when it is ready, and again and again', async () => {
    const kept = newKept();
    let isReady = false;
    const states: unknown[] = [];
    const run = startRun({
      meters: [meterPlanOf('sim', { source: { url: 'simulated', period_s: '0.01' } })],
      sinks: [sinkPlanOf(kept, 'sim')],
      hooks: {
        ready: () => (isReady = kept.around !== undefined),
        progress: (account) => states.push(account().meters[0].source.state),
      },
    });
    await eventually(() => states.length > 2, 'progress');
    await run.end();
    expect(isReady).toBe(true);
    expect(states[0]).toBe('open');
  });

  test('quarter hours are worked out, and survive a restart in a file', async () => {
    // 5 kW for an hour, 2 kW beyond the reference power: 0.5 kWh a quarter.
    const quarter = (minute: number, counter: number) =>
      frameOf(counter, {
        telegram: telegramOf([
          `0-0:1.0.0(2611211${2 + Math.floor(minute / 60)}${String(minute % 60).padStart(2, '0')}00W)`,
          `1-0:1.8.0(${(1000 + minute / 12).toFixed(3).padStart(10, '0')}*kWh)`,
        ]),
      });
    const run = async (name: string, frames: Uint8Array[]) => {
      const kept = newKept();
      const running = startRun({
        meters: [
          meterPlanOf('house', {
            '': { key: KEY, state: directory },
            source: { url: recording(name, frames) },
            tariff: { quarters: 'yes', reference_power_w: '3000' },
          }),
        ],
        sinks: [sinkPlanOf(kept, 'house')],
      });
      await running.ended;
      return JSON.parse(kept.readouts.at(-1)?.json ?? '{}').readings;
    };
    const before = await run('q1', [quarter(0, 1), quarter(15, 2), quarter(30, 3)]);
    const after = await run('q2', [quarter(36, 4)]);
    expect(before).toMatchObject({
      last_quarter_power_imported: 5000,
      exceeded_energy_day: 1,
      energy_imported_day: 2.5,
    });
    // 5 kW go on: what was before the restart counts.
    expect(after).toMatchObject({
      exceeded_energy_day: 1,
      energy_imported_day: 3,
      peak_power_month: 5000,
      quarter_left: 540,
    });
  });

  test('a meter whose quarter hours cannot be kept in a file is read all the same', async () => {
    const kept = newKept();
    const state = join(directory, 'nowhere');
    const run = startRun({
      meters: [
        meterPlanOf('house', {
          '': { key: KEY, state },
          source: { url: recording('unkept', house(1, 3)) },
          tariff: { quarters: 'yes' },
        }),
      ],
      sinks: [sinkPlanOf(kept, 'house')],
    });
    const { telegrams, hasFailed } = await run.ended;
    expect([telegrams, hasFailed]).toEqual([3, false]);
    expect(run.told).toEqual([
      expect.stringMatching(
        /^error: house: .*nowhere\/house\.state cannot be used \(ENOENT\): .* do not survive the next restart\.$/,
      ),
    ]);
  });

  test('a heat meter stands beside a P1 meter', async () => {
    const kept = newKept();
    const run = startRun({
      meters: [
        meterPlanOf('heat', {
          source: { url: 'kamstrup:simulated' },
          kamstrup: { period_s: '10' },
        }),
        meterPlanOf('sim', { source: { url: 'simulated', period_s: '0.05' } }),
      ],
      sinks: [sinkPlanOf(kept, 'heat', 'sim')],
    });
    const of = (name: string) => kept.readouts.filter(({ meter }) => meter === name);
    await eventually(() => of('heat').length > 0 && of('sim').length > 0, 'both meters');
    const [heat] = of('heat');
    await run.end();
    expect(kept.around?.isHeat('heat')).toBe(true);
    expect(kept.around?.isHeat('sim')).toBe(false);
    expect(heat.lines).toMatch(/^heat_energy /m);
    expect(heat.printed).toBeUndefined();
  });
});
