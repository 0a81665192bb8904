/** The network port on Node: one TCP client a call, bytes as latin1 text. */
import { connect } from 'node:net';
import type { Net } from '../../firmware/core/ports.ts';

/** After that a peer that does not close is left. */
const GOODBYE_MS = 1000;

export const nodeNet: Net = {
  connect(host, port, on) {
    let reason: string | undefined;
    const socket = connect({ host, port, noDelay: true });
    socket.setEncoding('latin1');
    socket.on('connect', on.open);
    socket.on('data', (bytes) => on.data(bytes as unknown as string));
    socket.on('drain', on.drained);
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reason = error.code;
    });
    socket.on('close', () => on.closed(reason));
    return {
      send: (bytes, more = '') => socket.write(bytes + more, 'latin1'),
      close: () => {
        if (socket.connecting) socket.destroy();
        else socket.end();
        setTimeout(() => socket.destroy(), GOODBYE_MS).unref();
      },
    };
  },
};
