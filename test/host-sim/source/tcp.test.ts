/** TCP as a source: ser2net, the dongle's streams. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Patience } from '../../../host-sim/source/reconnect.ts';
import { newReconnectingWire } from '../../../host-sim/source/reconnect.ts';
import { tcpDial } from '../../../host-sim/source/tcp.ts';
import { eventually, freePort } from '../command/program.ts';

const QUICK = { firstMs: 20, longestMs: 80 };

function listen(port: number, patience: Patience = QUICK) {
  const told: string[] = [];
  const pieces: Uint8Array[] = [];
  const ending = new AbortController();
  const dial = tcpDial({ host: '127.0.0.1', port });
  const wire = newReconnectingWire(dial, patience, (level, text) => told.push(`${level}: ${text}`));
  const ended = wire.run((piece) => void pieces.push(piece), ending.signal);
  return {
    wire,
    told,
    text: () => Buffer.concat(pieces).toString('latin1'),
    async end() {
      ending.abort();
      await ended;
    },
  };
}

async function serve(port: number, greet: (socket: Socket) => void): Promise<Server> {
  const server = createServer(greet);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('a TCP source', () => {
  test('hands over what comes, and ends when it is asked to', async () => {
    const server = await serve(0, (socket) => socket.write('\xdb\x08/Lux5', 'latin1'));
    const { port } = server.address() as AddressInfo;
    const reader = listen(port);
    await eventually(() => reader.text().length === 7, 'seven bytes');
    await reader.end();
    server.close();
    expect(reader.text()).toBe('\xdb\x08/Lux5');
    expect(reader.told).toEqual([]);
    expect(reader.wire.name).toBe(`tcp://127.0.0.1:${port}`);
  });

  test('tells that nobody listens once, goes on trying, and tells that it is back', async () => {
    const port = await freePort();
    const reader = listen(port);
    await eventually(() => Number(reader.wire.facts().broken) > 2, 'three tries');
    expect(reader.told).toEqual([
      `error: tcp://127.0.0.1:${port} cannot be read: nobody listens there: start ser2net or switch the stream on, and check the port. It is tried again.`,
    ]);
    const server = await serve(port, (socket) => socket.end('x'));
    await eventually(() => reader.text().length > 1, 'bytes of two connections');
    await reader.end();
    server.close();
    expect(reader.told.slice(1, 3)).toEqual([
      `info: tcp://127.0.0.1:${port} is back.`,
      `error: tcp://127.0.0.1:${port} has ended the connection. It is tried again.`,
    ]);
  });

  test('that says nothing for too long is opened anew', async () => {
    let connections = 0;
    const server = await serve(0, (socket) => {
      connections++;
      socket.on('error', () => undefined);
    });
    const { port } = server.address() as AddressInfo;
    const reader = listen(port, { ...QUICK, silentMs: 50 });
    await eventually(() => connections > 1, 'a second connection');
    await reader.end();
    server.close();
    expect(reader.told).toEqual([
      expect.stringMatching(/says nothing for 0\.05 s: it is opened anew\. It is tried again\.$/),
    ]);
  });

  test('is asked to end while it waits, connects or reads', async () => {
    const early = listen(await freePort());
    await early.end();
    expect(early.wire.facts().state).toBe('ended');
    const waiting = listen(await freePort(), { firstMs: 1e6, longestMs: 1e6 });
    await eventually(() => waiting.wire.facts().state === 'waiting', 'a wait');
    await waiting.end();
    expect(waiting.wire.facts().state).toBe('ended');
  });
});
