/**
 * A web server of one answer for each connection (RFC 9112 without keep-alive). Resident, so only
 * what must be there when bytes come; what a request means is asked of `answer`.
 * In: bytes of sockets, and the time through tickServer a few times a second. Out: answers, from
 * connection.ts, which also says what a connection goes through and for how long.
 */
import { findText } from '../bytes.ts';
import type { ServerEvents, Socket } from '../ports.ts';
import {
  closeConnection,
  forget,
  LIMITS_MS,
  newConnection,
  refusal,
  respond,
  sendOn,
} from './connection.ts';
import type { Connection } from './connection.ts';
import type { Exchange, Flow, Response } from './exchange.ts';
import { BUSY, HEAD_BYTES } from './reception.ts';

const CONNECTIONS = 4;
/** An answer that takes longer gives way when all connections are taken. */
const PATIENCE_MS = 15000;
/** The same to a telegram that needs memory. */
const TELEGRAM_PATIENCE_MS = 5000;
/** Who takes an answer in longer pauses is not waited for. */
const QUICK_MS = 1000;
/** A longer gap between two ticks was ours, not the client's: connecting to a broker blocks the host. */
const GAP_MS = 1000;

export interface ServerOptions {
  /**
   * Called with a complete head; undefined: the body is wanted first. Then called again with the
   * complete body, or when the sink wants no more.
   */
  answer(exchange: Exchange): Response | undefined;
  /** The next piece of a flow; empty at its end. */
  next(flow: Flow): string;
  /** There is memory for an answer, and for one more connection. */
  hasRoom(): boolean;
  /** There is hardly any: nothing more may be kept. */
  isTight(): boolean;
}

export interface Server {
  options: ServerOptions;
  /** Oldest first. */
  connections: Connection[];
  nowMs?: number;
  /** Requests that ended in an exception. */
  failures: number;
}

export function newServer(options: ServerOptions): Server {
  return { options: options, connections: [], nowMs: undefined, failures: 0 };
}

/** Adds to the head. Undefined: it is not complete, or too long; else what came after it. */
function gatherHead(c: Connection, bytes: string): string | undefined {
  const text = c.head + bytes;
  const crlf = findText(text, '\n\r\n', 0);
  const lf = findText(text, '\n\n', 0);
  const isBare = lf >= 0 && (crlf < 0 || lf < crlf);
  const end = isBare ? lf + 2 : crlf + 3;
  const isThere = isBare || crlf >= 0;
  c.head = isThere ? text.substr(0, end) : text;
  // How much follows is unknown: whatever comes while lingering is skipped.
  if (isThere ? end > HEAD_BYTES : text.length >= HEAD_BYTES) c.left = Infinity;
  return isThere && c.left === 0 ? text.substr(end) : undefined;
}

/** The head is answered for; `rest` came with it. */
function openBody(c: Connection, rest: string, isAnswered: boolean): void {
  const request = c.request;
  const length = (request && request.length) || 0;
  c.left = isAnswered ? Math.max(0, length - rest.length) : length;
  if (isAnswered) return;
  c.phase = 'body';
  c.waitedMs = 0;
  // RFC 9110 §10.1.1: who waits for a word before the body gets it.
  const isAwaited = length > 0 && rest === '' && request && request.expects;
  if (isAwaited) c.socket.send('HTTP/1.1 100 Continue\r\n\r\n');
}

/** Adds to the body; true when it is complete, or no more of it is wanted. */
function gatherBody(c: Connection, bytes: string): boolean {
  // What follows the body is nobody's: there is no second request on a connection.
  const piece = bytes.substr(0, c.left);
  c.left -= piece.length;
  if (!c.sink) c.body += piece;
  else if (piece !== '') {
    c.waitedMs = 0;
    if (!c.sink.take(piece)) return true;
  }
  return c.left === 0;
}

function skip(s: Server, c: Connection, bytes: string): void {
  c.left = Math.max(0, c.left - bytes.length);
  if (c.phase === 'linger' && c.left === 0) closeConnection(s.connections, c);
}

function turnAway(): Response {
  return { head: BUSY };
}

/** Answers once it can; asks for the answer itself, since calls must not nest deep. */
function hear(s: Server, c: Connection, bytes: string): void {
  let response: Response | undefined;
  let rest: string | undefined = bytes;
  if (c.phase === 'answer' || c.phase === 'linger') return skip(s, c, bytes);
  if (!c.sink && s.options.isTight()) return respond(s, c, turnAway());
  try {
    if (c.phase === 'head') {
      rest = gatherHead(c, bytes);
      if (rest !== undefined) {
        // Not a function around it, here and below: calls must not nest deep.
        response = s.options.hasRoom() ? s.options.answer(c) : turnAway();
        openBody(c, rest, response !== undefined);
      } else if (c.left > 0) response = refusal('431 Request Header Fields Too Large', 'head');
    }
    if (c.phase === 'body' && gatherBody(c, rest as string)) {
      // What a sink has taken is not thrown away at its very end.
      response = c.sink || s.options.hasRoom() ? s.options.answer(c) : turnAway();
    }
  } catch {
    s.failures++;
    response = refusal('500 Internal Server Error', 'internal');
  }
  if (response) respond(s, c, response);
}

/**
 * The oldest whose request is not complete gives way to a newcomer, else the oldest that has been
 * served for long: nobody can keep the owner out. To a telegram it gives way sooner, and at once where its
 * client has stopped reading. An upload, which only the owner can make, stays.
 */
export function giveWay(s: Server, isToTelegram: boolean): void {
  let slowest: Connection | undefined;
  for (let i = 0; i < s.connections.length; i++) {
    const c = s.connections[i];
    if (!c.sink && c.phase !== 'answer') {
      closeConnection(s.connections, c);
      return;
    }
    const hasStopped = isToTelegram && c.waitedMs >= QUICK_MS;
    const isSlow = hasStopped || c.ageMs >= (isToTelegram ? TELEGRAM_PATIENCE_MS : PATIENCE_MS);
    if (!c.sink && !slowest && isSlow) slowest = c;
  }
  if (slowest) closeConnection(s.connections, slowest);
}

/** Takes a new connection in, or turns it away; gives back its ears. */
export function acceptSocket(s: Server, socket: Socket): ServerEvents {
  const c = newConnection(socket);
  const isFull = !s.options.hasRoom();
  if (isFull || s.connections.length >= CONNECTIONS) giveWay(s, false);
  if (!isFull && s.connections.length < CONNECTIONS) s.connections.push(c);
  else {
    c.phase = 'closed';
    socket.send(turnAway().head);
    socket.close();
  }
  // Bound, not wrapped: each call between the host and the answer costs stack.
  return {
    data: hear.bind(undefined, s, c),
    drained: sendOn.bind(undefined, s, c),
    closed: forget.bind(undefined, s.connections, c),
  };
}

/** Ends what takes too long: with a word where a request has begun, silently where none has. */
function expire(s: Server, c: Connection): void {
  const isBegun = c.phase === 'body' || (c.phase === 'head' && c.head !== '');
  if (!isBegun) closeConnection(s.connections, c);
  else {
    c.left = 0;
    respond(s, c, refusal('408 Request Timeout', 'slow'));
  }
}

export function tickServer(s: Server, nowMs: number): void {
  const passedMs = s.nowMs === undefined ? 0 : Math.min(GAP_MS, Math.max(0, nowMs - s.nowMs));
  s.nowMs = nowMs;
  // From the end: what expires leaves the list.
  for (let i = s.connections.length - 1; i >= 0; i--) {
    const c = s.connections[i];
    c.ageMs += passedMs;
    c.waitedMs += passedMs;
    if (c.waitedMs >= LIMITS_MS[c.phase]) expire(s, c);
  }
}

/** Somebody is being answered and takes it fast: other work should wait for a moment. */
export function isServing(s: Server): boolean {
  for (let i = 0; i < s.connections.length; i++) {
    const c = s.connections[i];
    if (c.phase === 'answer' && c.waitedMs < QUICK_MS) return true;
  }
  return false;
}
