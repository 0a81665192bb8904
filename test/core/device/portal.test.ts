/** What the web server is told of the dongle, and what it may do to it. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../firmware/core/boot/record.ts';
import { loadSettings, saveSettings } from '../../../firmware/core/config/saved.ts';
import type { DeviceOptions } from '../../../firmware/core/device/device.ts';
import { readLedger, writeLedger } from '../../../firmware/core/meter/ledger.ts';
import { newState } from '../../../firmware/core/meter/reckoning.ts';
import { nodeDigest } from '../../../host-sim/node/digest.ts';
import { IDENTITY, newBench, settingsOf, wait } from '../../fakes/device.ts';
import { frameOf, telegramOf } from '../../fakes/meter.ts';
import { hearOut, newWatched, portalOf } from '../../fakes/portal.ts';

const S = 1000;
const OPTIONS: Partial<DeviceOptions> = { identity: { ...IDENTITY, seed: 'f00df00d' } };

describe('the dongle', () => {
  test('is in set-up until it has settings', () => {
    expect(portalOf(newBench(undefined)).now().mode).toBe('setup');
    expect(portalOf(newBench(settingsOf())).now().mode).toBe('run');
  });

  test('answers to its name, at its access point, and by its address once it has one', () => {
    const bench = newBench(settingsOf({ name: 'cellar' }));
    expect(portalOf(bench).now().names).toEqual(['cellar', 'cellar.local', '192.168.4.1']);
    wait(bench, S);
    expect(portalOf(bench).now().names).toContain('10.0.0.2');
    bench.wifi.lost('BEACON_TIMEOUT');
    expect(portalOf(bench).now().names).not.toContain('10.0.0.2');
    expect(portalOf(newBench(undefined)).now().names[0]).toBe('smarty-a1b2');
  });

  test.each([
    ['the one on its label', undefined, 'abcdefghjk'],
    ['the one on its label', settingsOf(), 'abcdefghjk'],
    ['its own', settingsOf({ device_password: 'battery staple' }), 'battery staple'],
  ])('opens by %s', (_which, settings, password) => {
    expect(portalOf(newBench(settings)).now().password).toBe(password);
  });

  test('hands on page and time, and one login for all requests', () => {
    const bench = newBench(settingsOf());
    wait(bench, 3 * S);
    const portal = portalOf(bench).now();
    expect(portal.openDocument('/').read(0, 6)).toBe('app1 /');
    expect(portal.openDocument('/api/more').read(0, 14)).toBe('app1 /api/more');
    expect(portal.nowMs).toBe(3 * S);
    expect(portalOf(bench).now().login).toBe(portal.login);
  });
});

describe('a token', () => {
  const tokenOf = (over: Partial<DeviceOptions> = {}, ms = S, random = 0.5) => {
    const bench = newBench(settingsOf(), { ...OPTIONS, ...over });
    bench.device.options.ports.random = () => random;
    wait(bench, ms);
    return portalOf(bench).now().newToken();
  };

  test('is made of secret, boot, moment and chance', () => {
    const sha256 = createHash('sha256').update('f00df00d/7/1000/0.5').digest('hex');
    expect(tokenOf()).toBe(sha256.slice(0, 32));
  });

  test('is another one where any of them is', () => {
    const boot = { ...newBench(undefined).device.options.boot, number: 8 };
    const tokens = [
      tokenOf(),
      tokenOf({ identity: IDENTITY }),
      tokenOf({ boot }),
      tokenOf({}, 2 * S),
      tokenOf({}, S, 0.25),
    ];
    expect(new Set(tokens).size).toBe(tokens.length);
  });
});

describe('a telegram', () => {
  const telegram = telegramOf(['0-0:42.0.0(53414731)', '1-0:1.7.0(000000286*W)']);

  test('that is asked for is the next one, once, and without identifiers', () => {
    const bench = newWatched(settingsOf());
    const portal = portalOf(bench);
    hearOut(bench, frameOf(1, { telegram }));
    expect(portal.get('/api/telegram')).toBeUndefined();
    hearOut(bench, frameOf(2, { telegram }));
    expect(portal.get('/api/telegram')).toBe('0-0:42.0.0(********)\r\n1-0:1.7.0(000000286*W)');
    expect(portal.get('/api/telegram')).toBeUndefined();
  });

  test('is none where nothing is decrypted', () => {
    expect(portalOf(newBench(undefined)).get('/api/telegram')).toBeUndefined();
  });
});

describe('the dongle restarts', () => {
  const causeOn = (bench: ReturnType<typeof newBench>) =>
    readRecord({ flash: bench.flash, digest: nodeDigest }).cause;

  test('when it is asked to, after the answer, and keeps the settings', () => {
    const bench = newWatched(settingsOf());
    saveSettings(bench.flash, nodeDigest, settingsOf());
    expect(portalOf(bench).post('/api/restart')).toEqual({ status: 200, json: '{}' });
    wait(bench, 1750);
    expect(bench.restarts).toBe(0);
    wait(bench, S);
    expect(bench.restarts).toBeGreaterThan(0);
    expect(causeOn(bench)).toBe('user');
    expect(loadSettings(bench.flash, nodeDigest, 'x')).toEqual(settingsOf());
  });

  test('without its settings when it is reset', () => {
    const bench = newWatched(settingsOf());
    saveSettings(bench.flash, nodeDigest, settingsOf());
    expect(portalOf(bench).post('/api/reset')).toEqual({ status: 200, json: '{}' });
    wait(bench, 3 * S);
    expect(bench.restarts).toBeGreaterThan(0);
    expect(causeOn(bench)).toBe('reset');
    expect(loadSettings(bench.flash, nodeDigest, 'x')).toBeUndefined();
  });

  test('without its quarter hours when it is reset, and begins no new ones before', () => {
    const tariff = { referenceW: 3000, price: 1139, periodS: 900 };
    const bench = newWatched(settingsOf({ quarters: 'yes' }));
    const ports = { flash: bench.flash, digest: nodeDigest };
    writeLedger(ports, newState(tariff));
    expect(readLedger(ports, newState(tariff), tariff)).toBe(true);
    portalOf(bench).post('/api/reset');
    wait(bench, 1 * S);
    expect(readLedger(ports, newState(tariff), tariff)).toBe(false);
    expect([bench.device.run, bench.restarts]).toEqual([undefined, 0]);
    wait(bench, 2 * S);
    expect(bench.restarts).toBeGreaterThan(0);
  });

  test('once, for the first cause', () => {
    const bench = newWatched(settingsOf());
    const portal = portalOf(bench);
    expect(portal.save('{"name":"cellar"}').status).toBe(200);
    wait(bench, S);
    portal.post('/api/restart');
    wait(bench, 1500);
    expect(bench.restarts).toBeGreaterThan(0);
    expect(causeOn(bench)).toBe('saved');
  });
});

describe('no secret', () => {
  const secrets = {
    wifi_password: 'secret-of-wifi',
    key: 'A1'.repeat(16),
    auth_key: 'B2'.repeat(16),
    broker_password: 'secret-of-broker',
    device_password: 'secret-of-device',
  };
  const identity = { id: 'A1B2', setup: 'setup-secret', seed: 'seed-secret', update: 'c0ffee11' };
  const bad = { ...secrets, key: `${secrets.key}0`, wifi_password: `${secrets.wifi_password}\n` };
  const all = [...Object.values(secrets), identity.setup, identity.seed, identity.update];

  test.each([
    ['of a dongle that runs', settingsOf({ ...secrets, broker_user: 'me' })],
    ['of one in set-up that tries settings', undefined],
  ])('%s is in anything that it says', (_which, settings) => {
    const bench = newWatched(settings, { identity });
    const portal = portalOf(bench);
    const given = JSON.stringify({ ssid: 'Home', broker: '10.0.0.9', ...secrets });
    const paths = ['live', 'try', 'scan', 'settings', 'export', 'telegram'];
    const said = () => [
      ...paths.map((path) => portal.get(`/api/${path}`)),
      ...[portal.now().newToken(), bench.printed.join()],
    ];
    const before = said();
    const frame = (counter: number) =>
      frameOf(counter, {
        key: Buffer.from(secrets.key, 'hex'),
        authKey: Buffer.from(secrets.auth_key, 'hex'),
      });
    hearOut(bench, frame(1));
    const answers = [portal.save(JSON.stringify(bad)), portal.startTry(JSON.stringify(bad))];
    answers.push(portal.startTry(given));
    wait(bench, S);
    hearOut(bench, frame(2));
    const during = said();
    answers.push(portal.save(given));
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 202, 200]);
    expect(bench.device.goodTelegrams).toBe(1);
    const published = bench.broker.heard.map((packet) =>
      packet.cmd === 'publish' ? packet.payload.toString('latin1') : '',
    );
    // What is only tried publishes no telegram.
    const telegrams = published.filter((payload) => payload.includes('readings'));
    expect(telegrams).toHaveLength(settings ? 1 : 0);
    const text = JSON.stringify([before, during, said(), answers, published]);
    for (const secret of all) expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
  });
});

test('nothing is searched for while it joins: Espruino would never search again', () => {
  const bench = newWatched(settingsOf());
  const portal = portalOf(bench);
  let scans = 0;
  bench.device.options.ports.wifi.scan = () => void scans++;
  bench.device.link.state = 'joining';
  portal.post('/api/scan');
  expect([scans, portal.scan()]).toEqual([0, { networks: [] }]);
  bench.device.link.state = 'waiting';
  portal.post('/api/scan');
  expect([scans, portal.scan()]).toEqual([1, { busy: true }]);
});

test('a reset within two seconds of a save goes with its restart', () => {
  const bench = newWatched(settingsOf());
  const portal = portalOf(bench);
  portal.save('{"name":"cellar"}');
  expect(portal.post('/api/reset', '').status).toBe(200);
  expect(bench.device.chores).toContain('forget');
});
