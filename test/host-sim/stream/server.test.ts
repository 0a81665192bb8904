import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { newHub, tellHub } from '../../../firmware/core/stream/hub.ts';
import type { Hub } from '../../../firmware/core/stream/hub.ts';
import type { StreamServer } from '../../../host-sim/stream/server.ts';
import { openServer } from '../../../host-sim/stream/server.ts';
import { telegramOf } from '../../fakes/telegram.ts';
import { eventually } from '../command/program.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Bench {
  hub: Hub;
  server: StreamServer;
}

async function newBench(most: number): Promise<Bench> {
  const hub = newHub({ most });
  const server = await openServer(hub, { host: '127.0.0.1', port: 0 }, 'telegrams');
  ends.push(() => server.close());
  return { hub, server };
}

/** Connects, and waits until the hub knows of it. */
async function join({ hub, server }: Bench): Promise<Socket> {
  const known = hub.listeners.length + hub.refused;
  const socket = connect(server.endpoint.port, '127.0.0.1').setEncoding('latin1');
  ends.push(() => socket.destroy());
  socket.on('error', () => undefined);
  await eventually(() => hub.listeners.length + hub.refused > known, 'joined');
  return socket;
}

/** All that one client hears. */
function hear(socket: Socket): { text: string } {
  const heard = { text: '' };
  socket.on('data', (bytes) => (heard.text += String(bytes)));
  return heard;
}

/** The longest that a meter of Luxembourg may send, a different one each time. */
function longTelegram(number: number): string {
  const lines = Array.from({ length: 5 }, (_none, i) => `0-0:96.13.${i}(${'41'.repeat(1024)})`);
  return telegramOf([`1-0:1.7.0(${number}*W)`, ...lines]);
}

test('of six listeners two that read a byte a second do not hold up the others', async () => {
  const bench = await newBench(6);
  const sockets: Socket[] = [];
  for (let i = 0; i < 6; i++) sockets.push(await join(bench));
  const quick = sockets.slice(2).map(hear);
  const slow = sockets.slice(0, 2);
  const bytes = [0, 0];
  const reading = setInterval(() => {
    slow.forEach((socket, i) => (bytes[i] += String(socket.read(1) ?? '').length));
  }, 1000);
  ends.push(() => clearInterval(reading));
  let told = '';
  // What the system keeps for each must be full before anybody is slow.
  for (let i = 0; bench.hub.slow < 2 || i < 100; i++) {
    if (i > 3000) throw new Error('nobody became slow');
    const telegram = longTelegram(i);
    tellHub(bench.hub, telegram);
    told += telegram;
    const isHeard = () => quick.every(({ text }) => text.length === told.length);
    while (!isHeard()) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const { text } of quick) expect(text === told).toBe(true);
  expect(bytes.every((count) => count < 60)).toBe(true);
  expect([bench.hub.slow, bench.hub.listeners.length]).toEqual([2, 4]);
});

test('a hundred clients all hear every telegram', async () => {
  const bench = await newBench(100);
  const clients: { text: string }[] = [];
  for (let i = 0; i < 100; i++) clients.push(hear(await join(bench)));
  let told = '';
  for (let i = 0; i < 20; i++) {
    tellHub(bench.hub, longTelegram(i));
    told += longTelegram(i);
    await eventually(() => clients.every(({ text }) => text.length === told.length), 'heard');
  }
  expect(clients.filter(({ text }) => text !== told)).toEqual([]);
  expect([bench.hub.listeners.length, bench.hub.slow, bench.hub.refused]).toEqual([100, 0, 0]);
});

test('beyond the limit a client is closed at once; when another leaves it may come', async () => {
  const bench = await newBench(2);
  const [first] = [await join(bench), await join(bench)];
  const third = await join(bench);
  const heard = hear(third);
  await eventually(() => third.closed, 'closed');
  expect([heard.text, bench.hub.refused]).toEqual(['', 1]);
  first.end();
  await eventually(() => bench.hub.listeners.length === 1, 'one has left');
  const fourth = hear(await join(bench));
  tellHub(bench.hub, 'telegram');
  await eventually(() => fourth.text === 'telegram', 'heard');
});

test('a client that breaks off, and one that talks, disturb nobody', async () => {
  const bench = await newBench(3);
  const [broken, talking, quiet] = [await join(bench), await join(bench), await join(bench)];
  const heard = hear(quiet);
  broken.resetAndDestroy();
  talking.write('x'.repeat(100_000));
  await eventually(() => bench.hub.listeners.length === 1, 'both have gone');
  tellHub(bench.hub, 'telegram');
  await eventually(() => heard.text === 'telegram', 'heard');
  expect(bench.hub.noisy).toBe(1);
});

test('every byte arrives as it is', async () => {
  const bench = await newBench(1);
  const heard = hear(await join(bench));
  const all = String.fromCharCode(...Array.from({ length: 256 }, (_none, i) => i));
  tellHub(bench.hub, all);
  await eventually(() => heard.text === all, 'heard');
});

test('at its end clients get what is on its way, and those that do not read are left', async () => {
  const bench = await newBench(2);
  const [reader, sleeper] = [await join(bench), await join(bench)];
  const heard = hear(reader);
  sleeper.pause();
  const much = 'x'.repeat(20_000_000);
  tellHub(bench.hub, much);
  await bench.server.close();
  await eventually(() => heard.text.length === much.length, 'heard');
});

test('a port that is in use is told in one sentence', async () => {
  const { server } = await newBench(1);
  const { port } = server.endpoint;
  await expect(
    openServer(newHub({ most: 1 }), { host: '127.0.0.1', port }, 'frames'),
  ).rejects.toMatchObject({
    message: `127.0.0.1:${port} is in use: choose another with --frames.`,
    exitCode: 1,
  });
  await expect(
    openServer(newHub({ most: 1 }), { host: '192.0.2.1', port: 0 }, 'frames'),
  ).rejects.toMatchObject({
    message: 'Nobody can listen on 192.0.2.1:0 (EADDRNOTAVAIL): choose another with --frames.',
  });
});
