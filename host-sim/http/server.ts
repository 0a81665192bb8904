/**
 * The API of the dongle on Node: the same paths, bodies and rules, through the code that runs on the
 * ESP32 (firmware/core/web/api), and no page.
 * In: an address, and what there is to tell at each request. Out: a server that can be closed.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
import { apiContent, openApi } from '../../firmware/core/web/api/content.ts';
import { nextOfApi } from '../../firmware/core/web/api/next.ts';
import type { ApiSource } from '../../firmware/core/web/api/source.ts';
import type { Flow } from '../../firmware/core/web/exchange.ts';
import { isForeign, isOwnHost } from '../../firmware/core/web/guard.ts';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';
import { listenAt } from '../node/listen.ts';

export interface HttpOptions {
  /** Further names by which this computer may be asked. */
  names?: readonly string[];
  /** Up to which age readings are told; left out, a minute, as by the dongle. */
  oldestS?: number;
  onAnswer?(status: number): void;
}

export interface HttpServer {
  /** With a slash at its end. */
  url: string;
  close(): Promise<void>;
}

const FIELDS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
const JSON_TYPE = 'application/json';
const HEAD_MS = 5000;

interface Answer {
  status: number;
  type?: string;
  body: string;
  fields?: Record<string, string>;
}

interface Desk {
  options: HttpOptions;
  /** Lower case. */
  names: string[];
  sourceNow(): ApiSource;
}

/** Names by which this computer may be asked: others are names that were pointed at it. */
function namesOf(door: Endpoint, { names = [] }: HttpOptions): string[] {
  const own = hostname().toLowerCase();
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const local = ['localhost', own, `${own}.local`, door.host.toLowerCase()];
  const more = names.map((name) => name.toLowerCase());
  return [...local, ...addresses.map(({ address }) => address), ...more];
}

/** An IPv6 address stands in brackets, which the dongle has no need to know. */
function isOurs(host: string | undefined, names: string[]): boolean {
  const [, address] = /^\[([0-9a-f:.]+)\](?::\d+)?$/i.exec(host ?? '') ?? [];
  return address === undefined ? isOwnHost(host, names) : names.includes(address.toLowerCase());
}

function errorAnswer(status: number, error: string, fields?: Answer['fields']): Answer {
  return { status, fields, body: JSON.stringify({ error }) };
}

function wholeOf(source: ApiSource, flow: Flow): string {
  let body = '';
  for (let piece = nextOfApi(source, flow); piece !== ''; piece = nextOfApi(source, flow)) {
    body += piece;
  }
  return body;
}

/** What is not too old for these options opens as what is new; its age is told as it is. */
function openFlow(source: ApiSource, path: string, { oldestS }: HttpOptions): Flow | undefined {
  const { ageS } = source;
  const isNew = oldestS !== undefined && ageS !== undefined && ageS <= oldestS;
  return openApi(isNew ? { ...source, ageS: 0 } : source, path);
}

function contentOf(desk: Desk, path: string, known: string | undefined): Answer {
  const source = desk.sourceNow();
  const flow = openFlow(source, path, desk.options);
  if (!flow) return errorAnswer(404, apiContent(path) ? 'none' : 'path');
  const fields = flow.tag === undefined ? undefined : { ETag: flow.tag };
  if (flow.tag !== undefined && flow.tag === known) return { status: 304, body: '', fields };
  return { status: 200, type: flow.type, body: wholeOf(source, flow), fields };
}

/** As answer.ts judges, in the same order. */
function judge(request: IncomingMessage, desk: Desk): Answer {
  const { method = '', headers, url = '' } = request;
  const path = url.split('?')[0];
  const { host, origin } = headers;
  if (!isOurs(host, desk.names)) return errorAnswer(403, 'host');
  if (isForeign({ method, path, host, origin, expects: false })) return errorAnswer(403, 'origin');
  if (method !== 'GET' && method !== 'HEAD') {
    return apiContent(path)
      ? errorAnswer(405, 'method', { Allow: 'GET, HEAD' })
      : errorAnswer(404, 'path');
  }
  return contentOf(desk, path, headers['if-none-match']);
}

function send(response: ServerResponse, { status, type, body, fields }: Answer): void {
  const bytes = Buffer.from(body, 'latin1');
  const length = status === 304 ? {} : { 'Content-Length': bytes.length };
  const about = status === 304 ? {} : { 'Content-Type': type ?? JSON_TYPE };
  response.writeHead(status, { ...FIELDS, ...about, ...length, ...fields });
  response.end(bytes);
}

export async function openHttp(
  door: Endpoint,
  sourceNow: () => ApiSource,
  options: HttpOptions = {},
): Promise<HttpServer> {
  const desk: Desk = { options, names: namesOf(door, options), sourceNow };
  const server = createServer({ headersTimeout: HEAD_MS }, (request, response) => {
    request.resume();
    const answer = judge(request, desk);
    options.onAnswer?.(answer.status);
    send(response, answer);
  });
  const port = await listenAt(server, door, 'http');
  return {
    url: `http://${textOf({ ...door, port })}/`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
