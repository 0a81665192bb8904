/**
 * A TCP listener in memory, and the clients that come to it. Like Espruino's sockets, a socket that is
 * closed throws when it is used again. Nothing happens until the test says so.
 */
import type { Door, Listener, ServerEvents, Socket } from '../../firmware/core/ports.ts';

export interface FakeClient {
  /** All that the server has sent. */
  heard: string;
  /** One entry per call of send. */
  pieces: string[];
  /** The server has closed the connection. */
  isClosed: boolean;
  /** What the server's send returns. */
  takes: boolean;
  say(bytes: string): void;
  /** Takes what was sent; false when there was nothing to take. */
  drain(): boolean;
  hangUp(): void;
}

export interface FakeListener extends Listener {
  port?: number;
  connect(): FakeClient;
}

/** What send told, and whether `drained` and `closed` are still owed. */
interface Line {
  on?: ServerEvents;
  isFull: boolean;
  isOver: boolean;
}

function newSocket(client: FakeClient, line: Line): Socket {
  const use = () => {
    if (client.isClosed || line.isOver) throw new Error('This socket is closed');
  };
  return {
    send(bytes) {
      use();
      client.pieces.push(bytes);
      client.heard += bytes;
      if (!client.takes) line.isFull = true;
      return client.takes;
    },
    close() {
      use();
      client.isClosed = true;
    },
  };
}

function newClient(line: Line): FakeClient {
  const client: FakeClient = {
    heard: '',
    pieces: [],
    isClosed: false,
    takes: false,
    say(bytes) {
      if (!client.isClosed && !line.isOver) line.on!.data(bytes);
    },
    drain() {
      if (!line.isFull || line.isOver) return false;
      line.isFull = false;
      if (!client.isClosed) line.on!.drained();
      return true;
    },
    hangUp() {
      if (line.isOver) return;
      line.isOver = true;
      line.on!.closed();
    },
  };
  return client;
}

/** Where everybody may come in. */
export const openDoor = (accept: (socket: Socket) => ServerEvents): Door => ({
  hasRoom: () => true,
  busy: '',
  accept,
});

export function newFakeListener(): FakeListener {
  let door: Door;
  const listener: FakeListener = {
    listen(port, itsDoor) {
      listener.port = port;
      door = itsDoor;
    },
    connect() {
      const line: Line = { isFull: false, isOver: false };
      const client = newClient(line);
      line.on = door.accept(newSocket(client, line));
      return client;
    },
  };
  return listener;
}

/** Takes all that the server has to send; hangs up when it has closed. */
export function settle(client: FakeClient): string {
  while (client.drain());
  if (client.isClosed) client.hangUp();
  return client.heard;
}
