/**
 * The reader as a process, killed again and again at moments of all kinds, before a serial line and a broker
 * that are not its own. The meter counts 0.01 kWh in each six seconds, 6 kW: everything that is told can be
 * worked out from the frame counter.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frameOf, KEY, newNoise, telegramOf } from '../../fakes/meter.ts';
import { hasSocat, newSerialLine, warnWithoutSocat } from '../../fakes/serial.ts';
import type { SerialLine } from '../../fakes/serial.ts';
import { eventually } from '../command/program.ts';
import { newHearer, valuesOf } from '../sink/hearer.ts';
import type { Hearer } from '../sink/hearer.ts';
import { startSmarty } from '../smarty/program.ts';

warnWithoutSocat('a reader that is killed');

const KILLS = Number(process.env.SMARTY_KILLS ?? 6);
const START_MS = Date.UTC(2026, 10, 21, 11);
const TOPIC = 'smarty/house';

const energyOf = (counter: number) => ((100_000 + counter) / 100).toFixed(3);

function frameAt(counter: number): Uint8Array {
  const time = new Date(START_MS + 3_600_000 + counter * 6000).toISOString();
  const stamp = time.replace(/\D/g, '').slice(2, 14);
  const energy = energyOf(counter).padStart(10, '0');
  const lines = [`0-0:1.0.0(${stamp}W)`, `1-0:1.8.0(${energy}*kWh)`, '1-0:1.7.0(06.000*kW)'];
  return frameOf(counter, { telegram: telegramOf(lines) });
}

/** A meter sends, whether somebody hears it or not. */
function newMeter(line: SerialLine) {
  let isOver = false;
  let counter = 0;
  const sending = (async () => {
    while (!isOver) {
      await line.send(frameAt(++counter));
      await sleep(25);
    }
  })();
  return {
    latest: () => counter,
    async end() {
      isOver = true;
      await line.remove();
      await sending;
    },
  };
}

interface Told {
  frame_counter: number;
  readings: Record<string, number | string>;
}

describe.skipIf(!hasSocat)('a reader that is killed', () => {
  let directory: string;
  let broker: Hearer;
  let meter: ReturnType<typeof newMeter>;
  let config: string;
  const told = () =>
    valuesOf(broker.heard, `${TOPIC}/telegram`).map((text) => JSON.parse(text) as Told);

  beforeAll(
    async () => {
      directory = mkdtempSync(join(tmpdir(), 'smarty-killed-'));
      mkdirSync(join(directory, 'state'));
      broker = await newHearer();
      const line = await newSerialLine();
      meter = newMeter(line);
      config = join(directory, 'smarty.toml');
      const lines = [
        ...['[house]', `source = "${line.path}"`, 'tariff = true', `state = "${directory}/state"`],
        `mqtt = "mqtt://127.0.0.1:${broker.port}"`,
      ];
      writeFileSync(config, lines.join('\n'));
      const noise = newNoise(Number(process.env.SMARTY_SEED ?? 23));
      for (let i = 0; i < KILLS; i++) {
        const program = startSmarty(['run', '-c', config], { SMARTY_KEY: KEY });
        const before = told().length;
        // Every other time while it starts, or as soon as it does something.
        const most = i % 2 ? 3 + (noise() % 60) : 0;
        const soon = sleep(noise() * 10);
        if (most) await eventually(() => told().length >= before + most, 'telegrams after a kill');
        else await soon;
        program.child.kill('SIGKILL');
        await program.ended;
      }
      const last = startSmarty(['run', '-c', config], { SMARTY_KEY: KEY });
      const before = told().length;
      const quarters = () => new Set(told().map(({ readings }) => readings.last_quarter_time)).size;
      await eventually(() => told().length > before + 40, 'telegrams in the end');
      while (quarters() < 4) await sleep(50);
      last.child.kill('SIGTERM');
      expect((await last.ended).code).toBe(0);
      await meter.end();
      await eventually(
        () => valuesOf(broker.heard, `${TOPIC}/status`).at(-1) === 'offline',
        'a farewell',
      );
    },
    120_000 + KILLS * 20_000,
  );
  afterAll(async () => {
    await broker.close();
    rmSync(directory, { recursive: true, force: true });
  });

  test('goes on by itself, each telegram once and in order', () => {
    const counters = told().map((one) => one.frame_counter);
    expect(counters.length).toBeGreaterThan(40);
    expect(counters).toEqual([...new Set(counters)].sort((a, b) => a - b));
    expect(counters.at(-1)).toBeLessThanOrEqual(meter.latest());
  });

  test('tells nothing that is wrong', () => {
    for (const { frame_counter: counter, readings } of told()) {
      expect([counter, readings.energy_imported]).toEqual([counter, Number(energyOf(counter))]);
      expect([counter, readings.power_imported]).toEqual([counter, 6000]);
    }
    const energies = valuesOf(broker.heard, `${TOPIC}/reading/energy_imported`);
    const sent = new Set(
      Array.from({ length: meter.latest() }, (_none, i) => Number(energyOf(i + 1))),
    );
    const wrong = energies.filter((text) => !sent.has(Number(text)));
    expect(wrong).toEqual([]);
  });

  test('has its quarter hours again: their mean is that of the registers, over every kill', () => {
    const [first] = told().flatMap(({ readings }) => readings.last_quarter_time ?? []);
    // Of the first one the beginning was not seen.
    const later = told().filter(({ readings }) => {
      return readings.last_quarter_time !== undefined && readings.last_quarter_time !== first;
    });
    expect(later.length).toBeGreaterThan(1);
    for (const { frame_counter: counter, readings } of later) {
      expect([counter, readings.last_quarter_power_imported]).toEqual([counter, 6000]);
    }
    // What was counted before a kill is not counted anew: the month goes on.
    const months = told().map(({ readings }) => Number(readings.energy_imported_month));
    const known = months.filter((energy) => !Number.isNaN(energy));
    expect(known).toEqual(known.toSorted((a, b) => a - b));
  });

  test('is told to be gone by its last will, and to be there again', () => {
    const states = valuesOf(broker.heard, `${TOPIC}/status`);
    expect(states.filter((state) => state === 'online').length).toBeGreaterThan(KILLS / 2 - 1);
    expect(states.at(-1)).toBe('offline');
    expect(new Set(states)).toEqual(new Set(['online', 'offline']));
  });
});
