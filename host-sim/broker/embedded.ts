/**
 * An MQTT broker inside the program (aedes), on the loopback interface: nobody else's business.
 * In: a port, 0 for any free one. Out: its address, and a way to end it.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Aedes } from 'aedes';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Address } from '../command/values.ts';
import { waitUntil } from '../command/waiting.ts';

export interface EmbeddedBroker {
  address: Address;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
/** Time for clients to take what they are owed and to leave by themselves. */
const GOODBYE_MS = 300;

function adviceOf(code: string | undefined, port: number): string {
  const other = 'choose another with --mqtt embedded:PORT';
  if (code === 'EADDRINUSE') {
    return `Port ${port} is in use: ${other}, or use the broker there with --mqtt mqtt://${HOST}:${port}.`;
  }
  if (code === 'EACCES') return `Port ${port} is reserved for the administrator: ${other}.`;
  return `No broker can run on port ${port} (${code}): ${other}.`;
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, HOST);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw newProblem(adviceOf((error as NodeJS.ErrnoException).code, port), FAILED);
  }
}

function trackSockets(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

export async function openBroker(port: number): Promise<EmbeddedBroker> {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  const sockets = trackSockets(server);
  try {
    await listen(server, port);
  } catch (problem) {
    broker.close();
    throw problem;
  }
  return {
    address: { host: HOST, port: (server.address() as AddressInfo).port },
    async close() {
      server.close();
      await waitUntil(() => sockets.size === 0, GOODBYE_MS);
      await new Promise<void>((resolve) => broker.close(resolve));
      for (const socket of sockets) socket.destroy();
    },
  };
}
