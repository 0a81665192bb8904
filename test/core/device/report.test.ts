/** What the page is told in every state, and of every step of a trial. */
import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../firmware/core/config/settings.ts';
import type { Network } from '../../../firmware/core/ports.ts';
import { allRegisters } from '../../../firmware/core/telegram/obis.ts';
import type { Bench } from '../../fakes/device.ts';
import { hear, newBench, settingsOf, wait } from '../../fakes/device.ts';
import { bytesOf, frameOf, telegramOf } from '../../fakes/meter.ts';
import type { Steps } from '../../fakes/portal.ts';
import { hearOut, liveOf, newWatched, portalOf, stepsOf } from '../../fakes/portal.ts';

const S = 1000;
const OTHER_KEY = '0'.repeat(32);

/** Hears the frames of another meter's key for half a minute. */
function hearInVain(bench: Bench): void {
  for (let i = 0; i < 4; i++) {
    hear(bench, frameOf(1000 + i));
    wait(bench, 10 * S);
  }
}

describe('the page is told', () => {
  test('of a dongle that was never set up no more than its name and health', () => {
    const bench = newBench(undefined);
    wait(bench, 5 * S);
    expect(liveOf(bench)).toEqual({
      ...{ mode: 'setup', state: 'setup', name: 'smarty-a1b2', version: '0.1.0' },
      ...{ rssi: -60, free: 1500, uptime_s: 5, restart: 'power', readings: [] },
    });
  });

  test('of a dongle that runs all that it knows', () => {
    const bench = newWatched(settingsOf({ name: 'cellar' }));
    const stamp = '0-0:1.0.0(180130102122W)';
    const rest = ['1-3:0.2.8(50)', '0-0:96.14.0(0002)', '1-0:1.7.0(000000286*W)'];
    hearOut(bench, frameOf(1, { telegram: telegramOf([stamp, ...rest]) }));
    expect(liveOf(bench)).toEqual({
      ...{ mode: 'run', state: 'running', name: 'cellar', version: '0.1.0' },
      ...{ ip: '10.0.0.2', ssid: 'Home', rssi: -60, free: 1500, uptime_s: 3, restart: 'power' },
      ...{ age_s: 1, time: '2018-01-30T10:21:22+01:00', authenticated: true },
      counts: expect.objectContaining({ telegrams: 1, authenticated: 1, boots: 7 }),
      faults: {},
      readings: expect.arrayContaining([
        ['version', '50', ''],
        ['tariff', '2', ''],
        ['power_imported', '286', 'W'],
      ]),
    });
  });

  test.each<[string, Partial<Settings>, (b: Bench) => void, object]>([
    ['joining', {}, (b) => void (b.isInReach = false), { fault: 'not-found' }],
    ['no-broker', {}, (b) => void (b.isBrokerUp = false), { fault: 'unreachable' }],
    ['no-telegram', {}, () => undefined, { faults: {} }],
    ['wrong-key', { key: OTHER_KEY }, hearInVain, { faults: { tag: 4 } }],
    ['wrong-key', { key: '' }, hearInVain, { faults: { 'no-key': 4 } }],
    ['wrong-key', { auth_key: OTHER_KEY }, hearInVain, { faults: { 'auth-key': 4 } }],
  ])('%s with %o, and why', (state, over, spoil, told) => {
    const bench = newBench(settingsOf(over));
    spoil(bench);
    wait(bench, 40 * S);
    const live = liveOf(bench);
    expect(live).toMatchObject({ mode: 'run', state, ssid: 'Home', readings: [], ...told });
    for (const name of ['age_s', 'time', 'authenticated']) expect(live).not.toHaveProperty(name);
  });

  test('why the interpreter will not do', () => {
    const bench = newBench(settingsOf(), { misfit: 'loses-bytes' });
    wait(bench, S);
    const told = { mode: 'setup', state: 'unsupported', fault: 'loses-bytes' };
    expect(liveOf(bench)).toMatchObject(told);
  });

  test('no signal and no address while there is no network', () => {
    const bench = newBench(settingsOf());
    bench.isInReach = false;
    bench.device.options.ports.wifi.about = () => ({});
    wait(bench, S);
    const live = liveOf(bench);
    for (const name of ['rssi', 'ip']) expect(live).not.toHaveProperty(name);
    expect(live.counts).not.toHaveProperty('rssi_dbm');
  });

  test('the readings of the latest telegram only while somebody looks', () => {
    const bench = newWatched(settingsOf());
    hearOut(bench, frameOf(1));
    expect(liveOf(bench).readings).toContainEqual(['power_imported', '1', 'W']);
    wait(bench, 60 * S);
    hearOut(bench, frameOf(2));
    expect(liveOf(bench).readings).toEqual([]);
  });

  test.each([7, 8, 9, 16, 17])('all of %i readings, in the order of the telegram', (count) => {
    const rows = allRegisters().filter(({ unit }) => unit === 'var' || unit === 'kvarh');
    const some = rows.slice(0, count);
    const lines = some.map(({ code, unit }, i) => `${code}(0000000${10 + i}*${unit})`);
    const bench = newWatched(settingsOf());
    hearOut(bench, frameOf(1, { telegram: telegramOf(lines) }));
    const readings = some.map(({ name, unit }, i) => [name, String(10 + i), unit]);
    expect([readings.length, liveOf(bench).readings]).toEqual([count, readings]);
  });

  test('texts of the meter as texts, whatever is in them', () => {
    const bench = newWatched(settingsOf());
    const message = Buffer.from('say "hi" \\o/', 'latin1').toString('hex');
    hearOut(bench, frameOf(1, { telegram: telegramOf([`0-0:96.13.0(${message})`]) }));
    expect(liveOf(bench).readings).toContainEqual(['message', 'say "hi" \\o/', '']);
  });
});

describe('a trial', () => {
  test('that has not begun has no steps', () => {
    expect(portalOf(newBench(undefined)).trial()).toEqual({ steps: [], readings: [] });
  });

  test.each<[string, (b: Bench) => void, Steps]>([
    [
      'is joining',
      (b) => (b.device.options.ports.wifi.join = () => undefined),
      { network: ['busy'], broker: ['wait'] },
    ],
    [
      'does not find the network',
      (b) => void (b.isInReach = false),
      { network: ['failed', 'not-found'], broker: ['wait'] },
    ],
    [
      'is refused by the network',
      (b) => (b.device.options.ports.wifi.join = () => b.wifi.lost('AUTH_FAIL')),
      { network: ['failed', 'password'], broker: ['wait'] },
    ],
    [
      'gets no answer of the broker',
      (b) => void (b.isBrokerUp = false),
      { network: ['ok'], broker: ['failed', 'unreachable'] },
    ],
    [
      'is refused by the broker',
      (b) =>
        (b.broker.script.connect = () => [
          { cmd: 'connack', returnCode: 4, sessionPresent: false },
        ]),
      { broker: ['failed', 'refused-login'] },
    ],
    ['waits for the broker', (b) => (b.broker.script.connect = () => []), { broker: ['busy'] }],
    [
      'waits for the meter',
      () => undefined,
      { broker: ['ok'], telegram: ['busy'], decryption: ['wait'] },
    ],
  ])('%s', (_what, spoil, steps) => {
    const bench = newBench(settingsOf());
    bench.broker.script = { ...bench.broker.script };
    spoil(bench);
    wait(bench, S);
    expect(stepsOf(bench)).toMatchObject(steps);
    expect(portalOf(bench).trial()).toHaveProperty('readings', []);
  });

  test.each<[string, (string | undefined)[], string[]]>([
    ['under way', [], ['busy']],
    ['in vain', Array(99).fill(undefined), ['failed', 'unknown-host']],
    ['under way again', [undefined], ['busy']],
    ['over', ['10.0.0.9'], ['ok']],
  ])('whose look-up is %s tells so', (_what, answers, step) => {
    const bench = newBench(settingsOf({ broker: 'broker.lan' }));
    bench.device.dial.options.lookUp = (_host, done) => {
      if (answers.length) done(answers.shift());
    };
    wait(bench, 8 * S);
    expect(stepsOf(bench).broker).toEqual(step);
  });

  test('without a broker has nothing to reach', () => {
    const bench = newBench(settingsOf({ broker: '' }));
    wait(bench, S);
    expect(stepsOf(bench).broker).toEqual(['ok']);
  });

  const noise = new Uint8Array(300).fill(0x55);
  const spoiled = bytesOf(telegramOf(['1-0:1.7.0(000000286*W)']).replace('286', '287'));
  test.each<[string, Partial<Settings>, Uint8Array | string, Steps]>([
    ['a frame', {}, frameOf(1), { telegram: ['ok'], decryption: ['ok'] }],
    [
      'a frame without a key',
      { key: '' },
      frameOf(1),
      { telegram: ['ok'], decryption: ['failed', 'no-key'] },
    ],
    [
      'a frame of another key',
      { key: OTHER_KEY },
      frameOf(1),
      { telegram: ['ok'], decryption: ['failed', 'tag'] },
    ],
    [
      'a frame of another authentication key',
      { auth_key: OTHER_KEY },
      frameOf(1),
      { telegram: ['ok'], decryption: ['failed', 'tag'] },
    ],
    [
      'a plain telegram',
      { key: '' },
      bytesOf(telegramOf(['1-3:0.2.8(50)'])),
      { telegram: ['ok'], decryption: ['ok'] },
    ],
    ['a damaged one', {}, spoiled, { telegram: ['ok'], decryption: ['failed', 'crc'] }],
    // HDLC and M-Bus frames made by hand: see test/core/frame/foreign.test.ts.
    [
      'HDLC',
      {},
      '7ea00d032113a1b2db082f41c3d47e',
      { telegram: ['failed', 'foreign'], decryption: ['wait'] },
    ],
    [
      'M-Bus',
      {},
      '6805056853ff7e2fdbda16',
      { telegram: ['failed', 'foreign'], decryption: ['wait'] },
    ],
    ['noise', {}, noise, { telegram: ['busy'], decryption: ['wait'] }],
  ])('that hears %s tells so', (_what, over, bytes, steps) => {
    const bench = newWatched(settingsOf(over));
    hearOut(bench, bytes);
    expect(stepsOf(bench)).toMatchObject(steps);
  });

  test.each([
    ['nothing', new Uint8Array(0), 'no-data'],
    ['a few bytes', noise.subarray(0, 20), 'no-data'],
    ['much noise', noise, 'noise'],
  ])('that hears %s gives up after 25 seconds', (_what, bytes, fault) => {
    const bench = newWatched(settingsOf());
    if (bytes.length) hear(bench, bytes);
    wait(bench, 23 * S);
    expect(stepsOf(bench).telegram).toEqual(['busy']);
    wait(bench, 2 * S);
    expect(stepsOf(bench).telegram).toEqual(['failed', fault]);
  });

  test('shows what it has read', () => {
    const bench = newWatched(settingsOf());
    hearOut(bench, frameOf(286));
    expect(portalOf(bench).trial().readings).toContainEqual([...['power_imported', '286', 'W']]);
  });
});

describe('a scan', () => {
  const network = (ssid: string, rssi: number): Network => ({ ssid, rssi, security: 'wpa2' });

  test('is busy until it has found something', () => {
    const bench = newBench(undefined);
    bench.device.options.ports.wifi.scan = () => undefined;
    const portal = portalOf(bench);
    expect(portal.post('/api/scan')).toEqual({ status: 202, json: '{}' });
    expect(portal.scan()).toEqual({ busy: true });
    bench.wifi.found([network('Home', -60)]);
    expect(portal.scan()).toEqual({ networks: [['Home', -60, 'wpa2']] });
    expect(portal.post('/api/scan')).toEqual({ status: 202, json: '{}' });
    expect(portal.scan()).toEqual({ busy: true });
  });

  test('names each network once, the strongest first, and no hidden one', () => {
    const bench = newBench(undefined);
    const found = [network('B', -80), network('', -30), network('A', -50), network('B', -40)];
    bench.networks = [...found, network('constructor', -90), network('"\\', -91)];
    const portal = portalOf(bench);
    expect(portal.post('/api/scan')).toEqual({ status: 202, json: '{}' });
    const { networks } = portal.scan();
    expect(networks.map(([ssid, rssi]: [string, number]) => [ssid, rssi])).toEqual([
      ...[
        ['B', -40],
        ['A', -50],
        ['constructor', -90],
        ['"\\', -91],
      ],
    ]);
  });

  test('names twenty networks at most', () => {
    const bench = newBench(undefined);
    bench.networks = Array.from({ length: 30 }, (_, i) => network(`N${i}`, -90 + i));
    const portal = portalOf(bench);
    expect(portal.post('/api/scan')).toEqual({ status: 202, json: '{}' });
    const names = portal.scan().networks.map(([ssid]: [string]) => ssid);
    expect(names).toEqual(Array.from({ length: 20 }, (_, i) => `N${29 - i}`));
  });
});

test.each([
  ['dlms', frameOf(1, { telegram: '\x0f' + 'x'.repeat(99) })],
  ['not-telegram', frameOf(1, { telegram: 'x'.repeat(99) })],
])('a trial that hears %s tells that it is foreign', (fault, bytes) => {
  const bench = newWatched(settingsOf());
  hearOut(bench, bytes);
  wait(bench, 30 * S);
  expect(liveOf(bench).faults).toMatchObject({ [fault]: 1 });
  expect(stepsOf(bench).telegram).toEqual(['failed', 'foreign']);
});
