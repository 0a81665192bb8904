/**
 * A TCP server whose clients are the listeners of one hub.
 * In: where to listen, and the hub. Out: the port; a way to end it. A port that cannot be had is a
 * problem, thrown.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Socket as NodeSocket } from 'node:net';
import type { Socket } from '../../firmware/core/ports.ts';
import { closeHub, joinHub } from '../../firmware/core/stream/hub.ts';
import type { Hub } from '../../firmware/core/stream/hub.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';

export interface StreamServer {
  endpoint: Endpoint;
  close(): Promise<void>;
}

/** Time to take what is on its way. */
const GOODBYE_MS = 1000;
/** Notices a listener that has gone without a word, while the meter is silent. */
const ALIVE_MS = 60_000;

function adviceOf(code: string | undefined, endpoint: Endpoint, option: string): string {
  const other = `choose another with --${option}`;
  const place = textOf(endpoint);
  if (code === 'EADDRINUSE') return `${place} is in use: ${other}.`;
  if (code === 'EACCES')
    return `Port ${endpoint.port} is reserved for the administrator: ${other}.`;
  return `Nobody can listen on ${place} (${code}): ${other}.`;
}

function leave(socket: NodeSocket): void {
  if (socket.destroyed) return;
  socket.end();
  const giveUp = setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
  socket.on('close', () => clearTimeout(giveUp));
}

/** A socket as the core knows it; what it hears goes to the hub. */
function join(hub: Hub, socket: NodeSocket): void {
  const port: Socket = {
    send: (bytes, more = '') => socket.write(bytes + more, 'latin1'),
    close: () => leave(socket),
  };
  const ears = joinHub(hub, port);
  socket.setNoDelay(true).setKeepAlive(true, ALIVE_MS).setEncoding('latin1');
  socket.on('data', (bytes) => ears.data(bytes as unknown as string));
  socket.on('drain', ears.drained);
  // `close` follows and is reported.
  socket.on('error', () => undefined);
  socket.on('close', () => ears.closed());
}

/** `option`: the one to name in advice. */
export async function openServer(
  hub: Hub,
  endpoint: Endpoint,
  option: string,
): Promise<StreamServer> {
  const server = createServer((socket) => join(hub, socket));
  server.listen(endpoint.port, endpoint.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw newProblem(adviceOf(code, endpoint, option), FAILED);
  }
  return {
    endpoint: { host: endpoint.host, port: (server.address() as AddressInfo).port },
    async close() {
      const closed = once(server, 'close');
      server.close();
      closeHub(hub);
      await closed;
    },
  };
}
