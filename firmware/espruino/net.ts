/**
 * The network ports on Espruino: TCP out, TCP in, UDP.
 */
import { NO_SOCKET } from '../core/ports.ts';
import type { Datagrams, Listener, Net, ServerEvents, Socket } from '../core/ports.ts';

/** What a socket takes at a time: the interpreter copies all that it still holds for each packet. */
const PIECE = 512;

/** What is on its way when a socket is closed may still go out for so long; then it is cut off. */
const FLUSH_MS = 5000;

/** Espruino closes a socket when all is sent, so never where the other side stopped reading. */
function cutOff(raw: EspruinoSocket): void {
  raw.clsNow = true;
}

/** Says the last words; while it still sends it is given a while for that. */
function endSocket(raw: EspruinoSocket, words: string, isSending: boolean): void {
  try {
    if (words !== '') raw.write(words);
  } catch {
    // The other side has closed; the event that says so is on its way.
  }
  raw.end();
  // While it still sends nobody need be kept in memory for what it may say.
  raw.removeAllListeners();
  raw.on('data', NO_SOCKET.close);
  raw.on('error', NO_SOCKET.close);
  if (!isSending) return;
  // Bound: a function of its own would hold all that is around it.
  raw.on('close', clearTimeout.bind(undefined, setTimeout(cutOff, FLUSH_MS, raw)));
}

/** Hands bytes over piece by piece, each when the one before has gone. */
function newSocket(raw: EspruinoSocket, drained: () => void): Socket {
  let bytes = '';
  let rest: string | undefined;
  let at = 0;
  let isSending = false;
  function sendPiece(): void {
    isSending = false;
    if (at >= bytes.length && rest !== undefined) {
      bytes = rest;
      rest = undefined;
      at = 0;
    }
    if (at < bytes.length) {
      const piece = bytes.substr(at, PIECE);
      at += PIECE;
      isSending = true;
      // Not a function of its own: calls nest deep enough here.
      try {
        raw.write(piece);
      } catch {
        // As when it ends.
      }
    } else {
      bytes = '';
      drained();
    }
  }
  raw.on('drain', sendPiece);
  return {
    send: function (first, more) {
      // Who sends waits for `drained`, except for a last word before it closes. Else nothing is added: that
      // would be a copy, which takes memory.
      bytes = at < bytes.length || rest ? bytes.substr(at) + (rest || '') + first : first;
      rest = more;
      at = 0;
      sendPiece();
      return false;
    },
    close: function () {
      endSocket(raw, bytes.substr(at) + (rest || ''), isSending);
    },
  };
}

function listenTo(raw: EspruinoSocket, on: ServerEvents): void {
  raw.on('data', on.data);
  raw.on('close', function () {
    on.closed();
  });
  // `close` follows and is reported; an error that nobody hears stops the interpreter.
  raw.on('error', NO_SOCKET.close);
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
    listenTo(raw, on);
    return newSocket(raw, on.drained);
  },
};

export const listener: Listener = {
  listen: function (port, door) {
    require('net')
      .createServer(function (raw) {
        // It may have gone before it came to be heard, and then tells nobody.
        if (raw.cls) return;
        // Nothing is made for who is sent away: there may be many of them.
        if (!door.hasRoom()) return endSocket(raw, door.busy, false);
        const ears = door.accept(
          newSocket(raw, function () {
            ears.drained();
          }),
        );
        // Who was turned away is not listened to any more.
        if (!raw.cls) listenTo(raw, ears);
      })
      .listen(port);
  },
};

export const datagrams: Datagrams = {
  bind: function (port, take) {
    const raw = require('dgram').createSocket('udp4');
    // Nobody is waiting for it; heard by nobody it would stop the interpreter.
    raw.on('error', NO_SOCKET.close);
    raw.on('message', function (message, from) {
      take(message, from.port, from.address);
    });
    raw.bind(port);
    return {
      send: function (message, to, address) {
        raw.send(message, 0, message.length, to, address);
      },
      close: function () {
        raw.close();
      },
    };
  },
};
