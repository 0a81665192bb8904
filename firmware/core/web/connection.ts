/**
 * One connection of the web server, from its first byte to its end. In: what to answer. Out: bytes to
 * its socket, each piece when the one before has drained, so that no page is ever in memory as a
 * whole.
 *
 *   head    until the empty line      5 s
 *   body    the announced length      10 s; 10 s of silence where a sink takes it
 *   answer  until all has drained     15 s without progress
 *   linger  the rest of the request   5 s; closing earlier would reset the answer away (RFC 9112 §9.6)
 */
import type { Socket } from '../ports.ts';
import type { Exchange, Flow, Response } from './exchange.ts';
import { isFlow } from './exchange.ts';

/** A multiple of three: what is stored as base64 is then read in whole groups. */
const PIECE_BYTES = 510;
export const LIMITS_MS = { head: 5000, body: 10000, answer: 15000, linger: 5000, closed: 0 };

export interface Connection extends Exchange {
  socket: Socket;
  phase: keyof typeof LIMITS_MS;
  /** Bytes of the body still to come. */
  left: number;
  response?: Response;
  /** Bytes of the response that were handed over. */
  at: number;
  /** Since the phase began, or since the latest progress where progress counts. */
  waitedMs: number;
  ageMs: number;
}

/** What of a server a connection needs. */
export interface Speaker {
  /** `next`: of a flow, at most some hundred bytes; empty at the end. */
  options: { next(flow: Flow): string };
  connections: Connection[];
}

export function newConnection(socket: Socket): Connection {
  return {
    socket: socket,
    phase: 'head',
    head: '',
    body: '',
    left: 0,
    at: 0,
    waitedMs: 0,
    ageMs: 0,
  };
}

/** What must be said without loading anything. */
export function refusal(status: string, error: string): Response {
  const body = '{"error":"' + error + '"}';
  const fields =
    '\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: application/json';
  const length = '\r\nContent-Length: ' + body.length + '\r\n\r\n';
  return { head: 'HTTP/1.1 ' + status + fields + length + body };
}

function dropSink(c: Connection): void {
  const sink = c.sink;
  c.sink = undefined;
  if (sink) sink.drop();
}

/** It is gone, whoever closed it. */
export function forget(list: Connection[], c: Connection): void {
  const at = list.indexOf(c);
  if (at >= 0) list.splice(at, 1);
  c.phase = 'closed';
  c.head = '';
  c.body = '';
  c.response = undefined;
  dropSink(c);
}

export function closeConnection(list: Connection[], c: Connection): void {
  forget(list, c);
  c.socket.close();
}

function nextPiece(s: Speaker, c: Connection): string {
  const response = c.response as Response;
  const body = response.body;
  const fields = response.fields || '';
  let at = c.at - response.head.length;
  if (at < 0) return response.head.substr(c.at, PIECE_BYTES);
  if (at < fields.length) return fields.substr(at, PIECE_BYTES);
  at -= fields.length;
  if (body === undefined) return '';
  if (typeof body === 'string') return body.substr(at, PIECE_BYTES);
  if (isFlow(body)) return s.options.next(body);
  return at < body.size ? body.read(at, Math.min(PIECE_BYTES, body.size - at)) : '';
}

/** The host has room: hands over what it takes; at the end of it the connection is done with. */
export function sendOn(s: Speaker, c: Connection): void {
  if (c.phase !== 'answer') return;
  let piece = nextPiece(s, c);
  c.waitedMs = 0;
  while (piece !== '') {
    c.at += piece.length;
    // The host may report the end of the connection from inside `send`.
    if (!c.socket.send(piece) || c.phase !== 'answer') return;
    piece = nextPiece(s, c);
  }
  if (c.left === 0) closeConnection(s.connections, c);
  else c.phase = 'linger';
}

export function respond(s: Speaker, c: Connection, response: Response): void {
  c.head = '';
  c.body = '';
  c.response = response;
  c.phase = 'answer';
  dropSink(c);
  sendOn(s, c);
}
