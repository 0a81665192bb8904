/**
 * The reader as it is run, scraped by a real Prometheus with the shipped configuration: an electricity meter
 * and a heat meter, both simulated. SKIPPED, and said so, where Prometheus is not installed.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '../command/program.ts';
import { questions } from './grafana.ts';
import type { Prometheus } from './prometheus.ts';
import { hasPrometheus, newPrometheusFolder, startPrometheus } from './prometheus.ts';

if (!hasPrometheus) console.warn('SKIPPED: the reader before Prometheus (apt install prometheus)');

const inTime = { timeout: 40_000, interval: 250 };
/** What needs no hours of a past. */
const PANELS = [
  ...['Power now', 'Power', 'Each phase', 'Voltages', 'Currents', 'Latest telegram', 'Registers'],
  ...['Telegrams a minute', 'Authenticated', 'Works', 'Told', 'Waiting and dropped'],
  ...['Heat power', 'Flow and return', 'Water flow'],
];

describe.skipIf(!hasPrometheus)('the reader', () => {
  let prometheus: Prometheus;
  const ends: (() => unknown)[] = [];

  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'live-'));
    const config = join(folder, 'smarty.toml');
    const target = `127.0.0.1:${await freePort()}`;
    const meters = { house: 'simulated', heating: 'kamstrup:simulated' };
    const tables = Object.entries(meters).map(
      ([name, source]) => `[${name}]\nsource = "${source}"\nprometheus = "${target}"\n`,
    );
    writeFileSync(config, tables.join('\n'));
    const args = ['host-sim/smarty/smarty.mjs', 'run', '--config', config];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const gone = once(child, 'exit');
    prometheus = await startPrometheus(newPrometheusFolder(), target);
    ends.push(async () => {
      child.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    });
  }, 120_000);
  afterAll(async () => {
    await prometheus?.stop();
    for (const end of ends) await end();
  });

  const values = { meter: '.*', reference_w: '3000', price: '0.1139' };

  test.each(PANELS)('answers what the panel "%s" asks', async (title) => {
    await vi.waitFor(async () => {
      const asked = questions({ nowMs: Date.now(), values }).filter(({ panel }) => panel === title);
      expect(asked.length).toBeGreaterThan(0);
      for (const { expr } of asked) {
        const series = await prometheus.ask(expr);
        expect(series.length, expr).toBeGreaterThan(0);
        for (const one of series) expect(Number(one.values[0][1]), expr).not.toBeNaN();
      }
    }, inTime);
  });

  test('is no reason for an alert, nor is a heat meter, which has no telegrams', async () => {
    const { groups } = (await prometheus.get('/api/v1/rules')) as {
      groups: { rules: { name: string; query: string; health: string }[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    const names = ['SmartyDown', 'SmartyNoTelegram', 'SmartyRefusedFrames', 'SmartyUnderVoltage'];
    expect(rules.map(({ name }) => name)).toEqual(names);
    const telegrams = 'rate(smarty_telegrams_total{meter="house"}[5m]) > 0';
    await vi.waitFor(async () => expect(await prometheus.ask(telegrams)).toHaveLength(1), inTime);
    await vi.waitFor(async () => {
      for (const { query } of rules) expect(await prometheus.ask(query), query).toEqual([]);
    }, inTime);
  });
});
