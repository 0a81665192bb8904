/**
 * A TCP connection to ser2net, to a stream of the dongle, or to an adapter with a network plug.
 * In: host and port. Out: bytes; why it broke, as a sentence with the remedy.
 */
import { connect } from 'node:net';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';
import type { Connection, ConnectionEvents, Dial } from './connection.ts';

/** By then nobody answers. */
const CONNECT_MS = 15_000;
/** Notices a peer that has gone without a word, while the meter is silent. */
const ALIVE_MS = 30_000;

const ADVICE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there: start ser2net or switch the stream on, and check the port',
  ENOTFOUND: 'there is no host of that name: check it, or use the address',
  EAI_AGAIN: 'the name cannot be looked up now: check the network, or use the address',
  EHOSTUNREACH: 'there is no way to that host: check the address and the network',
  ENETUNREACH: 'there is no way to that host: check the address and the network',
  ETIMEDOUT: 'it does not answer: check the address, and that the host is switched on',
  ECONNRESET: 'the other side broke the connection off: is it in use by another program?',
};

function adviceOf(name: string, code: string | undefined): string {
  const why = ADVICE[code ?? ''] ?? `the system says ${code}`;
  return `${name} cannot be read: ${why}.`;
}

function openSocket(to: Endpoint, on: ConnectionEvents): Connection {
  const name = `tcp://${textOf(to)}`;
  const socket = connect({
    ...to,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: ALIVE_MS,
  });
  let reason: string | undefined = `${name} has ended the connection.`;
  const giveUp = setTimeout(() => {
    reason = adviceOf(name, 'ETIMEDOUT');
    socket.destroy();
  }, CONNECT_MS);
  socket.on('connect', () => {
    clearTimeout(giveUp);
    on.opened();
  });
  socket.on('data', (piece) => on.bytes(piece));
  socket.on('error', ({ code }: NodeJS.ErrnoException) => (reason = adviceOf(name, code)));
  socket.on('close', () => {
    clearTimeout(giveUp);
    on.closed(reason);
  });
  return {
    write: (bytes) => void socket.write(bytes),
    close: () => {
      reason = undefined;
      socket.destroy();
    },
  };
}

export function tcpDial(to: Endpoint): Dial {
  return { name: `tcp://${textOf(to)}`, open: (on) => openSocket(to, on) };
}
