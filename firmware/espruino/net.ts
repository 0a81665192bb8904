/**
 * The network port on Espruino: one TCP client a call.
 */
import type { Net, Socket, SocketEvents } from '../core/ports.ts';

/** What a socket takes at a time: the interpreter copies all that it still holds for each packet. */
const PIECE = 512;

/** What stands for a socket where none came about: its `closed` has been reported. */
const NO_SOCKET: Socket = {
  send: function () {
    return false;
  },
  close: function () {
    return undefined;
  },
};

/** Hands bytes over piece by piece, each when the one before has gone. */
function newSocket(raw: EspruinoSocket, on: SocketEvents): Socket {
  let bytes = '';
  let at = 0;
  function sendPiece(): void {
    raw.write(bytes.substr(at, PIECE));
    at += PIECE;
  }
  raw.on('drain', function () {
    if (at < bytes.length) sendPiece();
    else {
      bytes = '';
      on.drained();
    }
  });
  return {
    send: function (more) {
      // The session waits for `drained`, except for its last word before it closes.
      bytes = at < bytes.length ? bytes.substr(at) + more : more;
      at = 0;
      sendPiece();
      return false;
    },
    close: function () {
      if (at < bytes.length) raw.write(bytes.substr(at));
      raw.end();
    },
  };
}

export const net: Net = {
  connect: function (host, port, on) {
    let raw: EspruinoSocket;
    try {
      // Refused ports and unknown names are thrown here, not reported as events.
      raw = require('net').connect({ host: host, port: port }, on.open);
    } catch {
      on.closed('refused');
      return NO_SOCKET;
    }
    raw.on('data', on.data);
    raw.on('close', function () {
      on.closed();
    });
    raw.on('error', function () {
      // `close` follows and is reported; an error that nobody hears stops the interpreter.
    });
    return newSocket(raw, on);
  },
};
