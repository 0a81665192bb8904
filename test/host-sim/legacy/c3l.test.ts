/**
 * The Smarty reader that the wiki of the C3L planned: broker, database, web interface, statistics, all on the
 * LAN. Each part as it became here; the whole of Prometheus and Grafana is looked at in test/host-sim/service.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { frameOf, KEY, telegramOf } from '../../fakes/meter.ts';
import { eventually, freePort } from '../command/program.ts';
import { newHearer, valuesOf } from '../sink/hearer.ts';
import { hasPrometheus, newPrometheusFolder, startPrometheus } from '../service/prometheus.ts';
import { hexOf, newFolder, run, start } from './command.ts';

const SERVICE = join(import.meta.dirname, '../../../host-sim/service');
const read = (file: string) => readFileSync(join(SERVICE, file), 'utf8');
const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A simulated meter that is read until the test ends. */
function startMeter(...args: string[]) {
  const program = start([
    'read',
    'simulated',
    '--name',
    'house',
    '--source-period-s',
    '0.2',
    ...args,
  ]);
  ends.push(async () => {
    program.end();
    await program.ended;
  });
  return program;
}

async function metricsOf(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}/metrics`;
  const ask = async () => (await fetch(url)).text().catch(() => '');
  return vi.waitFor(async () => {
    const text = await ask();
    expect(text).toContain('smarty_power_net_watts');
    return text;
  }, 20_000);
}

describe('C3L', () => {
  test('C3L: broker: what the meter encrypts comes decrypted to mosquitto', async () => {
    const broker = await newHearer();
    ends.push(() => broker.close());
    startMeter('--mqtt', `mqtt://127.0.0.1:${broker.port}`);
    await eventually(() => valuesOf(broker.heard, 'smarty/house/telegram').length > 1, 'telegrams');
    const [told] = valuesOf(broker.heard, 'smarty/house/telegram').map((text) => JSON.parse(text));
    expect(told).toMatchObject({ encrypted: true, authenticated: true });
    expect(told.readings.energy_imported).toBeGreaterThan(0);
    await eventually(
      () => valuesOf(broker.heard, 'smarty/house/status').includes('online'),
      'online',
    );
  });

  test('C3L: broker: the one that is shipped lets nobody in without a name, and listens for the LAN', () => {
    const conf = read('mosquitto/smarty.conf');
    expect(conf).toMatch(/^allow_anonymous false$/m);
    expect(conf).toMatch(/^acl_file /m);
    expect(conf).toMatch(/^password_file /m);
  });

  test.skipIf(!hasPrometheus)(
    'C3L: Prometheus: asks the reader and keeps what it says',
    async () => {
      const port = await freePort();
      startMeter('--prometheus', String(port));
      await metricsOf(port);
      const prometheus = await startPrometheus(newPrometheusFolder(), `127.0.0.1:${port}`);
      ends.push(() => prometheus.stop());
      const query = 'smarty_energy_imported_joules_total{meter="house"}';
      await vi.waitFor(async () => expect(await prometheus.ask(query)).toHaveLength(1), 30_000);
    },
    120_000,
  );

  test('C3L: Grafana: the dashboard asks for metrics that the reader has', async () => {
    const port = await freePort();
    startMeter('--prometheus', String(port), '--tariff', '--stdout', 'json');
    const text = await metricsOf(port);
    const heatPort = await freePort();
    const heat = start([
      'read',
      'kamstrup:simulated',
      '--name',
      'heating',
      '--prometheus',
      String(heatPort),
    ]);
    ends.push(async () => {
      heat.end();
      await heat.ended;
    });
    const heatText = await vi.waitFor(async () => {
      const all = await (await fetch(`http://127.0.0.1:${heatPort}/metrics`)).text();
      expect(all).toContain('smarty_heat_power_watts');
      return all;
    }, 20_000);
    const names = new Set(read('grafana/dashboards/smarty.json').match(/\bsmarty_[a-z_]+/g));
    const known = new Set(`${text}\n${heatText}`.match(/^smarty_[a-z_]+/gm));
    expect(names.size).toBeGreaterThan(10);
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    expect(JSON.parse(read('grafana/dashboards/smarty.json')).panels.length).toBeGreaterThan(10);
  });

  test('C3L: statistics: day, month and quarter hours, and what is beyond the class', async () => {
    const folder = newFolder();
    ends.push(folder.remove);
    // 5 kW with a class of 3 kW: 0.5 kWh beyond it in each quarter.
    const at = (quarter: number) =>
      frameOf(quarter + 1, {
        telegram: telegramOf([
          `0-0:1.0.0(26112112${String(15 * quarter).padStart(2, '0')}00W)`,
          `1-0:1.8.0(${(1000 + 1.25 * quarter).toFixed(3).padStart(10, '0')}*kWh)`,
        ]),
      });
    const from = `file:${folder.file('day.hex', hexOf([0, 1, 2, 3].map(at)))}`;
    const args = [
      'read',
      from,
      '--tariff',
      '--tariff-reference-power-w',
      '3000',
      '--stdout',
      'json',
    ];
    const { out } = await run(args, { SMARTY_KEY: KEY });
    const { readings } = JSON.parse(out.trim().split('\n').at(-1) ?? '{}');
    expect(readings).toMatchObject({
      last_quarter_power_imported: 5000,
      energy_imported_day: 3.75,
      energy_imported_month: 3.75,
      exceeded_energy_month: 1.5,
      peak_power_month: 5000,
    });
  });

  test('C3L: data: each line of a full list is a reading, those with a unit have it', async () => {
    const { out } = await run(['read', 'simulated', '--count', '1', '--stdout', 'json']);
    const { readings, other } = JSON.parse(out);
    expect(other).toEqual({});
    expect(Object.keys(readings).length).toBeGreaterThan(41);
    expect(readings).toMatchObject({
      threshold: expect.anything(),
      voltage_l1: expect.any(Number),
    });
  });

  test('C3L: offline: nobody is called but those who are named', async () => {
    const calls: unknown[] = [];
    const connect = vi.spyOn(Socket.prototype, 'connect');
    connect.mockImplementation(function (this: Socket, ...args: unknown[]) {
      calls.push(args[0]);
      return this;
    } as never);
    const { code } = await run([
      'read',
      'simulated',
      '--count',
      '3',
      '--source-period-s',
      '0',
      '--stdout',
      'json',
    ]);
    connect.mockRestore();
    expect([code, calls]).toEqual([0, []]);
  });

  test('C3L: reports: a webhook hands each telegram to whoever sends mail or messages', async () => {
    const got: string[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (piece) => (text += piece));
      request.on('end', () => {
        got.push(text);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => {
      server.close();
      server.closeAllConnections();
    });
    startMeter('--webhook', `http://127.0.0.1:${(server.address() as AddressInfo).port}/telegram`);
    await eventually(() => got.length > 1, 'telegrams');
    expect(JSON.parse(got[0]).readings.power_net).toEqual(expect.any(Number));
  });

  test('C3L: FAQ: the operator must give the key, and the program says how to ask', async () => {
    expect((await run(['keys'])).out).toMatch(/must give\s+you its key/);
  });
});
