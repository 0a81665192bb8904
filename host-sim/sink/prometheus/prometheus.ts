/**
 * An endpoint for Prometheus, for all meters that share it: /metrics by prom-client.
 * In: readouts. Out: at each scrape what is fresh; what is older than the settings allow is left out.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Endpoint } from '../../command/values.ts';
import { textOf } from '../../command/values.ts';
import { listenAt } from '../../node/listen.ts';
import { openDoor } from '../door.ts';
import type { Readout } from '../readout.ts';
import type { PrometheusOptions } from '../settings/prometheus.ts';
import { PROMETHEUS } from '../settings/prometheus.ts';
import type { Around, OpenSink } from '../sink.ts';
import type { Families, Family } from './families.ts';
import { addAccount, addMeter } from './families.ts';

interface Latest {
  readout: Readout;
  atMs: number;
}

interface Desk {
  options: PrometheusOptions;
  around: Around;
  latest: Map<string, Latest>;
  counts: { taken: number; scrapes: number; refused: number };
}

const PATH = '/metrics';
const HEAD_MS = 5000;
const NEAR = ['.local', '.lan', '.home.arpa', '.internal'];

/** By the time that does not jump. */
function freshReadout({ latest, options, around }: Desk, meter: string): Readout | undefined {
  const one = latest.get(meter);
  const mostS = around.isHeat(meter) ? options.heat_stale_s : options.stale_s;
  return one && performance.now() - one.atMs <= mostS * 1000 ? one.readout : undefined;
}

function familiesOf(desk: Desk): Families {
  const { around, latest } = desk;
  const families: Families = new Map();
  const account = around.account();
  for (const meter of around.meters) {
    const view = {
      meter,
      isHeat: around.isHeat(meter),
      readout: freshReadout(desk, meter),
      latestUtcS: latest.get(meter)?.readout.snapshot.stamp?.utcS,
      version: around.version,
    };
    addMeter(families, view, account.meters.find(({ name }) => name === meter)?.diagnosis);
  }
  addAccount(families, account);
  return families;
}

function register(registry: Registry, name: string, { help, isCounter, samples }: Family): void {
  const labelNames = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))];
  const about = { name, help, labelNames, registers: [registry] };
  if (isCounter) {
    const counter = new Counter(about);
    for (const { labels, value } of samples) counter.inc(labels, value);
  } else {
    const gauge = new Gauge(about);
    for (const { labels, value } of samples) gauge.set(labels, value);
  }
}

/** Made anew for each scrape: what is no longer told is no longer there. */
async function metricsText(desk: Desk): Promise<string> {
  const registry = new Registry();
  for (const [name, family] of familiesOf(desk)) register(registry, name, family);
  return registry.metrics();
}

/** Names under which nobody outside can point at this computer (DNS rebinding). */
function isNear(host: string | undefined, { names = [] }: PrometheusOptions): boolean {
  if (host === undefined) return false;
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  const own = [hostname(), ...names].map((one) => one.toLowerCase());
  const isHere = name !== '' && (isIP(name) > 0 || !name.includes('.'));
  return isHere || own.includes(name) || NEAR.some((end) => name.endsWith(end));
}

function refusalOf({ method, url = '', headers }: IncomingMessage, options: PrometheusOptions) {
  if (!isNear(headers.host, options))
    return { status: 403, text: 'Not asked by a known name: see names.' };
  if (url.split('?')[0] !== PATH) return { status: 404, text: `Metrics are at ${PATH}.` };
  const isRead = method === 'GET' || method === 'HEAD';
  return isRead ? undefined : { status: 405, text: 'GET or HEAD.' };
}

function send(
  response: ServerResponse,
  status: number,
  text: string,
  type = 'text/plain; charset=utf-8',
) {
  const body = Buffer.from(text, 'utf8');
  const fields = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
  response.writeHead(status, { ...fields, 'Content-Type': type, 'Content-Length': body.length });
  response.end(body);
}

async function answer(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.resume();
  const refusal = refusalOf(request, desk.options);
  if (refusal) {
    desk.counts.refused++;
    send(response, refusal.status, `${refusal.text}\n`);
    return;
  }
  const text = await metricsText(desk);
  desk.counts.scrapes++;
  send(response, 200, text, Registry.PROMETHEUS_CONTENT_TYPE);
}

interface Opened {
  server: Server;
  endpoint: Endpoint;
}

async function listen(desk: Desk, endpoint: Endpoint): Promise<Opened> {
  const server = createServer({ headersTimeout: HEAD_MS }, (request, response) => {
    answer(desk, request, response).catch((error: Error) => {
      desk.around.tell('error', `Metrics cannot be told (${error.message}): please report it.`);
      if (!response.headersSent) send(response, 500, 'A mistake in the program.\n');
    });
  });
  const port = await listenAt(server, endpoint, 'prometheus');
  return { server, endpoint: { host: endpoint.host, port } };
}

async function shut({ server }: Opened): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

export const openPrometheus: OpenSink<PrometheusOptions> = async (options, around) => {
  const counts = { taken: 0, scrapes: 0, refused: 0 };
  const desk: Desk = { options, around, latest: new Map(), counts };
  const at = (endpoint: Endpoint) => `http://${textOf(endpoint)}${PATH}`;
  const door = await openDoor({
    open: () => listen(desk, options.listen),
    sentence: ({ endpoint }) => `Prometheus may ask at ${at(endpoint)}.`,
    tell: around.tell,
  });
  return {
    name: PROMETHEUS.name,
    take(readout) {
      counts.taken++;
      desk.latest.set(readout.meter, { readout, atMs: performance.now() });
    },
    // Nothing waits here: the latest is what there is to tell.
    facts: () => ({
      state: door.opened() ? 'open' : 'waiting',
      address: at(door.opened()?.endpoint ?? options.listen),
      taken: counts.taken,
      told: counts.taken,
      dropped: 0,
      waiting: 0,
      scrapes: counts.scrapes,
      refused: counts.refused,
    }),
    async close() {
      await door.end();
      const opened = door.opened();
      if (opened) await shut(opened);
    },
  };
};
