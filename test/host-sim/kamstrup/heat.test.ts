/** A heat meter as a source: when it asks, what it says of a meter that sleeps, what it counts. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../../firmware/core/meter/snapshot.ts';
import { newHeatSource } from '../../../host-sim/kamstrup/heat.ts';
import { newSimulatedMeter, simulatedDial } from '../../../host-sim/kamstrup/simulated.ts';
import type { Script, ScriptedLine } from './line.ts';
import { inTime, newLine } from './line.ts';

// Its timer is of a kind that vitest does not set: here it is one that it does.
vi.mock('../../../host-sim/command/waiting.ts', () => ({
  pause: (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const over = () => {
        signal.removeEventListener('abort', over);
        resolve();
      };
      setTimeout(over, ms);
      signal.addEventListener('abort', over);
      if (signal.aborted) over();
    }),
}));

const E1 = '403f10003c0304430000d6de03220d';
const ASK_60 = '803f1001003cb25f0d';
const MINUTE_MS = 60_000;
const settings = { period_s: 3600, registers: [60], tries: 3, silence_ms: 2000 };

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 0, 20, 7) }));
afterEach(() => void vi.useRealTimers());

interface Told {
  snapshots: Snapshot[];
  sentences: string[];
}

async function during(line: ScriptedLine, minutes: number, told: Told, options = settings) {
  const ending = new AbortController();
  const source = newHeatSource({
    dial: line.dial,
    settings: options,
    tell: (level, sentence) => told.sentences.push(`${level}: ${sentence}`),
  });
  const running = source.run((snapshot) => void told.snapshots.push(snapshot), ending.signal);
  await vi.advanceTimersByTimeAsync(minutes * MINUTE_MS);
  const facts = source.facts();
  ending.abort();
  await inTime(running);
  expect(source.facts().state).toBe('ended');
  return facts;
}

const newTold = (): Told => ({ snapshots: [], sentences: [] });

describe('the heat source', () => {
  test('reads at once and then every hour, with the line closed in between', async () => {
    const told = newTold();
    const line = newLine(() => [E1]);
    const facts = await during(line, 150, told);
    expect(told.snapshots.map(({ stamp }) => new Date(1000 * stamp!.utcS).toISOString())).toEqual([
      '2026-01-20T07:00:00.000Z',
      '2026-01-20T08:00:00.000Z',
      '2026-01-20T09:00:00.000Z',
    ]);
    expect(told.snapshots[0].readings).toEqual([
      { code: '60', name: 'heat_energy', unit: 'kWh', milli: 55_006_000 },
    ]);
    expect([line.opened, line.isOpen, told.sentences]).toEqual([3, false, []]);
    expect(facts).toMatchObject({ state: 'open', polls: 3, answered_polls: 3 });
  });

  test('says once that the meter sleeps, and finds it awake within a minute of a key', async () => {
    let isAwake = false;
    const told = newTold();
    const line = newLine(() => (isAwake ? [E1] : []));
    const running = during(line, 20, told);
    await vi.advanceTimersByTimeAsync(0);
    setTimeout(() => (isAwake = true), 10 * MINUTE_MS);
    await running;
    expect(told.snapshots).toHaveLength(1);
    const sinceKeyS = told.snapshots[0].stamp!.utcS - Date.UTC(2026, 0, 20, 7, 10) / 1000;
    expect(sinceKeyS).toBeLessThanOrEqual(63);
    expect(told.sentences).toEqual([
      expect.stringMatching(/^warning: \/dev\/ir-head: .*press a key on the meter to wake it/),
      'info: /dev/ir-head: the heat meter answers again.',
    ]);
    // Three tries at first, then one a minute.
    expect(line.asked.length).toBeLessThanOrEqual(3 + 12);
  });

  test('tells a head that works from one that does not', async () => {
    const told = newTold();
    await during(
      newLine(() => [ASK_60]),
      1,
      told,
    );
    expect(told.sentences).toEqual([
      expect.stringMatching(/The optical head works, .*press a key on the meter/),
    ]);
  });

  test('spares the battery of a meter that does not answer for half an hour', async () => {
    const line = newLine(() => []);
    const facts = await during(line, 24 * 60, newTold());
    expect(line.asked.length).toBeLessThanOrEqual(3 + 30 + 24);
    expect(facts).toMatchObject({
      state: 'waiting',
      answered_polls: 0,
      faults_timeout: line.asked.length,
    });
  });

  test('opens the port again when it comes back, and says each reason once', async () => {
    const told = newTold();
    const gone = 'It is not there: plug the adapter in.';
    const line = newLine(() => [E1], [gone, gone, gone]);
    const facts = await during(line, 5, told);
    expect(told.sentences).toEqual([
      `error: ${gone} It is tried again.`,
      'info: /dev/ir-head: the heat meter answers again.',
    ]);
    expect(told.snapshots).toHaveLength(1);
    expect(facts).toMatchObject({ polls: 4, broken_lines: 3 });
  });

  test('counts faults, repeats, echoes and noise', async () => {
    const spoiled = E1.replace('d6de', 'd6df');
    const script: Script = (_request, number) =>
      number === 1 ? ['ffff', ASK_60, spoiled] : [ASK_60, E1];
    const facts = await during(newLine(script), 1, newTold());
    expect(facts).toMatchObject({
      ...{ polls: 1, answered_polls: 1, heat_readings: 1, faults_crc: 1, faults_timeout: 0 },
      ...{ repeated_questions: 1, unanswered_questions: 0, echoes: 2, noise_bytes: 2 },
    });
  });

  test('does not ask faster than its period', async () => {
    const line = newLine(() => []);
    await during(line, 2, newTold(), { ...settings, period_s: 30, tries: 1 });
    expect(line.asked.length).toBeLessThanOrEqual(5);
  });

  test('reads the simulated meter as any other', async () => {
    vi.useRealTimers();
    const ending = new AbortController();
    const seen: Snapshot[] = [];
    const source = newHeatSource({
      dial: simulatedDial(newSimulatedMeter()),
      settings: { ...settings, registers: [60, 86, 1001, 142] },
      tell: () => undefined,
    });
    await source.run((snapshot) => {
      seen.push(snapshot);
      ending.abort();
    }, ending.signal);
    const [energy, flow, serial, date] = seen[0].readings;
    expect(energy).toMatchObject({ name: 'heat_energy', unit: 'kWh' });
    // Five years of a mean of 3.4 kW.
    expect(energy.milli! / 1e6).toBeGreaterThan(140);
    expect(energy.milli! / 1e6).toBeLessThan(160);
    expect(flow).toEqual({ code: '86', name: 'flow_temperature', unit: 'Â°C', milli: 62_000 });
    expect(serial.text).toBe('65432109');
    expect(date.text).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});
