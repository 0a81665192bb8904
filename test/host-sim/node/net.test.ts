import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket as NodeSocket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { nodeNet } from '../../../host-sim/node/net.ts';
import { eventually, freePort } from '../command/program.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(onSocket: (socket: NodeSocket) => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, onSocket);
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Notes all that a socket reports, in its order. */
function newEars() {
  const events: string[] = [];
  return {
    events,
    open: () => events.push('open'),
    data: (bytes: string) => events.push(`data ${Buffer.from(bytes, 'latin1').toString('hex')}`),
    drained: () => events.push('drained'),
    closed: (reason?: string) => events.push(`closed ${reason ?? ''}`),
  };
}

test('every byte goes out and comes back as one character', async () => {
  const all = Array.from({ length: 256 }, (_none, i) => i);
  const port = await listen((socket) => socket.on('data', (bytes) => socket.end(bytes)));
  const ears = newEars();
  const socket = nodeNet.connect('127.0.0.1', port, ears);
  await eventually(() => ears.events.includes('open'), 'open');
  expect(socket.send(String.fromCharCode(...all))).toBe(true);
  await eventually(() => ears.events.length === 3, 'closed');
  expect(ears.events).toEqual(['open', `data ${Buffer.from(all).toString('hex')}`, 'closed ']);
});

test('where nobody listens, closed is told once with the reason', async () => {
  const ears = newEars();
  const socket = nodeNet.connect('127.0.0.1', await freePort(), ears);
  await eventually(() => ears.events.length > 0, 'closed');
  socket.close();
  await new Promise(setImmediate);
  expect(ears.events).toEqual(['closed ECONNREFUSED']);
});

test('a full socket says so, and when it has drained', async () => {
  const peers: NodeSocket[] = [];
  const port = await listen((socket) => peers.push(socket.pause()));
  const ears = newEars();
  const socket = nodeNet.connect('127.0.0.1', port, ears);
  await eventually(() => ears.events.includes('open') && peers.length === 1, 'open');
  expect(socket.send('x'.repeat(1 << 24))).toBe(false);
  expect(ears.events).not.toContain('drained');
  peers[0].resume();
  await eventually(() => ears.events.includes('drained'), 'drained');
  socket.close();
  peers[0].end();
});

test('what was sent before closing arrives, and a peer that stays is left', async () => {
  let heard = '';
  const port = await listen((socket) => {
    socket.on('data', (bytes) => (heard += bytes.toString()));
    socket.on('error', () => undefined);
  });
  const ears = newEars();
  const socket = nodeNet.connect('127.0.0.1', port, ears);
  await eventually(() => ears.events.includes('open'), 'open');
  socket.send('farewell');
  socket.close();
  await eventually(() => ears.events.length > 1, 'closed');
  expect(ears.events).toEqual(['open', 'closed ']);
  expect(heard).toBe('farewell');
});

test('a connection that is closed before it is there ends at once', async () => {
  const ears = newEars();
  nodeNet.connect('192.0.2.1', 1883, ears).close();
  await eventually(() => ears.events.length > 0, 'closed');
  expect(ears.events).toEqual(['closed ']);
});
