/**
 * A real Prometheus scrapes the built bundle in the real interpreter: the target is up, and what it has
 * stored is what the telegram says. SKIPPED, and said so, where Prometheus is not installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { printedOf } from '../core/web/api/source.ts';
import { frameOf } from '../fakes/meter.ts';
import { freePort, startBroker } from './broker.ts';
import { complaintOf } from './complaint.ts';
import { esp32Interpreters } from './fit.ts';
import { fetchFrom } from './home.ts';
import { bootDevice, STAND_INS } from './interpreter.ts';

const interpreters = esp32Interpreters('a real Prometheus');
const hasPrometheus = spawnSync('prometheus', ['--version']).status === 0;
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPrometheus) {
  console.warn('SKIPPED: a real Prometheus that scrapes the dongle (apt install prometheus)');
}
if (!hasPromtool) console.warn('SKIPPED: promtool is not here (apt install prometheus)');

const inTime = { timeout: 40_000, interval: 200 };
const TELEGRAMS = 4;
const startMs = Date.UTC(2026, 0, 15, 19);

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Scrapes every other second; gives what an expression is worth, by its labels. */
async function startPrometheus(target: number) {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const config = {
    global: { scrape_interval: '2s', scrape_timeout: '2s' },
    scrape_configs: [
      { job_name: 'smarty', static_configs: [{ targets: [`127.0.0.1:${target}`] }] },
    ],
  };
  // JSON is YAML.
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const port = await freePort();
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  ends.push(async () => {
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  return async (query: string): Promise<Record<string, string>> => {
    const url = `http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`;
    const { data } = (await (await fetch(url)).json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    const nameOf = ({ __name__ = '', phase }: Record<string, string>) =>
      phase ? `${__name__} ${phase}` : __name__;
    return Object.fromEntries(data.result.map(({ metric, value }) => [nameOf(metric), value[1]]));
  };
}

/** From the text of the telegram, with nothing of ours: name and label, value. */
function readingsIn(telegram: string): Record<string, number> {
  const number = (code: string) => parseFloat(printedOf(telegram, code)!.split('*')[0]);
  const watts = (code: string) => {
    const unit = printedOf(telegram, code)!.split('*')[1];
    return Math.round(number(code) * (unit === 'kW' ? 1000 : 1));
  };
  const joules = (code: string) => {
    const unit = printedOf(telegram, code)!.split('*')[1];
    return Math.round(number(code) * (unit === 'kWh' ? 1000 : 1)) * 3600;
  };
  return {
    smarty_energy_imported_joules_total: joules('1-0:1.8.0'),
    smarty_energy_exported_joules_total: joules('1-0:2.8.0'),
    smarty_power_imported_watts: watts('1-0:1.7.0'),
    smarty_power_exported_watts: watts('1-0:2.7.0'),
    smarty_power_net_watts: watts('1-0:1.7.0') - watts('1-0:2.7.0'),
    'smarty_phase_power_imported_watts 1': watts('1-0:21.7.0'),
    'smarty_phase_voltage_volts 1': number('1-0:32.7.0'),
    'smarty_phase_current_amperes 3': number('1-0:71.7.0'),
  };
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test('stores what the telegram says', { skip: !hasPrometheus, timeout: 120_000 }, async () => {
    const broker = await startBroker();
    ends.push(() => broker.stop());
    const http = await freePort();
    const device = bootDevice(interpreter, {
      settings: {
        ...{ ssid: 'Home', wifi_password: 'correct horse', name: 'dev' },
        ...{ broker: '127.0.0.1', broker_port: broker.port },
        key: '000102030405060708090a0b0c0d0e0f',
      },
      ports: { 80: http, 53: await freePort() },
      env: { ESPR_VARS: String(5000 + STAND_INS), ESPR_STACK: '25000' },
    });
    ends.push(() => device.stop());
    await vi.waitFor(() => fetchFrom(http, 'dev', '/metrics'), inTime);
    const ask = await startPrometheus(http);
    const isUp = async () =>
      expect(await ask('up{job="smarty"}').catch(() => ({}))).toEqual({ up: '1' });
    await vi.waitFor(isUp, inTime);
    const house = newHouse({ seed: 3, startMs });
    for (let i = 1; i <= TELEGRAMS; i++) {
      advanceHouse(house, startMs + i * 1_000_000);
      const telegram = formatTelegram(house, house.nowMs, 'full');
      device.send(frameOf(100_000 + i, { telegram }));
      const should = readingsIn(telegram);
      await vi.waitFor(async () => {
        const stored = await ask('{job="smarty"}');
        const found = Object.keys(should).map((key) => [key, parseFloat(stored[key])]);
        expect(Object.fromEntries(found)).toEqual(should);
        expect(stored.smarty_telegrams_total).toBe(String(i));
        expect(stored.up).toBe('1');
      }, inTime);
    }
    const seen = await ask('sum_over_time(up[5m]) / count_over_time(up[5m])');
    const scrapes = await ask('count_over_time(up[5m])');
    console.log(`${name}: ${JSON.stringify(scrapes)} scrapes, ${JSON.stringify(seen)} answered`);
    expect(complaintOf(device.console())).toBeUndefined();
    if (hasPromtool) {
      const { body, headers } = await vi.waitFor(async () => {
        const answer = await fetchFrom(http, 'dev', '/metrics');
        expect(answer.status).toBe(200);
        return answer;
      }, inTime);
      expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
      expect(body).toContain('smarty_energy_imported_joules_total');
      const run = spawnSync('promtool', ['check', 'metrics'], { input: body });
      expect([run.status, String(run.stdout), String(run.stderr)]).toEqual([0, '', '']);
    }
  });
});
