/** The API of the dongle at the reader, over real sockets. The oracle is the core, asked for the same readout. */
import { request } from 'node:http';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ApiSource } from '../../../firmware/core/web/api/source.ts';
import { openHttpSink } from '../../../host-sim/sink/http.ts';
import { HTTP } from '../../../host-sim/sink/settings/http.ts';
import type { Readout } from '../../../host-sim/sink/readout.ts';
import type { Around } from '../../../host-sim/sink/sink.ts';
import { answerOf } from '../../core/web/api/source.ts';
import { eventually } from '../command/program.ts';
import { heatReadout, houseReadouts, newAround, optionsOf } from './around.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(given: Record<string, string> = {}, rest: Partial<Around> = {}) {
  const around = newAround(rest);
  const sink = await openHttpSink(optionsOf(HTTP.rows, { listen: '0', ...given }), around);
  ends.push(() => sink.close());
  const ask = (path: string, headers = {}) =>
    fetch(`${sink.facts().address}${path}`, { headers, signal: AbortSignal.timeout(20_000) });
  return { sink, around, ask };
}

/** fetch sets Host by itself. */
function statusFor(address: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asking = request(`${address}metrics`, { headers: { Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    asking.on('error', reject).end();
  });
}

function later(seconds: number): void {
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + seconds * 1000);
}

function sourceOf({ snapshot, lines, printed = '' }: Readout, around: Around): ApiSource {
  const { header, stamp } = snapshot;
  const { diagnosis } = around.account().meters[0];
  const news = { lines, printed, header, time: stamp?.iso, utcS: stamp?.utcS, ageS: 0, tag: '' };
  return { ...news, name: 'cellar', version: '0.1.0', facts: diagnosis };
}

const untimed = (text: string) => text.replace(/("uptime_s":|uptime_seconds )\d+/, '');

describe('a program at the reader', () => {
  test.each([
    'api',
    'metrics',
    ...['readings', 'live', 'data', 'telegram', 'device'].map((name) => `api/v1/${name}`),
  ])('is answered on /%s as by the dongle', async (path) => {
    const { sink, around, ask } = await open();
    const [first, latest] = houseReadouts(2);
    later(0);
    sink.take(first);
    sink.take(latest);
    const response = await ask(path);
    expect(response.status).toBe(200);
    const body = Buffer.from(await response.arrayBuffer()).toString('latin1');
    const expected = answerOf(sourceOf(latest, around), `/${path}`) as string;
    expect(untimed(body)).toBe(untimed(expected));
  });

  test('gets the fields of the HomeWizard meter, which evcc asks for', async () => {
    const { sink, ask } = await open();
    const [readout] = houseReadouts(1);
    sink.take(readout);
    const power = /^power_net W (.*)$/m.exec(readout.lines)?.[1];
    expect(await (await ask('api/v1/data')).json()).toMatchObject({
      active_power_w: Number(power),
      total_power_import_kwh: expect.any(Number),
      external: expect.any(Array),
    });
  });

  test('is told nothing before the first telegram and nothing old, but always of the reader', async () => {
    const { sink, ask } = await open();
    expect(await (await ask('api/v1/live')).json()).toEqual({ error: 'none' });
    expect((await ask('api/v1/device')).status).toBe(200);
    later(0);
    sink.take(houseReadouts(1)[0]);
    expect((await ask('api/v1/live')).status).toBe(200);
    later(62);
    expect((await ask('api/v1/live')).status).toBe(404);
    expect(await (await ask('metrics')).text()).not.toContain('smarty_power_net_watts');
    expect(await (await ask('api/v1/device')).json()).toMatchObject({ name: 'cellar', age_s: 62 });
  });

  test('that knows the answer gets none until the next telegram', async () => {
    const { sink, ask } = await open();
    const readouts = houseReadouts(2);
    sink.take(readouts[0]);
    const tag = (await ask('api/v1/live')).headers.get('etag');
    const again = () => ask('api/v1/live', { 'If-None-Match': tag });
    expect((await again()).status).toBe(304);
    sink.take(readouts[1]);
    expect((await again()).status).toBe(200);
  });

  test('is told of a heat meter, which is asked once an hour, for three of them', async () => {
    const { sink, ask } = await open({}, { meters: ['heating'] });
    sink.take(heatReadout());
    later(7200);
    const told = await (await ask('api/v1/live')).json();
    expect(told).toMatchObject({ age_s: 7200, heat_power: 5200 });
    later(7200);
    expect((await ask('api/v1/live')).status).toBe(404);
  });

  test('asks by a name of this computer, an address, or one that is set', async () => {
    const { sink } = await open({ names: 'Reader.example' });
    const address = String(sink.facts().address);
    for (const name of ['localhost', '127.0.0.1:80', '[::1]:80', 'reader.example:8080']) {
      expect([name, await statusFor(address, name)]).toEqual([name, 200]);
    }
    for (const name of ['evil.example', '[::2]', '[::1']) {
      expect([name, await statusFor(address, name)]).toEqual([name, 403]);
    }
    expect(sink.facts()).toMatchObject({ state: 'open', answered: 4, refused: 3 });
  });
});

test('a port that is taken is told once, and tried again', async () => {
  const first = await open();
  const { port } = new URL(String(first.sink.facts().address));
  const { sink, around } = await open({ listen: port });
  expect(around.told).toEqual([
    `127.0.0.1:${port} is in use: choose another with --http. It is tried again.`,
  ]);
  expect(sink.facts()).toMatchObject({ state: 'waiting', address: `http://127.0.0.1:${port}/` });
  await first.sink.close();
  await eventually(() => sink.facts().state === 'open', 'an open port');
  expect(around.told[1]).toBe(
    `Programs may ask for cellar on http://127.0.0.1:${port}/api/v1/readings.`,
  );
});
