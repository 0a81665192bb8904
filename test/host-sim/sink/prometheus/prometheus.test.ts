/** The endpoint for Prometheus, asked by Node's fetch, promtool and, where they are installed, Prometheus. */
import { spawnSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openHttp } from '../../../../host-sim/http/server.ts';
import { diagnoseMeter } from '../../../../host-sim/reader/meter.ts';
import { openPrometheus } from '../../../../host-sim/sink/prometheus/prometheus.ts';
import { PROMETHEUS } from '../../../../host-sim/sink/settings/prometheus.ts';
import type { Around, Sink } from '../../../../host-sim/sink/sink.ts';
import { eventually } from '../../command/program.ts';
import {
  heatReadout,
  houseFrame,
  houseReadouts,
  newAround,
  newSource,
  optionsOf,
} from '../around.ts';

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool)
  console.warn('SKIPPED: promtool is not here, so it has not looked at the metrics.');

const ends: (() => unknown)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(given: Record<string, string> = {}, rest: Partial<Around> = {}) {
  const around = newAround(rest);
  const sink = await openPrometheus(optionsOf(PROMETHEUS.rows, { listen: '0', ...given }), around);
  ends.push(() => sink.close());
  return { sink, around };
}

const addressOf = (sink: Sink) => sink.facts().address as string;

async function textOf(sink: Sink): Promise<string> {
  const response = await fetch(addressOf(sink));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  return response.text();
}

/** Samples by name and labels, without the meter. */
function samplesOf(text: string): Map<string, number> {
  const rows = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    rows.map((row) => {
      const at = row.lastIndexOf(' ');
      return [row.slice(0, at), Number(row.slice(at + 1))];
    }),
  );
}

describe('C3L: Prometheus', () => {
  test('is told the metrics of the dongle, name by name, with the meter as a label', async () => {
    const source = newSource();
    const readout = source.read(houseFrame(0));
    const account = () => ({
      meters: [{ name: 'cellar', source: {}, diagnosis: diagnoseMeter(source.core) }],
      sinks: [],
    });
    const { sink } = await open({}, { account });
    sink.take(readout);
    const told = samplesOf(await textOf(sink));
    const dongle = await openHttp({ host: '127.0.0.1', port: 0 }, () => ({
      ...{ lines: readout.lines, printed: '', header: '', time: undefined, ageS: 0, tag: '' },
      utcS: readout.snapshot.stamp?.utcS,
      ...{ name: 'cellar', version: '0.1.0', facts: diagnoseMeter(source.core) },
    }));
    ends.push(() => dongle.close());
    const theirs = samplesOf(await (await fetch(`${dongle.url}metrics`)).text());
    // Of the same labels in any order.
    const labelled = ([key, value]: [string, number]): [string, number] => {
      const [, name, labels = ''] = /^([a-z0-9_]+)(?:\{(.*)\})?$/.exec(key) as RegExpExecArray;
      return [
        `${name} ${[...labels.split(',').filter(Boolean), 'meter="cellar"'].sort().join()}`,
        value,
      ];
    };
    const ours = ([key, value]: [string, number]): [string, number] => {
      const [, name, labels = ''] = /^([a-z0-9_]+)(?:\{(.*)\})?$/.exec(key) as RegExpExecArray;
      return [`${name} ${labels.split(',').sort().join()}`, value];
    };
    const isTimed = ([key]: [string, number]) => !key.startsWith('smarty_uptime');
    const expected = Object.fromEntries([...theirs].map(labelled).filter(isTimed));
    expect(Object.keys(expected).length).toBeGreaterThan(60);
    expect(Object.fromEntries([...told].map(ours).filter(isTimed))).toEqual(expected);
  });

  test.skipIf(!hasPromtool)('promtool has nothing to say of it', async () => {
    const { sink } = await open({}, { meters: ['cellar', 'heating'] });
    sink.take(houseReadouts(1)[0]);
    sink.take(heatReadout());
    const text = await textOf(sink);
    const { stdout, stderr, status } = spawnSync('promtool', ['check', 'metrics'], { input: text });
    expect([String(stdout), String(stderr), status]).toEqual(['', '', 0]);
    expect(text).toContain('smarty_heat_energy_joules_total{meter="heating"} 200340000000\n');
    expect(text).toContain('smarty_power_net_watts{meter="cellar"}');
  });

  test('is told of a heat meter in base units', async () => {
    const { sink } = await open({}, { meters: ['heating'] });
    sink.take(heatReadout());
    const told = samplesOf(await textOf(sink));
    const value = (name: string) => told.get(`${name}{meter="heating"}`);
    expect({
      energy: value('smarty_heat_energy_joules_total'),
      power: value('smarty_heat_power_watts'),
      volume: value('smarty_heat_volume_cubic_meters_total'),
      flow: value('smarty_heat_flow_liters_per_hour'),
      inlet: value('smarty_heat_flow_temperature_celsius'),
      difference: value('smarty_heat_temperature_difference_kelvin'),
      hours: value('smarty_heat_operating_seconds_total'),
      events: value('smarty_heat_info_events_total'),
    }).toEqual({
      ...{ energy: 200_340_000_000, power: 5200, volume: 5433, flow: 111 },
      ...{ inlet: 67.25, difference: 40.34, hours: 32_112 * 3600, events: 3 },
    });
    const names = [...told.keys()].join();
    // Its serial number is no metric, and it has no frames to be counted.
    expect(names).not.toMatch(/68123456|faults|smarty_telegrams/);
  });

  test('is told what sources and sinks have taken, told and lost', async () => {
    const facts = { state: 'up', taken: 3, told: 2, dropped: 1, waiting: 4 };
    const account = () => ({
      meters: [],
      sinks: [
        { name: 'mqtt://127.0.0.1:1883', facts },
        { name: 'mqtt://127.0.0.1:1883', facts: { ...facts, state: 'waiting' } },
        { name: 'udp 127.0.0.1:7000', facts: { state: 'open', taken: 9 } },
      ],
    });
    const { sink } = await open({}, { account });
    const told = samplesOf(await textOf(sink));
    const broker = '{sink="mqtt://127.0.0.1:1883"}';
    expect(told.get(`smarty_sink_dropped_total${broker}`)).toBe(2);
    expect(told.get(`smarty_sink_waiting${broker}`)).toBe(8);
    expect(told.get(`smarty_sink_up${broker}`)).toBe(0);
    expect(told.get('smarty_sink_up{sink="udp 127.0.0.1:7000"}')).toBe(1);
  });
});

describe('a silent meter', () => {
  test('is absent after the time that is set, and its counts stay', async () => {
    const { sink } = await open(
      { stale_s: '60', heat_stale_s: '3600' },
      { meters: ['cellar', 'heating'] },
    );
    sink.take(houseReadouts(1)[0]);
    sink.take(heatReadout());
    expect(await textOf(sink)).toContain('smarty_power_net_watts{meter="cellar"}');
    const nowMs = performance.now() + 61_000;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    const text = await textOf(sink);
    expect(text).not.toContain('smarty_power_net_watts');
    expect(text).not.toContain('smarty_energy_imported_joules_total');
    expect(text).toContain('smarty_latest_telegram_timestamp_seconds{meter="cellar"}');
    expect(text).toContain('smarty_telegrams_total{meter="cellar"} 0');
    expect(text).toContain('smarty_faults_total{meter="cellar",fault="tag"} 0');
    expect(text).toContain('smarty_heat_energy_joules_total{meter="heating"}');
    sink.take(houseReadouts(1)[0]);
    expect(await textOf(sink)).toContain('smarty_power_net_watts{meter="cellar"}');
  });

  test('that has never spoken has no readings, and no zero in their place', async () => {
    const { sink } = await open();
    const text = await textOf(sink);
    expect(text).not.toMatch(/watts|joules|latest_telegram/);
    expect(text).toContain('smarty_build_info{meter="cellar",version="0.1.0",name="cellar"} 1');
  });
});

function ask(sink: Sink, path: string, options: { host?: string; method?: string } = {}) {
  const { host = '127.0.0.1', method = 'GET' } = options;
  const { port } = new URL(addressOf(sink));
  return new Promise<number | undefined>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers: { Host: host } });
    asked.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asked.on('error', reject).end();
  });
}

describe('the endpoint', () => {
  test.each([
    ['127.0.0.1', 200],
    ['smarty', 200],
    ['smarty:9464', 200],
    ['[::1]:9464', 200],
    ['pi.local', 200],
    ['meters.example.org', 200],
    ['evil.example.com', 403],
    ['evil.example.com:9464', 403],
  ])('asked as %s says %d', async (host, status) => {
    const { sink } = await open({ names: 'meters.example.org' });
    expect(await ask(sink, '/metrics', { host })).toBe(status);
  });

  test('has no other page, and takes nothing', async () => {
    const { sink } = await open();
    expect(await ask(sink, '/')).toBe(404);
    expect(await ask(sink, '/metrics', { method: 'POST' })).toBe(405);
    expect(await ask(sink, '/metrics?x=1', { method: 'HEAD' })).toBe(200);
    expect(sink.facts()).toMatchObject({ scrapes: 1, refused: 2 });
  });

  test('whose port is taken says so once, and opens as soon as it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { sink, around } = await open({ listen: String(port) });
    expect(around.told).toEqual([
      `127.0.0.1:${port} is in use: choose another with --prometheus. It is tried again.`,
    ]);
    sink.take(houseReadouts(1)[0]);
    other.close();
    await eventually(() => sink.facts().state === 'open', 'the port');
    expect(await textOf(sink)).toContain('smarty_power_net_watts');
  });
});
