/** The way to the broker: TLS, websockets, MQTT 5, brokers that are away, slow, refuse or hang up. */
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { afterEach, describe, expect, test } from 'vitest';
import { openMqtt } from '../../../../host-sim/sink/mqtt/mqtt.ts';
import type { Sink } from '../../../../host-sim/sink/sink.ts';
import { MQTT } from '../../../../host-sim/sink/settings/mqtt.ts';
import type { MqttOptions } from '../../../../host-sim/sink/settings/mqtt.ts';
import { hasMosquitto } from '../../../espruino/broker.ts';
import { eventually, freePort, newWitness } from '../../command/program.ts';
import { heatReadout, houseReadouts, newAround, optionsOf, powerReadouts } from '../around.ts';
import type { FakeAround } from '../around.ts';
import { newHearer, valuesOf } from '../hearer.ts';
import { hasOpenssl, newCertificates, startMosquitto } from '../mosquitto.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(given: Record<string, string>): Promise<{ sink: Sink; around: FakeAround }> {
  const around = newAround();
  const options = optionsOf(MQTT.rows, { homeassistant: 'no', ...given }) as MqttOptions;
  const sink = await openMqtt(options, around);
  ends.push(() => sink.close());
  return { sink, around };
}

const PLAIN = { telegram_topic: 'qos1', reading_topics: 'no' };
const isUp = (sink: Sink) => sink.facts().state === 'up';
const powersOf = (payloads: string[]) =>
  payloads.map((json) => JSON.parse(json).readings.power_imported as number);
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_n, i) => first + i);

if (!hasMosquitto) console.warn('SKIPPED: mosquitto is not here, so nothing runs over TLS.');

describe.skipIf(!hasMosquitto || !hasOpenssl)('a broker with TLS', () => {
  const files = hasMosquitto && hasOpenssl ? newCertificates() : undefined;
  const tls = (...more: string[]) => [
    'allow_anonymous true',
    `cafile ${files?.ca}`,
    `certfile ${files?.server}`,
    `keyfile ${files?.serverKey}`,
    ...more,
  ];

  test.each([
    ['MQTT 3.1.1 over TLS', 'mqtts', '3.1.1', []],
    ['MQTT 5 over TLS', 'mqtts', '5', []],
    [
      'a client certificate',
      'mqtts',
      '5',
      ['require_certificate true', 'use_identity_as_username true'],
    ],
  ])('is reached by %s', async (_what, scheme, version, lines) => {
    const broker = await startMosquitto(tls(...lines));
    ends.push(broker.stop);
    const { ca, client, clientKey } = files!;
    const { sink } = await open({
      ...{ url: `${scheme}://127.0.0.1:${broker.port}`, ca, version, ...PLAIN },
      ...(lines.length > 1 ? { certificate: client, certificate_key: clientKey } : {}),
    });
    const [readout] = houseReadouts(1);
    sink.take(readout);
    await eventually(() => sink.facts().told === 1, 'a telegram that is acknowledged');
  });

  test('that an unknown authority has signed is refused, with advice', async () => {
    const broker = await startMosquitto(tls());
    ends.push(broker.stop);
    const { sink, around } = await open({
      url: `mqtts://127.0.0.1:${broker.port}`,
      ca: files!.otherCa,
    });
    await eventually(() => around.told.length > 0, 'a sentence');
    expect(around.told[0]).toContain('Nobody we know has signed the certificate of the broker');
    expect(sink.facts().state).not.toBe('up');
  });

  test('is not verified where that is switched off', async () => {
    const broker = await startMosquitto(tls());
    ends.push(broker.stop);
    const { sink } = await open({ url: `mqtts://127.0.0.1:${broker.port}`, verify: 'false' });
    await eventually(() => isUp(sink), 'a connection');
  });

  test('of which a file is missing is a problem at once', async () => {
    const missing = open({ url: 'mqtts://127.0.0.1:1', ca: join(files!.folder, 'none.pem') });
    await expect(missing).rejects.toThrow(/none\.pem cannot be read \(ENOENT\): check mqtt ca/);
    const half = open({ url: 'mqtts://127.0.0.1:1', certificate: files!.client });
    await expect(half).rejects.toThrow('certificate and certificate_key belong together');
  });
});

describe.skipIf(!hasMosquitto)('a broker with a password', () => {
  test.each(['3.1.1', '5'])('lets in by it and refuses without, version %s', async (version) => {
    const folder = newFolderWithPassword();
    const broker = await startMosquitto(['allow_anonymous false', `password_file ${folder}`]);
    ends.push(broker.stop);
    const url = `mqtt://anna:wrong%40word@127.0.0.1:${broker.port}`;
    const refused = await open({ url, version });
    await eventually(() => refused.around.told.length > 0, 'a sentence');
    expect(refused.around.told[0]).toMatch(/user name|rights/);
    expect(refused.around.told.join() + refused.sink.name).not.toMatch(/wrong|anna/);
    // What is set by itself goes before the URL.
    const { sink } = await open({ url, version, password: 'right@word' });
    await eventually(() => isUp(sink), 'a connection');
  });
});

/** The broker inside, behind a web server: mosquitto is often built without websockets. */
async function newWebBroker(server: Server): Promise<number> {
  const broker = await Aedes.createBroker();
  const sockets = new WebSocketServer({ server, path: '/mqtt' });
  sockets.on('connection', (socket) => broker.handle(createWebSocketStream(socket)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    await new Promise<void>((resolve) => broker.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

describe('a broker behind websockets', () => {
  test('is reached by ws://', async () => {
    const port = await newWebBroker(createHttpServer());
    const { sink } = await open({ url: `ws://127.0.0.1:${port}/mqtt`, ...PLAIN });
    sink.take(houseReadouts(1)[0]);
    await eventually(() => sink.facts().told === 1, 'a telegram that is acknowledged');
    expect(sink.name).toBe(`ws://127.0.0.1:${port}/mqtt`);
  });

  test.skipIf(!hasOpenssl)('is reached by wss://', async () => {
    const { ca, server, serverKey } = newCertificates();
    const files = { cert: readFileSync(server), key: readFileSync(serverKey) };
    const port = await newWebBroker(createHttpsServer(files));
    const { sink } = await open({ url: `wss://127.0.0.1:${port}/mqtt`, ca, ...PLAIN });
    sink.take(houseReadouts(1)[0]);
    await eventually(() => sink.facts().told === 1, 'a telegram that is acknowledged');
  });
});

function newFolderWithPassword(): string {
  const file = join(newFolder(), 'passwords');
  execFileSync('mosquitto_passwd', ['-b', '-c', file, 'anna', 'right@word']);
  execFileSync('chmod', ['644', file]);
  return file;
}

function newFolder(): string {
  return execFileSync('mktemp', ['-d']).toString().trim().replace(/$/, '');
}

describe('a broker that is away', () => {
  test('gets everything in order and once when it comes', async () => {
    const port = await freePort();
    const { sink, around } = await open({ url: `mqtt://127.0.0.1:${port}`, ...PLAIN });
    await eventually(() => around.told.length > 0, 'a sentence');
    expect(around.told).toEqual([
      `mqtt://127.0.0.1:${port} is not there and tried again. No connection: check the address and port of the broker, and the network.`,
    ]);
    for (const readout of powerReadouts(300)) sink.take(readout);
    expect(sink.facts()).toMatchObject({ taken: 300, told: 0, waiting: 300, dropped: 0 });
    const broker = await newHearer(port);
    ends.push(() => broker.close());
    await eventually(() => sink.facts().told === 300, 'all of them');
    const payloads = () => valuesOf(broker.heard, 'smarty/cellar/telegram');
    await eventually(() => payloads().length === 300, 'that all are heard');
    expect(powersOf(payloads())).toEqual(upTo(300));
    expect(around.told.at(-1)).toBe(`mqtt://127.0.0.1:${port} is back.`);
  });

  test('for long costs the oldest, which are counted', async () => {
    const port = await freePort();
    const { sink } = await open({ url: `mqtt://127.0.0.1:${port}`, ...PLAIN, queue_kib: '16' });
    for (const readout of powerReadouts(300)) sink.take(readout);
    const { dropped, waiting, messages_dropped } = sink.facts() as Record<string, number>;
    expect([dropped + waiting, messages_dropped]).toEqual([300, dropped]);
    expect(waiting).toBeGreaterThan(20);
    const broker = await newHearer(port);
    ends.push(() => broker.close());
    const payloads = () => valuesOf(broker.heard, 'smarty/cellar/telegram');
    await eventually(() => payloads().length === waiting, 'all that was kept');
    await eventually(() => sink.facts().unsent === 0, 'that all is acknowledged');
    expect(powersOf(payloads())).toEqual(upTo(300, 300 - waiting + 1));
    expect(sink.facts()).toMatchObject({ taken: 300, told: waiting, dropped, waiting: 0 });
  });

  test('and comes back without memory has its retained state within two telegrams', async () => {
    const port = await freePort();
    const first = await newHearer(port);
    const { sink } = await open({ url: `mqtt://127.0.0.1:${port}`, homie: 'homie5' });
    await eventually(() => isUp(sink), 'a connection');
    const readouts = houseReadouts(4);
    sink.take(readouts[0]);
    await eventually(() => sink.facts().unsent === 0, 'that all is told');
    await first.close();
    await eventually(() => !isUp(sink), 'that it is gone');
    sink.take(readouts[1]);
    const second = await newHearer(port);
    ends.push(() => second.close());
    await eventually(() => isUp(sink), 'that it is back');
    sink.take(readouts[2]);
    sink.take(readouts[3]);
    await eventually(() => sink.facts().unsent === 0, 'that all is told');
    const retained = await retainedAt(port);
    expect(retained.get('homie/5/cellar/$state')).toBe('ready');
    const { nodes } = JSON.parse(retained.get('homie/5/cellar/$description') as string);
    const value = (name: string) => retained.get(`smarty/cellar/reading/${name}`);
    expect(Object.keys(nodes.electricity.properties).length).toBeGreaterThan(30);
    const { readings } = JSON.parse(readouts[3].json);
    expect(value('energy_imported')).toBe(String(readings.energy_imported));
    expect(retained.get('homie/5/cellar/electricity/power-net')).toBe(String(readings.power_net));
    expect(sink.facts()).toMatchObject({ taken: 4, told: 4, dropped: 0, reconnects: 1 });
  });
});

/** What a newcomer is told at once. */
async function retainedAt(port: number): Promise<Map<string, string>> {
  const client = await mqtt.connectAsync({ host: '127.0.0.1', port });
  const all = new Map<string, string>();
  client.on('message', (topic, payload) => all.set(topic, String(payload)));
  await client.subscribeAsync('#', { qos: 1 });
  // Retained messages come before what is published now.
  await client.publishAsync('end', 'end', { qos: 1 });
  await eventually(() => all.has('end'), 'all retained messages');
  await client.endAsync(true);
  return all;
}

/** Speaks MQTT as far as it is told to. */
async function newOddBroker(take: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    take(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return (server.address() as AddressInfo).port;
}

const CONNACK = Buffer.from('20020000', 'hex');
const REFUSED = Buffer.from('20020005', 'hex');

describe('a broker in a bad mood', () => {
  test('that hangs up after each greeting loses nothing that it has not taken', async () => {
    let greetings = 0;
    const port = await newOddBroker((socket) => {
      socket.once('data', () => {
        greetings++;
        socket.end(CONNACK);
      });
    });
    const { sink, around } = await open({ url: `mqtt://127.0.0.1:${port}`, ...PLAIN });
    for (const readout of powerReadouts(40)) sink.take(readout);
    await eventually(() => greetings >= 3, 'three attempts');
    expect(sink.facts()).toMatchObject({ taken: 40, told: 0, dropped: 0, waiting: 40 });
    expect(around.told.length).toBeLessThan(2 * greetings + 2);
    expect(around.told.join()).toContain('The broker hung up');
  });

  test('that reads nothing keeps what waits within bounds, and take never waits', async () => {
    const port = await newOddBroker((socket) => {
      socket.once('data', () => {
        socket.write(CONNACK);
        socket.pause();
      });
    });
    const url = `mqtt://127.0.0.1:${port}`;
    const { sink } = await open({
      url,
      telegram_topic: 'qos0',
      reading_topics: 'no',
      queue_kib: '64',
    });
    await eventually(() => isUp(sink), 'a connection');
    const readouts = houseReadouts(20);
    for (let i = 0; i < 4000; i++) sink.take(readouts[i % 20]);
    const { taken, told, dropped, waiting } = sink.facts() as Record<string, number>;
    expect([taken, told + dropped + waiting]).toEqual([4000, 4000]);
    expect(dropped).toBeGreaterThan(1000);
    expect(waiting).toBeLessThan(64);
  });

  test('that answers late gets everything in order and once', async () => {
    const broker = await newHearer();
    ends.push(() => broker.close());
    // In between: what the broker says comes 20 ms later.
    const port = await newOddBroker((socket) => {
      const there = connect(broker.port, '127.0.0.1');
      ends.push(() => there.destroy());
      socket.pipe(there);
      there.on('error', () => undefined);
      there.on('data', (piece) => setTimeout(() => socket.destroyed || socket.write(piece), 20));
    });
    const { sink } = await open({ url: `mqtt://127.0.0.1:${port}`, ...PLAIN });
    for (const readout of powerReadouts(200)) sink.take(readout);
    await eventually(() => sink.facts().told === 200, 'all of them');
    const telegrams = () => valuesOf(broker.heard, 'smarty/cellar/telegram');
    await eventually(() => telegrams().length >= 200, 'that all are heard');
    expect(powersOf(telegrams())).toEqual(upTo(200));
    expect(sink.facts()).toMatchObject({ taken: 200, dropped: 0, waiting: 0, reconnects: 0 });
  });

  test('that refuses is told once, and tried again', async () => {
    let attempts = 0;
    const port = await newOddBroker((socket) => {
      socket.once('data', () => {
        attempts++;
        socket.end(REFUSED);
      });
    });
    const { around } = await open({ url: `mqtt://127.0.0.1:${port}` });
    // By the third the second has been told, if it were.
    await eventually(() => attempts >= 3, 'a third attempt');
    expect(around.told.filter((sentence) => /rights/.test(sentence))).toHaveLength(1);
  });

  test('that lets nobody read is told', async () => {
    const broker = await newWitness(0, {
      authorizeSubscribe: (_client, _topic, done) => done(null, null),
    });
    ends.push(() => broker.close());
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const { around } = await open({ url, homeassistant: 'yes' });
    const isAdvice = (sentence: string) => /refuses a subscription: give the user/.test(sentence);
    await eventually(() => around.told.some(isAdvice), 'the advice');
  });

  test('that hangs up before it has answered a subscription has not refused it', async () => {
    const port = await newOddBroker((socket) => {
      socket.once('data', () => {
        socket.write(CONNACK);
        socket.once('data', () => socket.destroy());
      });
    });
    const { around } = await open({ url: `mqtt://127.0.0.1:${port}`, homeassistant: 'yes' });
    const isFault = (sentence: string) => /is not there and tried again/.test(sentence);
    await eventually(() => around.told.some(isFault), 'that it has hung up');
    expect(around.told.join()).not.toMatch(/refuses a subscription/);
  });

  test('that speaks no MQTT at all is told', async () => {
    const port = await newOddBroker((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    const { around } = await open({ url: `mqtt://127.0.0.1:${port}` });
    await eventually(() => around.told.length > 0, 'a sentence');
    expect(around.told[0]).toMatch(/This is not MQTT|hung up/);
  });
});

describe('the end', () => {
  test('hands out what waits, then says so; a reader that dies is told by the will', async () => {
    const broker = await newHearer();
    ends.push(() => broker.close());
    const { sink } = await open({ url: `mqtt://127.0.0.1:${broker.port}`, reading_topics: 'no' });
    await eventually(() => isUp(sink), 'a connection');
    for (const readout of houseReadouts(3)) sink.take(readout);
    await sink.close();
    const status = () => valuesOf(broker.heard, 'smarty/cellar/status');
    await eventually(() => status().length === 2, 'the farewell');
    expect(status()).toEqual(['online', 'offline']);
    expect(valuesOf(broker.heard, 'smarty/cellar/telegram')).toHaveLength(3);
    expect(sink.facts()).toMatchObject({ state: 'closed', told: 3, waiting: 0 });
  });

  test('is there within seconds, also where the broker does not answer any more', async () => {
    let isHungUp = false;
    const port = await newOddBroker((socket) => {
      socket.once('data', () => socket.write(CONNACK));
      socket.on('data', () => undefined).on('close', () => (isHungUp = true));
    });
    const { sink } = await open({ url: `mqtt://127.0.0.1:${port}`, keep_alive_s: '3600' });
    await eventually(() => isUp(sink), 'a connection');
    for (const readout of houseReadouts(3)) sink.take(readout);
    const startMs = performance.now();
    await sink.close();
    // systemd gives it 20 s (host-sim/service/smarty@.service).
    expect(performance.now() - startMs).toBeLessThan(12_000);
    await eventually(() => isHungUp, 'that nothing is left open');
  });

  test('does not wait for a broker that is not there', async () => {
    const port = await freePort();
    const { sink } = await open({ url: `mqtt://127.0.0.1:${port}`, ...PLAIN });
    for (const readout of powerReadouts(3)) sink.take(readout);
    await sink.close();
    expect(sink.facts()).toMatchObject({ taken: 3, told: 0, dropped: 3, waiting: 0 });
  });
});

describe('Home Assistant', () => {
  test('is told all again when it has started', async () => {
    const broker = await newHearer();
    ends.push(() => broker.close());
    const { sink } = await open({ url: `mqtt://127.0.0.1:${broker.port}`, homeassistant: 'yes' });
    await eventually(() => isUp(sink), 'a connection');
    sink.take(houseReadouts(1)[0]);
    const notes = () => valuesOf(broker.heard, 'smarty/cellar/discovery');
    await eventually(() => notes().length === 1, 'the first time');
    const client = await mqtt.connectAsync({ host: '127.0.0.1', port: broker.port });
    await client.publishAsync('homeassistant/status', 'online');
    await client.endAsync();
    await eventually(() => notes().length === 2, 'the second time');
    expect(notes()[0]).toMatch(/^homeassistant [0-9A-F]{16}$/);
  });
});

test.each([
  ['a house', 'cellar', () => houseReadouts(1)[0]],
  ['a heat meter', 'heating', () => heatReadout()],
])('entities of %s go when discovery is switched off', async (_what, meter, readout) => {
  const broker = await newHearer();
  ends.push(() => broker.close());
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const run = async (homeassistant: string) => {
    const options = optionsOf(MQTT.rows, { url, homeassistant }) as MqttOptions;
    const sink = await openMqtt(options, newAround({ meters: [meter] }));
    await eventually(() => isUp(sink), 'a connection');
    sink.take(readout());
    await eventually(() => sink.facts().unsent === 0, 'that all is told');
    // What an earlier run has noted comes from the broker.
    if (homeassistant === 'no') {
      const note = () => broker.heard.filter(({ topic }) => topic.endsWith('/discovery'));
      await eventually(
        () => (sink.take(readout()), note().at(-1)?.payload === ''),
        'the end of it',
      );
    }
    await sink.close();
  };
  const isConfig = (topic: string) => topic.startsWith('homeassistant/');
  const configs = async () => [...(await retainedAt(broker.port)).keys()].filter(isConfig);
  await run('yes');
  expect((await configs()).length).toBeGreaterThan(15);
  await run('no');
  expect(await configs()).toEqual([]);
});

test('room is there for who waits for it as soon as the broker has taken half', async () => {
  const port = await freePort();
  const { sink } = await open({ url: `mqtt://127.0.0.1:${port}`, ...PLAIN, queue_kib: '16' });
  await sink.room?.();
  for (const readout of powerReadouts(40)) sink.take(readout);
  let isRoom = false;
  const waited = sink.room?.().then(() => (isRoom = true));
  await new Promise(setImmediate);
  expect(isRoom).toBe(false);
  const broker = await newHearer(port);
  ends.push(() => broker.close());
  await waited;
  expect(sink.facts().dropped).toBe(0);
});
