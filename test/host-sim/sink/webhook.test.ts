/** Webhooks: web servers that are there, away, slow, in a bad mood. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { openWebhook } from '../../../host-sim/sink/webhook.ts';
import { WEBHOOK } from '../../../host-sim/sink/settings/webhook.ts';
import type { Sink } from '../../../host-sim/sink/sink.ts';
import { eventually, freePort } from '../command/program.ts';
import { heatReadout, houseReadouts, newAround, optionsOf, powerReadouts } from './around.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Got {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

type Mood = (response: ServerResponse, index: number) => void;

const well: Mood = (response) => response.writeHead(204).end();

async function newServer(mood: Mood = well, port = 0) {
  const got: Got[] = [];
  const server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (piece) => (text += piece));
    request.on('end', () => {
      const { method, url, headers } = request;
      got.push({ method, url, headers, text });
      mood(response, got.length - 1);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, got };
}

async function open(given: Record<string, string>) {
  const around = newAround();
  const sink = await openWebhook(optionsOf(WEBHOOK.rows, given), around);
  ends.push(() => sink.close());
  return { sink, around };
}

const counts = (sink: Sink) => sink.facts() as Record<string, number>;
const powersOf = (got: Got[]) => got.map(({ text }) => JSON.parse(text).readings.power_imported);
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_n, i) => first + i);

describe('a web server', () => {
  test('gets each telegram as JSON with the name of the meter, in order and once', async () => {
    const { url, got } = await newServer();
    const { sink } = await open({ url });
    const readouts = houseReadouts(12);
    for (const readout of readouts) sink.take(readout);
    await eventually(() => counts(sink).told === 12, 'all of them');
    const json = readouts.map((readout) => ({ meter: 'cellar', ...JSON.parse(readout.json) }));
    expect(got.map(({ text }) => JSON.parse(text))).toEqual(json);
    expect(got[0]).toMatchObject({ method: 'POST', url: '/hook' });
    expect(got[0].headers['content-type']).toBe('application/json');
    expect(new Set(got.map(({ headers }) => headers['idempotency-key'])).size).toBe(12);
    expect(counts(sink)).toMatchObject({ taken: 12, dropped: 0, waiting: 0, retries: 0 });
  });

  test('gets a heat meter as well, by PUT where that is wanted', async () => {
    const { url, got } = await newServer();
    const { sink } = await open({ url, method: 'PUT' });
    sink.take(heatReadout('cellar'));
    await eventually(() => counts(sink).told === 1, 'the readout');
    expect(got[0].method).toBe('PUT');
    expect(JSON.parse(got[0].text).readings.heat_energy).toBe(200.34);
  });

  test('gets headers; secret ones are told to nobody else', async () => {
    const { url, got } = await newServer((response) => response.writeHead(401).end());
    const { sink, around } = await open({
      url: `${url}?token=hidden1`,
      headers: 'X-House: 12,X-Floor: cellar',
      authorization: 'Bearer hidden2',
      secret_header: 'X-Api-Key: hidden3',
    });
    sink.take(powerReadouts(1)[0]);
    await eventually(() => counts(sink).dropped === 1, 'the refusal');
    expect(got[0].headers).toMatchObject({
      ...{ 'x-house': '12', 'x-floor': 'cellar', authorization: 'Bearer hidden2' },
      ...{ 'x-api-key': 'hidden3', 'user-agent': 'smarty-dongle/0.1.0' },
    });
    expect(got[0].url).toBe('/hook?token=hidden1');
    const told = JSON.stringify([around.told, sink.name, sink.facts()]);
    expect(told).not.toMatch(/hidden/);
    expect(around.told).toEqual([
      `${url} refuses telegrams with 401, which are dropped: check authorization, or the secret header.`,
    ]);
    const secrets = Object.entries(WEBHOOK.rows)
      .filter(([, row]) => row.isSecret)
      .map(([name]) => name);
    expect(secrets).toEqual(['authorization', 'secret_header']);
  });

  test('gets no more often than is wanted', async () => {
    const { url } = await newServer();
    const { sink } = await open({ url, interval_s: '60' });
    for (const [i, readout] of powerReadouts(13).entries()) {
      sink.take({ ...readout, receivedMs: 1_000_000 + i * 10_000 });
    }
    await eventually(() => counts(sink).told === 3, 'one a minute');
    expect(counts(sink)).toMatchObject({ taken: 13, between: 10 });
  });
});

describe('a web server in trouble', () => {
  test('that fails three times gets the same telegram again, with the same key', async () => {
    const { url, got } = await newServer((response, index) =>
      index < 3
        ? response.writeHead([500, 429, 503][index], { 'Retry-After': '0' }).end()
        : response.writeHead(200).end('thanks'),
    );
    const { sink, around } = await open({ url });
    for (const readout of powerReadouts(3)) sink.take(readout);
    await eventually(() => counts(sink).told === 3, 'all of them');
    expect(powersOf(got)).toEqual([1, 1, 1, 1, 2, 3]);
    const keys = got.map(({ headers }) => headers['idempotency-key']);
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(counts(sink)).toMatchObject({ taken: 3, retries: 3, dropped: 0 });
    expect(around.told.at(-1)).toBe(`${url} takes telegrams again.`);
  });

  test('that is away gets everything in order when it comes', async () => {
    const port = await freePort();
    const { sink, around } = await open({ url: `http://127.0.0.1:${port}/hook` });
    for (const readout of powerReadouts(50)) sink.take(readout);
    await eventually(() => counts(sink).retries > 0, 'an attempt');
    expect(counts(sink)).toMatchObject({ taken: 50, told: 0, waiting: 50 });
    expect(around.told).toEqual([
      `http://127.0.0.1:${port}/hook cannot be reached and is tried again (ECONNREFUSED): check the address, the network and its certificate.`,
    ]);
    const { got } = await newServer(well, port);
    await eventually(() => counts(sink).told === 50, 'all of them');
    expect(powersOf(got)).toEqual(upTo(50));
  });

  test('that is away for long costs the oldest, which are counted', async () => {
    const port = await freePort();
    const { sink } = await open({ url: `http://127.0.0.1:${port}/`, queue: '5' });
    for (const readout of powerReadouts(20)) sink.take(readout);
    expect(counts(sink)).toMatchObject({ taken: 20, told: 0, waiting: 5, dropped: 15 });
    const { got } = await newServer(well, port);
    await eventually(() => counts(sink).waiting === 0, 'all that was kept');
    expect(counts(sink)).toMatchObject({ told: 5, dropped: 15 });
    expect(new Set(powersOf(got)).size).toBe(5);
    expect(powersOf(got).slice(1)).toEqual(upTo(20, 17));
  });

  test('that never answers is given up after the time that is set, and tried again', async () => {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => sockets.add(socket.on('error', () => undefined)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { sink, around } = await open({ url, timeout_s: '1' });
    sink.take(powerReadouts(1)[0]);
    await eventually(() => sockets.size >= 2, 'a second attempt');
    expect(counts(sink)).toMatchObject({ told: 0, waiting: 1, dropped: 0 });
    expect(around.told[0]).toContain('cannot be reached and is tried again (no answer)');
  });

  test('that hangs up in the middle is tried again', async () => {
    const { url, got } = await newServer((response, index) => {
      if (index === 0) response.socket?.destroy();
      else well(response, index);
    });
    const { sink } = await open({ url });
    sink.take(powerReadouts(1)[0]);
    await eventually(() => counts(sink).told === 1, 'the telegram');
    expect(got).toHaveLength(2);
  });

  test.each([
    [302, 'give the address that it points to'],
    [404, 'check the address, and read its log'],
  ])('that answers %d gets the next one', async (status, advice) => {
    const { url, got } = await newServer((response, index) =>
      index === 0
        ? response.writeHead(status, { Location: '/elsewhere' }).end()
        : well(response, index),
    );
    const { sink, around } = await open({ url });
    for (const readout of powerReadouts(2)) sink.take(readout);
    await eventually(() => counts(sink).told === 1, 'the second');
    expect(powersOf(got)).toEqual([1, 2]);
    expect(counts(sink)).toMatchObject({ taken: 2, dropped: 1 });
    expect(around.told[0]).toContain(`${status}, which are dropped: ${advice}`);
  });

  test('does not hold up the end, and what is lost with it is counted', async () => {
    const port = await freePort();
    const { sink } = await open({ url: `http://127.0.0.1:${port}/` });
    for (const readout of powerReadouts(3)) sink.take(readout);
    await eventually(() => counts(sink).retries > 0, 'an attempt');
    await sink.close();
    expect(counts(sink)).toMatchObject({ taken: 3, told: 0, dropped: 3, waiting: 0 });
  });

  test('makes a recording wait for room, and no longer', async () => {
    const port = await freePort();
    const { sink } = await open({ url: `http://127.0.0.1:${port}/`, queue: '4' });
    for (const readout of powerReadouts(4)) sink.take(readout);
    let isRoom = false;
    const waited = sink.room?.().then(() => (isRoom = true));
    await eventually(() => counts(sink).retries > 0, 'an attempt');
    expect(isRoom).toBe(false);
    await newServer(well, port);
    await waited;
    expect(counts(sink).dropped).toBe(0);
  });
});

test('a header that would break the request is refused by its form', () => {
  const { form } = WEBHOOK.rows.secret_header;
  expect(form.read('X-Key: 1')).toBe('X-Key: 1');
  for (const bad of [
    'X-Key',
    'X Key: 1',
    'X-Key: 1\r\nX-Other: 2',
    'Host: x',
    'Content-Length: 3',
  ]) {
    expect([bad, form.read(bad)]).toEqual([bad, undefined]);
  }
});
