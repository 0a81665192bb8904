/**
 * Where a connection waits while there is no memory to answer it, because a telegram is under way:
 * nothing of the server is loaded for it yet. In: a socket and its bytes. Out: whether it should wait on.
 */
import type { ServerEvents, Socket } from '../ports.ts';

export interface Visitor {
  socket: Socket;
  /** What has come. */
  text: string;
  sinceMs: number;
  /** The ears of the server, once it is let in. */
  events?: ServerEvents;
}

/** What all are told for whom there is no memory; a browser loads the page again in two seconds. */
export const BUSY =
  'HTTP/1.1 503 Service Unavailable\r\nRefresh: 2\r\nConnection: close\r\nCache-Control: no-store\r\n' +
  'Content-Type: application/json\r\nContent-Length: 16\r\n\r\n{"error":"busy"}';

/** The longest head that is read; who brings more is let in at once. */
export const HEAD_BYTES = 1536;
/** A broker that takes nothing could hold up everything. */
const LONGEST_MS = 3000;
/** The memory that a telegram leaves is for these; more are sent away. */
export const MOST_VISITORS = 2;

export function newVisitor(socket: Socket, nowMs: number): Visitor {
  return { socket: socket, text: '', sinceMs: nowMs, events: undefined };
}

/** The index of one who has waited long enough or brings much; below 0 when all can wait. */
export function findImpatient(visitors: Visitor[], nowMs: number): number {
  for (let i = 0; i < visitors.length; i++) {
    const visitor = visitors[i];
    if (visitor.text.length > HEAD_BYTES || nowMs - visitor.sinceMs >= LONGEST_MS) return i;
  }
  return -1;
}
