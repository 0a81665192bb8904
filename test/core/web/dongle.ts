/**
 * A web server with a scripted dongle behind it. In: requests as text, and the time. Out: what came
 * back, taken apart by rules that are not the server's.
 */
import { load } from '../../../firmware/core/web/answer.lazy.ts';
import type { Device } from '../../../firmware/core/web/device.ts';
import type { Flow, Sink } from '../../../firmware/core/web/exchange.ts';
import { newLogin } from '../../../firmware/core/web/login.ts';
import type { Server } from '../../../firmware/core/web/server.ts';
import { acceptSocket, newServer, tickServer } from '../../../firmware/core/web/server.ts';
import type { FakeClient, FakeListener } from '../../fakes/listener.ts';
import { newFakeListener, openDoor, settle } from '../../fakes/listener.ts';

export const PASSWORD = 'correct horse';
export const PAGE = Array.from({ length: 4321 }, (_, i) => String.fromCharCode(i & 255)).join('');
export const MORE = PAGE.slice(1000, 3000);

export interface Dongle {
  device: Device;
  server: Server;
  listener: FakeListener;
  nowMs: number;
  mode: 'setup' | 'run';
  /** What was asked of the device, in order. */
  asked: string[];
  /** Each slice of the page that was read. */
  slices: [number, number][];
  /** What has come of an update. */
  uploaded: string;
  uploadFault?: string;
  /** What the host says of its memory. */
  hasRoom(): boolean;
  isTight: boolean;
}

function newSink(dongle: Dongle): Sink {
  return {
    take(piece) {
      dongle.uploaded += piece;
      return dongle.uploadFault === undefined;
    },
    end() {
      dongle.asked.push('end');
      return dongle.uploadFault;
    },
    drop() {
      dongle.asked.push('drop');
    },
  };
}

const SAID: { [path: string]: string | undefined } = {
  '/api/live': '{"state":"running"}',
  '/api/settings': '{"settings":{},"secrets":{}}',
  '/api/export': '{"format":1}',
  '/api/try': '{"steps":[]}',
  '/api/scan': '{"busy":true}',
};

/** Of a flow: seven bytes, as if its lines were what is sent. */
function nextPiece(flow: Flow): string {
  flow.at = Math.max(0, flow.at) + 7;
  return flow.lines.slice(flow.at - 7, flow.at);
}

function newDevice(dongle: Dongle): Device {
  let tokens = 0;
  return {
    get mode() {
      return dongle.mode;
    },
    names: ['smarty-a1b2', 'smarty-a1b2.local', '192.168.1.7', '192.168.4.1'],
    get nowMs() {
      return dongle.nowMs;
    },
    login: newLogin(),
    password: PASSWORD,
    newToken: () => String(++tokens).padStart(32, 'a'),
    openDocument: (path) => {
      const text = path === '/' ? PAGE : MORE;
      return {
        size: text.length,
        read(offset, length) {
          dongle.slices.push([offset, length]);
          return text.slice(offset, offset + length);
        },
      };
    },
    get: (path) =>
      path === '/api/live' ? { kind: 'live', lines: SAID[path] ?? '', at: -1 } : SAID[path],
    post: (path, body) => {
      if (path === '/api/update' && !body.startsWith('http://')) {
        return { status: 422, json: '{"error":"format"}' };
      }
      dongle.asked.push(`${path.slice('/api/'.length)} ${body}`);
      const isBegun = ['/api/try', '/api/scan', '/api/update'].includes(path);
      return isBegun ? { status: 202, json: '{}' } : { status: 200, json: '{"saved":true}' };
    },
    openUpdate: (size) => {
      if (size > 90_000) return 'size';
      dongle.asked.push(`upload ${size}`);
      return newSink(dongle);
    },
  };
}

export function newDongle(): Dongle {
  const dongle = {
    listener: newFakeListener(),
    nowMs: 1_000_000,
    mode: 'run',
    asked: [],
    slices: [],
    uploaded: '',
    hasRoom: () => true,
    isTight: false,
  } as unknown as Dongle;
  dongle.device = newDevice(dongle);
  dongle.server = newServer({
    answer: (exchange) => load().answer(exchange, () => dongle.device),
    next: nextPiece,
    hasRoom: () => dongle.hasRoom(),
    isTight: () => dongle.isTight,
  });
  dongle.listener.listen(
    80,
    openDoor((socket) => acceptSocket(dongle.server, socket)),
  );
  tickServer(dongle.server, dongle.nowMs);
  return dongle;
}

/** Lets time pass as it does on the device, a tick every quarter of a second. */
export function pass(dongle: Dongle, ms: number): void {
  const end = dongle.nowMs + ms;
  while (dongle.nowMs < end) {
    dongle.nowMs = Math.min(end, dongle.nowMs + 250);
    tickServer(dongle.server, dongle.nowMs);
  }
}

export interface Heard {
  status: number;
  fields: { [name: string]: string };
  body: string;
}

/** One response and nothing else, or an error. */
export function readResponse(bytes: string, isBare = false): Heard {
  const head = /^HTTP\/1\.1 ([1-5]\d\d) [A-Za-z ]+\r\n((?:[A-Za-z-]+: [ -~]+\r\n)+)\r\n/.exec(
    bytes,
  );
  if (!head) throw new Error(`no response: ${JSON.stringify(bytes.slice(0, 200))}`);
  const pairs = head[2].trimEnd().split('\r\n');
  const names = pairs.map((pair) => pair.split(': ')[0].toLowerCase());
  if (new Set(names).size !== names.length) throw new Error(`a field comes twice: ${head[2]}`);
  const values = pairs.map((pair) => pair.slice(pair.indexOf(': ') + 2));
  const fields = Object.fromEntries(names.map((name, i) => [name, values[i]]));
  const body = bytes.slice(head[0].length);
  const isEmpty = isBare || head[1] === '204';
  const length = fields['content-length'];
  // Without a length the body goes to the end of the connection.
  const announced = length === undefined ? body.length : parseInt(length, 10);
  if (body.length !== (isEmpty ? 0 : announced))
    throw new Error(`the body has ${body.length} bytes`);
  if (fields.connection !== 'close') throw new Error('the connection stays open');
  return { status: parseInt(head[1], 10), fields, body };
}

export interface Asking {
  method?: string;
  path?: string;
  host?: string | null;
  type?: string | null;
  token?: string;
  body?: string;
  /** Further lines of the head. */
  more?: string[];
}

export function requestText(asking: Asking): string {
  const { method = 'GET', path = '/', host = '192.168.1.7', token, body, more = [] } = asking;
  const type = asking.type === undefined && body !== undefined ? 'application/json' : asking.type;
  const lines = [`${method} ${path} HTTP/1.1`];
  if (host !== null) lines.push(`Host: ${host}`);
  if (type) lines.push(`Content-Type: ${type}`);
  if (token !== undefined) lines.push(`X-Token: ${token}`);
  if (body !== undefined) lines.push(`Content-Length: ${body.length}`);
  return [...lines, ...more, '', body ?? ''].join('\r\n');
}

/** A request in one piece, and what came back. */
export function ask(dongle: Dongle, asking: Asking | string): Heard {
  const client = dongle.listener.connect();
  client.say(typeof asking === 'string' ? asking : requestText(asking));
  const isHead = typeof asking !== 'string' && asking.method === 'HEAD';
  return readResponse(settle(client), isHead);
}

export function post(dongle: Dongle, path: string, body: unknown, asking: Asking = {}): Heard {
  return ask(dongle, { method: 'POST', path, body: JSON.stringify(body), ...asking });
}

/** The token for the right password. */
export function logInto(dongle: Dongle): string {
  return JSON.parse(post(dongle, '/api/login', { password: PASSWORD }).body).token;
}

/** A connection on which this was said, with all that could be sent taken. */
export function opened(dongle: Dongle, bytes: string): FakeClient {
  const client = dongle.listener.connect();
  if (bytes !== '') client.say(bytes);
  settle(client);
  return client;
}
