/**
 * What programs are told by the built bundle in the real interpreter: the same as by the core on Node,
 * which other tests have proven.
 */
import { basename } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ApiSource } from '../../firmware/core/web/api/source.ts';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';
import { answerOf, LISTS, sourceOf } from '../core/web/api/source.ts';
import { frameOf } from '../fakes/meter.ts';
import { freePort } from './broker.ts';
import { anyInterpreters } from './fit.ts';
import { fetchFrom } from './home.ts';
import { bootDevice, STAND_INS } from './interpreter.ts';
import type { Device } from './interpreter.ts';

const interpreters = anyInterpreters('HTTP for programs in the real interpreter');
const inTime = { timeout: 40_000, interval: 100 };
const nowMs = Date.UTC(2026, 0, 15, 19);
// Of many years: its energies are far beyond 2^31 joules.
const house = newHouse({ seed: 3, startMs: nowMs - 8 * 86_400_000 });
advanceHouse(house, nowMs);
house.energyImportedWh = 123_456_789;
house.gas.indexL = 12_345_678;

let device: Device | undefined;

afterEach(() => {
  device?.stop();
  device = undefined;
});

type Get = (path: string) => Promise<string>;

/** A device without a broker that knows somebody is going to ask. */
async function bootAsked(interpreter: string): Promise<Get> {
  const port = await freePort();
  const settings = { ssid: 'Home', wifi_password: 'correct horse', name: 'dev' };
  device = bootDevice(interpreter, {
    settings: { ...settings, key: '000102030405060708090a0b0c0d0e0f', broker: '' },
    ports: { 80: port, 53: await freePort() },
    env: { ESPR_VARS: String(5000 + STAND_INS) },
  });
  const get = async (path: string) => {
    const { status, body } = await fetchFrom(port, 'dev', path);
    if (status !== 200) throw new Error(`${path}: ${status} ${body}`);
    return String(body);
  };
  await vi.waitFor(() => get('/metrics'), inTime);
  await get('/api/v1/telegram').catch(() => undefined);
  return get;
}

/** Ages and what the host counts are not the same in two places. */
const settled = (text: string) => text.replace(/"age_s":\d+/, '"age_s":0');
const readingsIn = (metrics: string) =>
  metrics.split('\n').filter((line) => /joules|watts|volts|amperes|meters|vars|var_s/.test(line));

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (_name, interpreter) => {
  test.each(LISTS)('tells of the list %s what Node tells', async (list: ReadoutList) => {
    const get = await bootAsked(interpreter);
    const telegram = formatTelegram(house, nowMs, list);
    device!.send(frameOf(1, { telegram }));
    const source: ApiSource = { ...sourceOf(telegram), name: 'dev' };
    await vi.waitFor(() => get('/api/v1/live'), inTime);
    for (const path of ['readings', 'live', 'telegram'].map((name) => `/api/v1/${name}`)) {
      expect(settled(await get(path)), path).toBe(settled(answerOf(source, path)!));
    }
    // The signal is another one, and not known at once.
    const dataIn = (json: string) => ({ ...JSON.parse(json), wifi_strength: 0 });
    expect(dataIn(await get('/api/v1/data'))).toEqual(dataIn(answerOf(source, '/api/v1/data')!));
    const metrics = await get('/metrics');
    expect(readingsIn(metrics)).toEqual(readingsIn(answerOf(source, '/metrics')!));
    expect(metrics).toContain('smarty_faults_total{fault="mbus"} 0\n');
    expect(JSON.parse(await get('/api/v1/device'))).toMatchObject({ name: 'dev', telegrams: 1 });
    expect(JSON.parse(await get('/api')).api_version).toBe('v1');
  });
});
