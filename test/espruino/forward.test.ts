/**
 * What else the LAN is served, by the built bundle in the real interpreter: frames for those who have the
 * key, with one in the dongle or without; telegrams for readers of Dutch meters; the log.
 */
import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { basename } from 'node:path';
import mqtt from 'mqtt';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Settings } from '../../firmware/core/config/settings.ts';
import { aliasStep, newAliasing } from '../../firmware/core/stream/aliases.ts';
import { newCrcTables } from '../../firmware/core/telegram/crc16.ts';
import { newHouse } from '../../host-sim/house/load.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { frameOf, KEY } from '../fakes/meter.ts';
import { freePort, startBroker } from './broker.ts';
import type { Broker } from './broker.ts';
import { complaintOf } from './complaint.ts';
import { anyInterpreters } from './fit.ts';
import { fetchFrom } from './home.ts';
import { bootDevice, STAND_INS } from './interpreter.ts';
import type { Device } from './interpreter.ts';

const interpreters = anyInterpreters('forwarding in the real interpreter');
const inTime = { timeout: 40_000, interval: 100 };
const nowMs = Date.UTC(2026, 0, 15, 19);
const telegram = formatTelegram(newHouse({ seed: 3, startMs: nowMs }), nowMs, 'full');
const frames = [100_001, 100_002].map((counter) => frameOf(counter, { telegram }));

const endings: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Scene {
  device: Device;
  http: number;
  /** Payloads by topic below smarty/dev/. */
  heard: Record<string, Buffer[]>;
}

async function boot(interpreter: string, settings: Partial<Settings>): Promise<Scene> {
  const broker: Broker = await startBroker();
  endings.push(broker.stop);
  const heard: Scene['heard'] = {};
  const client = mqtt.connect({ host: '127.0.0.1', port: broker.port, reconnectPeriod: 100 });
  // The broker may not be there yet.
  client.on('error', () => undefined);
  endings.push(() => client.endAsync(true));
  await new Promise((done) => client.once('connect', done));
  await client.subscribeAsync('#', { qos: 1 });
  client.on('message', (topic, payload) => (heard[topic.split('/')[2]] ??= []).push(payload));
  const http = await freePort();
  const device = bootDevice(interpreter, {
    settings: {
      ...{ ssid: 'Home', wifi_password: 'correct horse', name: 'dev', key: KEY },
      ...{ broker: '127.0.0.1', broker_port: broker.port, ...settings },
    },
    ports: { 80: http, 53: await freePort() },
    env: { ESPR_VARS: String(5000 + STAND_INS), ESPR_STACK: '25000' },
  });
  endings.push(device.stop);
  await vi.waitFor(() => expect(heard.status?.map(String)).toEqual(['online']), inTime);
  return { device, http, heard };
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (_name, interpreter) => {
  test.each([
    ['hex_qos0', 'with its key', KEY],
    ['binary_qos1', 'with its key', KEY],
    ['hex_qos1', 'without a key', ''],
    ['binary_qos0', 'without a key', ''],
  ] as const)('forwards frames (%s), and no copies, %s', async (frame_topic, _how, key) => {
    const { device, http, heard } = await boot(interpreter, { frame_topic, key });
    const told = key ? 2 : 0;
    for (const frame of [frames[0], frames[0], frames[1]]) device.send(frame);
    await vi.waitFor(() => expect(heard.frame_counter).toHaveLength(2), inTime);
    const bytes = heard.frame.map((payload) =>
      frame_topic.startsWith('hex') ? Buffer.from(String(payload), 'hex') : payload,
    );
    expect(bytes.map((b) => b.toString('hex'))).toEqual(
      frames.map((frame) => Buffer.from(frame).toString('hex')),
    );
    expect(heard.frame_counter.map(String)).toEqual(['100001', '100002']);
    await vi.waitFor(() => expect(heard.state.map(String)).toContain('running'), inTime);
    await vi.waitFor(() => expect(heard.telegram ?? []).toHaveLength(told), inTime);
    await vi.waitFor(async () => {
      const live = JSON.parse(String((await fetchFrom(http, 'dev', '/api/live')).body));
      expect(live).toMatchObject({ state: 'running', counts: { telegrams: 2 } });
      expect(live.faults).toEqual({ replay: 1 });
    }, inTime);
    expect(complaintOf(device.console())).toBeUndefined();
  });

  test('offers frames over TCP without a key, and telegrams with aliases with one', async () => {
    const [frame_port, telegram_port] = [await freePort(), await freePort()];
    const listen = (port: number) => {
      const heard: Buffer[] = [];
      const socket = connect(port, '127.0.0.1').on('data', (piece) => heard.push(piece));
      endings.push(() => socket.destroy());
      return new Promise<() => Buffer>((done) => {
        socket.on('connect', () => done(() => Buffer.concat(heard)));
      });
    };
    const sealed = await boot(interpreter, { frame_port, key: '' });
    const inFrames = await listen(frame_port);
    sealed.device.send(frames[0]);
    await vi.waitFor(() => expect(inFrames().equals(frames[0])).toBe(true), inTime);

    const opened = await boot(interpreter, { telegram_port, tariff_aliases: 'yes' });
    const inTelegrams = await listen(telegram_port);
    opened.device.send(frames[0]);
    const aliasing = newAliasing(telegram, newCrcTables());
    while (!aliasStep(aliasing));
    expect(aliasing.text).toContain('\n1-0:1.8.1(');
    await vi.waitFor(() => expect(String(inTelegrams())).toBe(aliasing.text), inTime);
    expect(complaintOf(opened.device.console())).toBeUndefined();
  });

  test('tells its log to a syslog server and on MQTT', async () => {
    const server = createSocket('udp4');
    const lines: string[] = [];
    server.on('message', (message) => lines.push(String(message)));
    await new Promise<void>((done) => server.bind(0, '127.0.0.1', done));
    endings.push(() => server.close());
    const { device, heard } = await boot(interpreter, {
      ...{ syslog: '127.0.0.1', syslog_port: server.address().port, log_topic: 'qos0' },
    });
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(1), inTime);
    device.send(frames[0]);
    await vi.waitFor(() => expect(lines.join('\n')).toContain('state running'), inTime);
    expect(lines[0]).toBe('<134>1 - dev smarty - - - started after power');
    expect(lines).toContain('<134>1 - dev smarty - - - wifi joined');
    expect(lines.at(-1)).toMatch(
      /^<134>1 2026-01-15T19:00:\d\d.*Z dev smarty - - - state running$/,
    );
    await vi.waitFor(() => expect(heard.log.map(String)).toContain('info state running'), inTime);
    expect(heard.log[0].toString()).toBe('info started after power');
    const damaged = frames[1].slice();
    damaged[500] ^= 1;
    device.send(damaged);
    await vi.waitFor(() => expect(lines.at(-1)).toMatch(/^<132>.* frame refused tag$/), inTime);
    expect(complaintOf(device.console())).toBeUndefined();
  });
});
