/** What programs are told of a dongle in memory, request by request. */
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../firmware/core/config/settings.ts';
import { nextOfDeviceApi } from '../../../firmware/core/device/api.ts';
import type { Flow } from '../../../firmware/core/web/exchange.ts';
import type { Bench } from '../../fakes/device.ts';
import { newBench, settingsOf, wait } from '../../fakes/device.ts';
import { frameOf, telegramOf } from '../../fakes/meter.ts';
import { hearOut, portalOf } from '../../fakes/portal.ts';

const S = 1000;
const TELEGRAM = telegramOf(['0-0:1.0.0(260115190000W)', '1-0:1.7.0(000000286*W)']);

function newPolled(over: Partial<Settings> = {}): Bench {
  const bench = newBench(settingsOf(over));
  wait(bench, S);
  portalOf(bench).get('/metrics');
  wait(bench, S);
  return bench;
}

function hearTelegram(bench: Bench, counter: number): void {
  hearOut(bench, frameOf(counter, { telegram: TELEGRAM }));
}

const json = (bench: Bench, path: string) => JSON.parse(portalOf(bench).get(path)!);

describe('a dongle that is asked', () => {
  test('keeps its readings from the next telegram on', () => {
    const bench = newPolled();
    expect(portalOf(bench).get('/api/v1/readings')).toBeUndefined();
    hearTelegram(bench, 1);
    expect(json(bench, '/api/v1/readings')).toEqual({
      time: '2026-01-15T19:00:00+01:00',
      age_s: 1,
      readings: [{ name: 'power_imported', value: 286, unit: 'W', obis: '1-0:1.7.0' }],
    });
  });

  test('keeps them while it is asked at least every two minutes, and then no more', () => {
    const bench = newPolled();
    for (let counter = 1; counter < 4; counter++) {
      wait(bench, 118 * S);
      hearTelegram(bench, counter);
      expect(json(bench, '/api/v1/live').power_imported).toBe(286);
    }
    wait(bench, 160 * S);
    hearTelegram(bench, 4);
    expect(bench.device.run!.app.latest).toBe('');
  });

  test('tells what it counts, from its start on', () => {
    const bench = newPolled();
    hearTelegram(bench, 1);
    expect(json(bench, '/api/v1/device')).toMatchObject({
      name: 'smarty-a1b2',
      version: '0.1.0',
      state: 'running',
      restart: 'power',
      uptime_s: 3,
      telegrams: 1,
      rssi_dbm: -60,
      free_variables: 1500,
      boots: 7,
    });
    const metrics = portalOf(bench).get('/metrics');
    expect(metrics).toContain('smarty_power_imported_watts 286\n');
    expect(metrics).toContain('smarty_free_variables 1500\n');
    expect(json(bench, '/api/v1/data')).toMatchObject({ active_power_w: 286, wifi_strength: 80 });
  });

  test('keeps telegrams as they were printed for who asked for one', () => {
    const bench = newPolled();
    hearTelegram(bench, 1);
    expect(portalOf(bench).get('/api/v1/telegram')).toBeUndefined();
    for (let counter = 2; counter < 14; counter++) {
      wait(bench, 10 * S);
      portalOf(bench).get('/metrics');
      hearTelegram(bench, counter);
      expect(bench.device.run!.app.printed).toBe(TELEGRAM);
    }
    wait(bench, 60 * S);
    hearTelegram(bench, 14);
    expect(bench.device.run!.app.printed).toBe('');
    portalOf(bench).get('/api/v1/telegram');
    hearTelegram(bench, 15);
    expect(portalOf(bench).get('/api/v1/telegram')).toBe(TELEGRAM);
  });

  test('has another entity tag for each telegram', () => {
    const bench = newPolled();
    const tag = () => (portalOf(bench).now().get('/api/v1/live') as { tag?: string }).tag;
    hearTelegram(bench, 1);
    expect(tag()).toBe('W/"7-1"');
    hearTelegram(bench, 2);
    expect(tag()).toBe('W/"7-2"');
  });
});

test('where programs may not ask there is nothing', () => {
  const bench = newPolled({ api: 'no' });
  hearTelegram(bench, 1);
  for (const path of ['/metrics', '/api', '/api/v1/device', '/api/v1/readings']) {
    expect(portalOf(bench).get(path), path).toBeUndefined();
  }
});

test('a dongle in set-up has nothing to tell, and one whose work ends breaks off', () => {
  const setup = newBench(undefined);
  expect(portalOf(setup).get('/metrics')).toBeUndefined();
  const bench = newPolled();
  const flow = portalOf(bench).now().get('/metrics') as Flow;
  expect(nextOfDeviceApi(bench.device, flow)).toContain('smarty_build_info');
  bench.device.run = undefined;
  expect(nextOfDeviceApi(bench.device, flow)).toBe('');
});
