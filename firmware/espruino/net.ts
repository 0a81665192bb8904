/**
 * The network port on Espruino: one TCP client a call.
 */
import type { Net, Socket } from '../core/ports.ts';

/** What stands for a socket where none came about: its `closed` has been reported. */
const NO_SOCKET: Socket = {
  send: function () {
    return false;
  },
  close: function () {
    return undefined;
  },
};

export const net: Net = {
  connect: function (host, port, on) {
    let socket: EspruinoSocket;
    try {
      // Refused ports and unknown names are thrown here, not reported as events.
      socket = require('net').connect({ host: host, port: port }, on.open);
    } catch (error) {
      on.closed('refused');
      return NO_SOCKET;
    }
    socket.on('data', on.data);
    socket.on('drain', on.drained);
    socket.on('close', function () {
      on.closed();
    });
    socket.on('error', function () {
      // `close` follows and is reported; without a listener the error would stop the interpreter.
    });
    return {
      send: function (bytes) {
        return socket.write(bytes);
      },
      close: function () {
        socket.end();
      },
    };
  },
};
