/**
 * A stream that several listen to over TCP. In: sockets that others opened, and byte strings to tell.
 * Out: each byte string as a whole to everybody who is ready for it.
 *
 * Who has not taken the one before is dropped, so that nobody holds up the others; who comes in
 * between gets nothing until the next, never half a telegram. What listeners say is not kept.
 */
import { NO_SOCKET } from '../ports.ts';
import type { ServerEvents, Socket } from '../ports.ts';

/** As much may be said between two telegrams; who says more is no listener. */
const MOST_HEARD = 4096;

interface HubListener {
  socket: Socket;
  /** Has not drained what it was told. */
  isFull: boolean;
  /** Bytes it has said since it was told something. */
  heard: number;
}

export interface Hub {
  most: number;
  listeners: HubListener[];
  /** Turned away because there were as many as there may be, or no memory. */
  refused: number;
  /** Dropped because they did not take what they were told, or said too much. */
  slow: number;
  noisy: number;
}

export function newHub(options: { most: number }): Hub {
  return { most: options.most, listeners: [], refused: 0, slow: 0, noisy: 0 };
}

/** False: it was forgotten before. */
function forget(hub: Hub, l: HubListener): boolean {
  const at = hub.listeners.indexOf(l);
  if (at >= 0) hub.listeners.splice(at, 1);
  return at >= 0;
}

function hear(hub: Hub, l: HubListener, bytes: string): void {
  l.heard += bytes.length;
  if (l.heard > MOST_HEARD && forget(hub, l)) {
    hub.noisy++;
    l.socket.close();
  }
}

function drain(l: HubListener): void {
  l.isFull = false;
}

/** Takes a new connection in, or turns it away; gives back its ears. */
export function joinHub(hub: Hub, socket: Socket): ServerEvents {
  const l = { socket: socket, isFull: false, heard: 0 };
  if (hub.listeners.length >= hub.most) {
    hub.refused++;
    socket.close();
    return { data: NO_SOCKET.close, drained: NO_SOCKET.close, closed: NO_SOCKET.close };
  }
  hub.listeners.push(l);
  return {
    data: hear.bind(undefined, hub, l),
    drained: drain.bind(undefined, l),
    closed: forget.bind(undefined, hub, l),
  };
}

/** Tells all who are ready; those who are not leave. */
export function tellHub(hub: Hub, bytes: string): void {
  // From the end: who leaves, also from inside `send`, leaves the list.
  for (let i = hub.listeners.length - 1; i >= 0; i--) {
    const l = hub.listeners[i];
    l.heard = 0;
    if (l.isFull) {
      hub.listeners.splice(i, 1);
      hub.slow++;
      l.socket.close();
    } else {
      // Before the call: a host may report back, even that it has drained, while it takes the bytes.
      l.isFull = true;
      if (l.socket.send(bytes)) l.isFull = false;
    }
  }
}

/** The stream is at its end: all leave, with what they were told. */
export function closeHub(hub: Hub): void {
  const left = hub.listeners;
  hub.listeners = [];
  for (let i = 0; i < left.length; i++) left[i].socket.close();
}
