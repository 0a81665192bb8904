/**
 * A dongle that is none: the page and its API over Node's http, answering from a scene that a test
 * sets and changes. Heads of answers are those of the dongle, so that the page lives under the same
 * Content-Security-Policy.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Json = Record<string, unknown>;

/** What the dongle is like; undefined `live`: it does not answer at all. */
export interface Scene {
  live: Json | undefined;
  settings: Json;
  secrets: Record<string, boolean>;
  networks: [name: string, rssi: number, lock: string][];
  /** One after the other, the last one again and again. */
  reports: Json[];
  /** Found at a trial and at saving. */
  faults: Record<string, string> | undefined;
  /** undefined: not yet. */
  telegrams: (string | undefined)[];
  password: string;
  /** So many requests find no memory. */
  busy: number;
  /** Logins that are not judged, since a wait runs. */
  waits: number;
  /** Of an update. */
  updateFault: string | undefined;
  /** What the dongle has noted. */
  log: string;
}

/** What is stored on the dongle, gzipped: the page, and what it fetches when it is wanted. */
export interface Documents {
  page: Uint8Array;
  more: Uint8Array;
}

export interface Request {
  method: string;
  path: string;
  body: string;
  token: string | undefined;
}

export interface Mock {
  url: string;
  scene: Scene;
  /** See Documents. */
  more: Uint8Array;
  requests: Request[];
  /** How many requests of the API were there at the same time. */
  mostAtOnce: number;
  /** The token dies, as it does after a quarter of an hour. */
  expire(): void;
  close(): Promise<void>;
}

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; " +
  "connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

/** Every login gives another token. */
const tokens = new WeakMap<Mock, string>();

type Answer = readonly [status: number, body: Json | string | Uint8Array];

const isObject = (body: string) => typeof JSON.parse(body || 'null') === 'object';

function login(mock: Mock, body: string): Answer {
  if (mock.scene.waits-- > 0) return [429, { error: 'wait', wait_s: 1 }];
  if (JSON.parse(body).password === mock.scene.password) {
    const token = randomBytes(16).toString('hex');
    tokens.set(mock, token);
    return [200, { token }];
  }
  return [403, { error: 'password', wait_s: 1 }];
}

function save(mock: Mock, body: string): Answer {
  if (mock.scene.faults) return [422, { faults: mock.scene.faults }];
  return [200, { saved: true, name: JSON.parse(body).name }];
}

function telegram({ scene }: Mock): Answer {
  const text = scene.telegrams.shift();
  return text === undefined ? [404, { error: 'none' }] : [200, text];
}

/** Method and path -> the answer; those behind the password begin with "!". */
const ROUTES: Record<string, (mock: Mock, body: string) => Answer> = {
  'GET /api/live': ({ scene }) => [200, scene.live as Json],
  'GET /api/more': (mock) => [200, mock.more],
  'GET /api/telegram': telegram,
  'POST /api/login': login,
  '!GET /api/settings': ({ scene }) => [200, { settings: scene.settings, secrets: scene.secrets }],
  '!POST /api/settings': save,
  '!POST /api/try': ({ scene }) => (scene.faults ? [422, { faults: scene.faults }] : [202, {}]),
  'GET /api/try': ({ scene: { reports } }) => [
    200,
    (reports.length > 1 ? reports.shift() : reports[0]) as Json,
  ],
  'POST /api/scan': () => [202, {}],
  'GET /api/scan': ({ scene }) => [200, { networks: scene.networks }],
  '!GET /api/log': ({ scene }) => [200, scene.log],
  '!GET /api/export': ({ scene }) => [200, { format: 1, ...scene.settings }],
  '!POST /api/restart': () => [200, {}],
  '!POST /api/reset': (_, body) =>
    JSON.parse(body).confirm === 'reset' ? [200, {}] : [400, { error: 'confirm' }],
  '!POST /api/update': ({ scene }, body) => {
    if (scene.updateFault) return [422, { error: scene.updateFault }];
    return body.startsWith('{') ? [202, {}] : [200, { staged: true }];
  },
};

function answer(mock: Mock, { method, path, body, token }: Request): Answer {
  const key = `${method} ${path}`;
  if (mock.scene.busy-- > 0) return [503, { error: 'busy' }];
  if (ROUTES[key]) return ROUTES[key](mock, body);
  if (!ROUTES['!' + key]) return [404, { error: 'path' }];
  const isOpen =
    mock.scene.live?.mode === 'setup' || (token !== undefined && token === tokens.get(mock));
  if (!isOpen) return [401, { error: 'login' }];
  if (method === 'POST' && path !== '/api/update' && !isObject(body))
    return [400, { error: 'body' }];
  return ROUTES['!' + key](mock, body);
}

async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece);
  return {
    method: incoming.method as string,
    path: incoming.url as string,
    body: Buffer.concat(pieces).toString(),
    token: incoming.headers['x-token'] as string | undefined,
  };
}

const HEAD = { 'Content-Security-Policy': POLICY, 'Cache-Control': 'no-store' };

async function serve(mock: Mock, incoming: IncomingMessage, outgoing: ServerResponse) {
  const request = await readRequest(incoming);
  mock.requests.push(request);
  if (!mock.scene.live) return void incoming.socket.destroy();
  const [status, body] = answer(mock, request);
  const isJson = body.constructor === Object;
  const encoding = body instanceof Uint8Array ? { 'Content-Encoding': 'gzip' } : {};
  const type = { 'Content-Type': typeof body === 'string' ? 'text/plain' : 'application/json' };
  outgoing
    .writeHead(status, { ...HEAD, ...type, ...encoding })
    .end(isJson ? JSON.stringify(body) : body);
}

export async function startMock({ page, more }: Documents, scene: Scene): Promise<Mock> {
  let atOnce = 0;
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/') {
      const type = { 'Content-Type': 'text/html; charset=utf-8', 'Content-Encoding': 'gzip' };
      outgoing.writeHead(200, { ...HEAD, ...type }).end(page);
      return;
    }
    mock.mostAtOnce = Math.max(mock.mostAtOnce, ++atOnce);
    outgoing.on('close', () => atOnce--);
    void serve(mock, incoming, outgoing);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const expire = () => void tokens.delete(mock);
  const mock: Mock = { url, scene, more, requests: [], mostAtOnce: 0, expire, close };
  return mock;
}
