/** Settings as the page reads, tries and saves them. */
import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../firmware/core/boot/record.ts';
import { loadSettings, saveSettings } from '../../../firmware/core/config/saved.ts';
import { TELEGRAMS } from '../../../firmware/core/counts.ts';
import { nodeDigest } from '../../../host-sim/node/digest.ts';
import type { Bench } from '../../fakes/device.ts';
import { hear, newBench, settingsOf, wait } from '../../fakes/device.ts';
import { frameOf, KEY } from '../../fakes/meter.ts';
import { hearOut, newWatched, portalOf, stepsOf } from '../../fakes/portal.ts';

const S = 1000;
const GIVEN = { ssid: 'Home', wifi_password: 'correct horse', key: KEY, broker: '10.0.0.9' };
const body = (over: object = {}) => JSON.stringify({ ...GIVEN, ...over });
const savedOn = ({ flash }: Bench) => loadSettings(flash, nodeDigest, 'smarty-a1b2');
const causeOn = ({ flash }: Bench) => readRecord({ flash, digest: nodeDigest }).cause;

describe('settings', () => {
  test('of a dongle that was never set up are its name, and no secret', () => {
    expect(portalOf(newBench(undefined)).settings()).toEqual({
      settings: { name: 'smarty-a1b2' },
      secrets: {
        ...{ wifi_password: false, key: false, auth_key: false },
        ...{ broker_password: false, device_password: false },
      },
    });
  });

  test('are shown with whether there are secrets, and exported without', () => {
    const portal = portalOf(newBench(settingsOf({ name: 'cellar' })));
    const { settings, secrets } = portal.settings();
    expect(settings).toMatchObject({ ssid: 'Home', name: 'cellar', broker_port: 1883 });
    expect(secrets).toMatchObject({ wifi_password: true, key: true, broker_password: false });
    expect(JSON.parse(portal.get('/api/export') as string)).toEqual({ format: 1, ...settings });
  });

  test('that were exported can be given back', () => {
    const bench = newBench(settingsOf({ name: 'cellar', device_password: 'long enough' }));
    const portal = portalOf(bench);
    expect(portal.save(portal.get('/api/export') as string).status).toBe(200);
    expect(savedOn(bench)).toEqual(settingsOf({ name: 'cellar', device_password: 'long enough' }));
  });
});

describe('saving', () => {
  test('keeps the settings, tells the name and restarts for them', () => {
    const bench = newBench(undefined);
    const outcome = portalOf(bench).save(body({ name: 'Cellar' }));
    expect(outcome).toEqual({ status: 200, json: '{"saved":true,"name":"cellar"}' });
    expect(savedOn(bench)).toEqual(settingsOf({ name: 'cellar' }));
    expect(portalOf(bench).settings().settings).toMatchObject({ name: 'cellar' });
    expect(bench.restarts).toBe(0);
    wait(bench, 3 * S);
    expect(bench.restarts).toBeGreaterThan(0);
    expect(causeOn(bench)).toBe('saved');
  });

  test('changes what is given and leaves the rest, secrets as well', () => {
    const bench = newBench(settingsOf({ device_password: 'long enough' }));
    expect(portalOf(bench).save('{"broker":"10.0.0.8","key":""}').status).toBe(200);
    expect(savedOn(bench)).toEqual(
      settingsOf({ device_password: 'long enough', broker: '10.0.0.8' }),
    );
  });

  test.each([
    ['no JSON', 400, { error: 'json' }],
    ['[]', 400, { error: 'json' }],
    ['{"ssid":{}}', 400, { error: 'json' }],
    ['{}', 422, { faults: { ssid: 'missing' } }],
    [body({ key: 'abc' }), 422, { faults: { key: 'hex-length' } }],
    [body({ key: 'xyz', broker_port: 0 }), 422, { faults: { key: 'hex', broker_port: 'range' } }],
    [body({ address: '10.0.0.7' }), 422, { faults: { gateway: 'together', netmask: 'together' } }],
    [body({ colour: 'red' }), 422, { faults: { colour: 'unknown' } }],
  ])('%s is refused, by the trial as well, and changes nothing', (text, status, json) => {
    const bench = newBench(undefined);
    const portal = portalOf(bench);
    for (const outcome of [portal.save(text), portal.startTry(text)]) {
      expect([outcome.status, JSON.parse(outcome.json)]).toEqual([status, json]);
    }
    wait(bench, 5 * S);
    expect([bench.flash.operations, bench.restarts, bench.calls]).toEqual([
      0,
      0,
      ['open Smarty-A1B2'],
    ]);
  });

  test('that the flash does not keep says so and does not restart', () => {
    const bench = newBench(undefined);
    bench.flash.write = () => undefined;
    expect(portalOf(bench).save(body())).toEqual({ status: 500, json: '{"error":"flash"}' });
    wait(bench, 5 * S);
    expect(bench.restarts).toBe(0);
    expect(portalOf(bench).settings().settings).toEqual({ name: 'smarty-a1b2' });
  });
});

describe('a trial', () => {
  test('works with settings that are not saved, in four steps', () => {
    const bench = newBench(undefined);
    wait(bench, S);
    expect(portalOf(bench).startTry(body())).toEqual({ status: 202, json: '{}' });
    wait(bench, 2 * S);
    hearOut(bench, frameOf(1));
    expect(stepsOf(bench)).toEqual({
      ...{ network: ['ok'], broker: ['ok'], telegram: ['ok'], decryption: ['ok'] },
    });
    expect(portalOf(bench).trial()).toHaveProperty('ip', '10.0.0.2');
    expect([savedOn(bench), bench.device.state]).toEqual([undefined, 'setup']);
  });

  test('joins another network where the settings name one', () => {
    const bench = newWatched(settingsOf());
    portalOf(bench).startTry('{"ssid":"Cellar","wifi_password":"battery staple"}');
    wait(bench, S);
    expect(bench.calls).toEqual(['join Home', 'join Cellar']);
    expect(bench.station).toMatchObject({ ssid: 'Cellar', password: 'battery staple' });
  });

  test('refused after another one goes back to the saved network', () => {
    const bench = newWatched(settingsOf());
    portalOf(bench).startTry('{"ssid":"Hone"}');
    wait(bench, S);
    expect(portalOf(bench).startTry('{"ssid":"Home","key":"12"}').status).toBe(422);
    wait(bench, S);
    expect(bench.calls).toEqual(['join Home', 'join Hone', 'join Home']);
    expect(bench.device.run?.app.options.isTrial).toBe(false);
  });

  test('leaves nothing behind: no quarter in flash, and at the broker no more than its status', () => {
    const saved = settingsOf({ quarters: 'yes', reference_power_w: 7000 });
    const bench = newWatched(saved);
    hearOut(bench, frameOf(1));
    const { operations } = bench.flash;
    portalOf(bench).startTry('{"reference_power_w":3000,"name":"probe"}');
    wait(bench, S);
    for (let i = 0; i < 12; i++) {
      bench.device.visitedMs = bench.nowMs;
      hear(bench, frameOf(2 + i));
      wait(bench, 300 * S);
    }
    expect(bench.device.run?.app.counts.numbers[TELEGRAMS]).toBe(12);
    expect(bench.flash.operations).toBe(operations);
    const topics = bench.broker.heard.flatMap((packet) =>
      packet.cmd === 'publish' && packet.topic.includes('probe') ? [packet.topic] : [],
    );
    expect([...new Set(topics)]).toEqual(['smarty/probe/status']);
  });

  test('that nobody saves nor looks at gives way to the saved settings', () => {
    const bench = newWatched(settingsOf());
    portalOf(bench).startTry('{"broker":"10.0.0.8"}');
    wait(bench, 14 * 60 * S);
    expect(bench.restarts).toBe(0);
    // Whoever looks at its page is served, and is not thrown out.
    bench.device.visitedMs = bench.device.nowMs;
    wait(bench, 14 * 60 * S);
    expect(bench.restarts).toBe(0);
    wait(bench, 2 * 60 * S);
    expect(bench.restarts).toBeGreaterThan(0);
  });

  test('of a dongle that has none leaves the network again when nobody looks at it', () => {
    const bench = newBench(undefined);
    wait(bench, 40 * 60 * S);
    expect(bench.restarts).toBe(0);
    bench.device.visitedMs = bench.device.nowMs;
    portalOf(bench).startTry(body());
    wait(bench, 14 * 60 * S);
    expect(bench.restarts).toBe(0);
    wait(bench, 2 * 60 * S);
    expect(bench.restarts).toBeGreaterThan(0);
  });

  test('of the network that is joined stays there, and says goodbye to the old broker', () => {
    const bench = newWatched(settingsOf());
    portalOf(bench).startTry('{"broker":"10.0.0.8"}');
    wait(bench, S);
    expect(bench.calls).toEqual(['join Home']);
    expect(bench.broker.net.sockets.map(({ host, isClosed }) => [host, isClosed])).toEqual([
      ['10.0.0.9', true],
      ['10.0.0.8', false],
    ]);
  });

  test('after one that has failed begins at once and without the old fault', () => {
    const bench = newBench(undefined);
    bench.isInReach = false;
    portalOf(bench).startTry(body({ ssid: 'Hone' }));
    wait(bench, 2 * S);
    expect(stepsOf(bench).network).toEqual(['failed', 'not-found']);
    bench.isInReach = true;
    portalOf(bench).startTry(body());
    expect(stepsOf(bench).network).toBeUndefined();
    wait(bench, 250);
    expect(stepsOf(bench).network).not.toContain('failed');
    wait(bench, S);
    expect(stepsOf(bench).network).toEqual(['ok']);
  });

  test('of settings that were tried leaves those that are saved', () => {
    const bench = newWatched(settingsOf());
    saveSettings(bench.flash, nodeDigest, settingsOf());
    portalOf(bench).startTry(body({ broker: '' }));
    wait(bench, S);
    expect(savedOn(bench)).toEqual(settingsOf());
    expect(portalOf(bench).settings().settings.broker).toBe('10.0.0.9');
  });
});

describe('a trial with something else', () => {
  test('forgets that the name before it was not known', () => {
    const bench = newBench(settingsOf({ broker: 'broker.lan' }));
    bench.device.dial.options.lookUp = (_host, done) => done(undefined);
    wait(bench, 2000);
    expect(stepsOf(bench).broker).toEqual(['failed', 'unknown-host']);
    bench.broker.script = { ...bench.broker.script, connect: () => [] };
    portalOf(bench).startTry('{"broker":"10.0.0.9"}');
    wait(bench, 1000);
    expect(stepsOf(bench).broker).toEqual(['busy']);
  });

  test('has no address, and no failure, while it leaves one network for another', () => {
    const bench = newWatched(settingsOf());
    bench.device.options.ports.wifi.join = () => undefined;
    portalOf(bench).startTry('{"ssid":"Other"}');
    wait(bench, 250);
    bench.wifi.lost('ASSOC_LEAVE');
    wait(bench, 250);
    expect(stepsOf(bench).network).toEqual(['busy']);
    expect(portalOf(bench).trial()).not.toHaveProperty('ip');
  });
});
