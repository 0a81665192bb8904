/**
 * The built bundle in the real interpreter: what Node says of Espruino is not believed here.
 * The oracle for a telegram is the same core on Node, whose readings other tests have proven.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';
import type { Settings } from '../../firmware/core/config/settings.ts';
import { feed, newBench, wait } from '../fakes/bench-app.ts';
import { freePort, hasMosquitto, startBroker, subscribe } from './broker.ts';
import type { Broker, Heard } from './broker.ts';
import { anyInterpreters } from './fit.ts';
import { bootDevice } from './interpreter.ts';
import type { Device } from './interpreter.ts';

const KEY_HEX = Buffer.from(TEST_KEY).toString('hex');
const CORPUS = '../shared/corpus';
const interpreters = anyInterpreters('the built bundle in the real interpreter');
if (!hasMosquitto) console.warn('NO MOSQUITTO: the broker of these tests is aedes.');

const house = newHouse({ seed: 7, startMs: Date.UTC(2026, 5, 14, 10) });

/** A frame of the simulated house, ten seconds after the one before. */
function frameOf(counter: number, list: ReadoutList): Uint8Array {
  advanceHouse(house, house.nowMs + 10_000);
  const telegram = formatTelegram(house, house.nowMs, list);
  const sealing = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram, counter, ...sealing });
}

/** What the core on Node makes of the same bytes. */
function jsonOf(pieces: Uint8Array[], key: string): string[] {
  const bench = newBench({ key, capacity: 4096 });
  for (const piece of pieces) feed(bench, piece);
  wait(bench, 2000);
  return bench.json;
}

const telegrams = (heard: Heard[]) =>
  heard.filter(({ topic }) => topic.endsWith('/telegram')).map(({ payload }) => payload);

const inTime = { timeout: 30_000, interval: 50 };
/** One or two variables come and go with the size of a number. */
const FLICKER = 3;

let device: Device | undefined;
let broker: Broker | undefined;
let listener: ReturnType<typeof subscribe> | undefined;

afterEach(async () => {
  device?.stop();
  await listener?.client.endAsync(true);
  await broker?.stop();
  device = listener = broker = undefined;
});

/** A booted device that is online at a broker. */
async function bootOnline(interpreter: string, settings: Partial<Settings>, script?: string) {
  broker = await startBroker();
  listener = subscribe(broker.port);
  const { heard } = listener;
  device = bootDevice(interpreter, {
    settings: {
      ssid: 'Home',
      wifi_password: 'correct horse',
      name: 'dev',
      key: KEY_HEX,
      broker: '127.0.0.1',
      broker_port: broker.port,
      ...settings,
    },
    ports: { 80: await freePort(), 53: await freePort() },
    script,
  });
  await vi.waitFor(() => {
    expect(heard).toContainEqual({ topic: 'smarty/dev/status', payload: 'online', retain: false });
  }, inTime);
  return { device, heard, broker };
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (_name, interpreter) => {
  test('publishes what the core on Node makes of frames, noise and cuts', async () => {
    const { device, heard } = await bootOnline(interpreter, {});
    const cut = frameOf(1, 'full').subarray(0, 700);
    const damaged = frameOf(2, 'full');
    damaged[500] ^= 4;
    const pieces = [
      cut,
      frameOf(3, 'full'),
      Buffer.from('00ffdbdb08db0801', 'hex'),
      frameOf(4, 'basic'),
      damaged,
      frameOf(5, 'austria'),
      Buffer.from(formatTelegram(house, house.nowMs, 'dsmr5'), 'latin1'),
      frameOf(6, 'full'),
    ];
    for (const piece of pieces) device.send(piece);
    const expected = jsonOf(pieces, KEY_HEX);
    expect(expected).toHaveLength(5);
    await vi.waitFor(() => expect(telegrams(heard)).toHaveLength(5), inTime);
    expect(telegrams(heard)).toEqual(expected);
  });

  test('publishes every reading of a full list as a plain retained number', async () => {
    const { device, heard } = await bootOnline(interpreter, {});
    const frame = frameOf(10, 'full');
    device.send(frame);
    const { readings } = JSON.parse(jsonOf([frame], KEY_HEX)[0]);
    const wanted = Object.entries(readings).filter(([, value]) => value !== '');
    const topics = () => heard.filter(({ topic }) => topic.includes('/reading/'));
    await vi.waitFor(() => expect(topics().length).toBe(wanted.length), inTime);
    for (const [name, value] of wanted) {
      const topic = `smarty/dev/reading/${name}`;
      expect(topics()).toContainEqual({ topic, payload: String(value), retain: false });
    }
  });

  test('delivers what came while the broker was away', async () => {
    const { device, heard, broker: first } = await bootOnline(interpreter, {});
    await first.stop();
    const pieces = [frameOf(20, 'full'), frameOf(21, 'full')];
    for (const piece of pieces) device.send(piece);
    broker = await startBroker(first.port);
    await vi.waitFor(() => expect(telegrams(heard)).toEqual(jsonOf(pieces, KEY_HEX)), inTime);
  });

  test('leaves no variable behind with its telegrams', async () => {
    const probe = 'setInterval(function(){print("USED",process.memory().usage,"!")},200);';
    const { device, heard } = await bootOnline(interpreter, {}, probe);
    const used = () =>
      [...device.console().matchAll(/USED (\d+) !/g)].map((m) => parseInt(m[1], 10)).slice(-5);
    // Two at a time: more than the queue holds must not come at once.
    const usedAfter = async (last: number) => {
      for (let i = telegrams(heard).length; i < last; i += 2) {
        device.send(frameOf(100 + i, 'austria'));
        device.send(frameOf(101 + i, 'austria'));
        await vi.waitFor(() => expect(telegrams(heard).length).toBe(i + 2), inTime);
      }
      const before = device.console().length;
      await vi.waitFor(() => {
        expect(device.console().length).toBeGreaterThan(before + 300);
        expect(Math.max(...used()) - Math.min(...used())).toBeLessThan(FLICKER);
      }, inTime);
      return Math.min(...used());
    };
    const early = await usedAfter(20);
    const late = await usedAfter(70);
    // One for each telegram would be fifty.
    expect(Math.abs(late - early)).toBeLessThan(FLICKER);
  });

  describe.skipIf(!existsSync(CORPUS))('with the corpus', () => {
    test('reads the real Luxembourg frame', async () => {
      const index = JSON.parse(readFileSync(`${CORPUS}/index.json`, 'utf8'));
      const entry = index.find(({ name }: { name: string }) => name === 'lu-nexxtlab-t210d');
      const hex = readFileSync(`${CORPUS}/${entry.file}`, 'utf8').trim();
      const { device, heard } = await bootOnline(interpreter, { key: entry.key });
      device.send(Buffer.from(hex, 'hex'));
      await vi.waitFor(() => expect(telegrams(heard)).toHaveLength(1), inTime);
      const { readings } = JSON.parse(telegrams(heard)[0]);
      expect(readings).toMatchObject({ energy_imported: 6.695, threshold: 77376 });
      expect(telegrams(heard)).toEqual(jsonOf([Buffer.from(hex, 'hex')], entry.key));
    });
  });
});
