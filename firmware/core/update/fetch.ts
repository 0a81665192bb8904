/**
 * Fetches an update package from a server in the local network: HTTP/1.0, GET, nothing else
 * (RFC 1945; the length as RFC 9110 §8.6 has it).
 * In: a URL, bytes of a socket, the time now and then. Out: bytes to an update; a state to look at.
 */
import { findText } from '../bytes.ts';
import type { Net, Socket } from '../ports.ts';
import type { Update, UpdateFault } from './package.ts';
import { finishUpdate, percentOf, readDecimal, takePiece } from './package.ts';

export type FetchFault =
  UpdateFault | 'url' | 'unreachable' | 'status' | 'length' | 'silence' | 'closed';

export interface Address {
  host: string;
  port: number;
  path: string;
}

export interface FetchOptions {
  net: Net;
  url: string;
  /** `size`: of the whole package. */
  open(size: number): Update | UpdateFault;
}

export interface Fetch {
  /** Undefined: still under way. */
  ended: 'staged' | FetchFault | undefined;
  open?(size: number): Update | UpdateFault;
  socket: Socket | undefined;
  /** What to send once the socket is open. */
  request: string;
  isOpen: boolean;
  /** Head of the response as far as it has come. */
  head: string;
  update: Update | undefined;
  /** Bytes of the body that are still to come. */
  left: number;
  /** Something has come since the latest tick; when that was. */
  isHeard: boolean;
  heardMs: number | undefined;
}

const SCHEME = 'http://';
const LONGEST_URL = 200;
const LONGEST_HEAD = 1024;
const LENGTH_DIGITS = 7;
const SILENCE_MS = 10000;

/** Nothing that would end the request line, and no user, no literal IPv6 address. */
function isPlain(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char <= ' ' || char > '~' || '@[]\\#"<>'.indexOf(char) >= 0) return false;
  }
  return true;
}

/** "http://host:port/path"; undefined when it is anything else. */
export function parseUrl(url: string): Address | undefined {
  const isHttp = url.substr(0, SCHEME.length).toLowerCase() === SCHEME;
  if (!isHttp || url.length > LONGEST_URL || !isPlain(url)) return undefined;
  const rest = url.substr(SCHEME.length);
  const slash = rest.indexOf('/');
  const parts = (slash < 0 ? rest : rest.substr(0, slash)).split(':');
  const port = parts.length === 1 ? 80 : readDecimal(parts[1], 5);
  const isPort = port !== undefined && port > 0 && port < 65536;
  if (parts.length > 2 || parts[0] === '' || parts[0].indexOf('?') >= 0 || !isPort) {
    return undefined;
  }
  return { host: parts[0], port: port, path: slash < 0 ? '/' : rest.substr(slash) };
}

function end(f: Fetch, how: 'staged' | FetchFault): void {
  if (f.ended !== undefined) return;
  f.ended = how;
  // What is not needed any more is let go while the page still asks how it went.
  f.head = '';
  f.open = f.update = undefined;
  if (f.socket) f.socket.close();
  f.socket = undefined;
}

/** The length of the body, or what is wrong with the head. */
function readHead(head: string): number | FetchFault {
  const lines = head.split('\n');
  const start = lines[0];
  if (start.substr(0, 7) !== 'HTTP/1.' || start.substr(8, 5).trim() !== '200') return 'status';
  let length: number | undefined;
  for (let i = 1; i < lines.length; i++) {
    const colon = lines[i].indexOf(':');
    const name = lines[i].substr(0, Math.max(0, colon)).toLowerCase();
    if (name === 'transfer-encoding') return 'length';
    if (name === 'content-length') {
      if (length !== undefined) return 'length';
      length = readDecimal(lines[i].substr(colon + 1).trim(), LENGTH_DIGITS);
      if (length === undefined) return 'length';
    }
  }
  return length === undefined ? 'length' : length;
}

function takeBody(f: Fetch, bytes: string): void {
  const update = f.update as Update;
  const piece = bytes.substr(0, f.left);
  f.left -= piece.length;
  const isWanted = piece === '' || takePiece(update, piece);
  if (!isWanted || f.left === 0) end(f, finishUpdate(update) || 'staged');
}

/** Where the body begins; below 0 while the empty line has not come. */
function bodyStart(head: string): number {
  const crLf = findText(head, '\r\n\r\n', 0);
  const lf = findText(head, '\n\n', 0);
  if (crLf >= 0 && (lf < 0 || crLf < lf)) return crLf + 4;
  return lf < 0 ? -1 : lf + 2;
}

function takeHead(f: Fetch, bytes: string): void {
  f.head += bytes;
  const start = bodyStart(f.head);
  // The body may have begun in the same packet.
  const size = start < 0 ? f.head.length : start;
  if (size > LONGEST_HEAD) return end(f, 'length');
  if (start < 0) return;
  const length = readHead(f.head.substr(0, start));
  if (typeof length === 'string') return end(f, length);
  const update = (f.open as FetchOptions['open'])(length);
  if (typeof update === 'string') return end(f, update);
  const body = f.head.substr(start);
  f.head = '';
  f.left = length;
  f.update = update;
  takeBody(f, body);
}

/** Once both are there: hosts differ in which comes first. */
function sendRequest(f: Fetch): void {
  if (!f.isOpen || !f.socket || f.request === '') return;
  f.socket.send(f.request);
  f.request = '';
}

function connect(f: Fetch, net: Net, to: Address): Socket {
  return net.connect(to.host, to.port, {
    open: function () {
      f.isOpen = true;
      f.isHeard = true;
      sendRequest(f);
    },
    data: function (bytes) {
      f.isHeard = true;
      if (f.ended !== undefined) return;
      if (f.update) takeBody(f, bytes);
      else takeHead(f, bytes);
    },
    drained: function () {
      f.isHeard = true;
    },
    closed: function () {
      f.socket = undefined;
      end(f, f.isOpen ? 'closed' : 'unreachable');
    },
  });
}

function requestTo(to: Address): string {
  const host = to.host + (to.port === 80 ? '' : ':' + to.port);
  return 'GET ' + to.path + ' HTTP/1.0\r\nHost: ' + host + '\r\nConnection: close\r\n\r\n';
}

/** Begins; how it goes is in the record. */
export function newFetch(o: FetchOptions): Fetch {
  const to = parseUrl(o.url);
  const f: Fetch = {
    ended: undefined,
    open: o.open,
    socket: undefined,
    request: to ? requestTo(to) : '',
    isOpen: false,
    head: '',
    update: undefined,
    left: 0,
    isHeard: true,
    heardMs: undefined,
  };
  if (!to) {
    f.ended = 'url';
    return f;
  }
  const socket = connect(f, o.net, to);
  // It may be over already.
  if (f.ended === undefined) f.socket = socket;
  sendRequest(f);
  return f;
}

/** A few times a second: ends it after 10 seconds of silence. */
export function tickFetch(f: Fetch, nowMs: number): void {
  if (f.isHeard || f.heardMs === undefined) f.heardMs = nowMs;
  f.isHeard = false;
  if (nowMs - f.heardMs >= SILENCE_MS) end(f, 'silence');
}

/** Of the application, in whole percent. */
export function fetchPercent(f: Fetch): number {
  return f.update ? percentOf(f.update) : 0;
}
