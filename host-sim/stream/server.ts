/**
 * A TCP server whose clients are the listeners of one hub.
 * In: where to listen, and the hub. Out: the port; a way to end it. A port that cannot be had is a
 * problem, thrown.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket as NodeSocket } from 'node:net';
import type { Socket } from '../../firmware/core/ports.ts';
import { closeHub, joinHub } from '../../firmware/core/stream/hub.ts';
import type { Hub } from '../../firmware/core/stream/hub.ts';
import type { Endpoint } from '../command/values.ts';
import { listenAt } from '../node/listen.ts';

export interface StreamServer {
  endpoint: Endpoint;
  close(): Promise<void>;
}

/** Time to take what is on its way. */
const GOODBYE_MS = 1000;
/** Notices a listener that has gone without a word, while the meter is silent. */
const ALIVE_MS = 60_000;

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
  const port = await listenAt(server, endpoint, option);
  return {
    endpoint: { host: endpoint.host, port },
    async close() {
      const closed = once(server, 'close');
      server.close();
      closeHub(hub);
      await closed;
    },
  };
}
