/** The API on Node, over real sockets. */
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { openHttp } from '../../../host-sim/http/server.ts';
import type { HttpServer } from '../../../host-sim/http/server.ts';
import { answerOf, houseTelegram, sourceOf } from '../../core/web/api/source.ts';

const SOURCE = sourceOf(houseTelegram('full'));
const ends: HttpServer[] = [];

afterEach(async () => {
  for (const server of ends.splice(0)) await server.close();
});

async function open(source = SOURCE): Promise<HttpServer> {
  const server = await openHttp({ host: '127.0.0.1', port: 0 }, () => source);
  ends.push(server);
  return server;
}

interface Heard {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

function ask(server: HttpServer, path: string, headers = {}, method = 'GET'): Promise<Heard> {
  return new Promise((resolve, reject) => {
    // One connection each, as clients that know nothing of each other.
    const asking = request(
      `${server.url}${path}`,
      { headers, method, agent: false },
      (response) => {
        let body = '';
        response.setEncoding('latin1').on('data', (piece: string) => (body += piece));
        response.on('end', () =>
          resolve({ status: response.statusCode, headers: response.headers, body }),
        );
      },
    );
    asking.on('error', reject).end();
  });
}

describe('a program', () => {
  test.each([
    'metrics',
    'api',
    ...['readings', 'live', 'telegram', 'device', 'data'].map((n) => `api/v1/${n}`),
  ])('is answered on /%s as by the dongle', async (path) => {
    const server = await open();
    const { status, headers, body } = await ask(server, path);
    expect([status, body]).toEqual([200, answerOf(SOURCE, `/${path}`)]);
    expect(headers['content-length']).toBe(String(body.length));
    expect(headers['cache-control']).toBe('no-store');
    expect((await ask(server, path, {}, 'HEAD')).body).toBe('');
  });

  test('that knows the answer gets none', async () => {
    const server = await open();
    const { headers } = await ask(server, 'api/v1/live');
    const again = await ask(server, 'api/v1/live?x=1', { 'If-None-Match': headers.etag });
    expect(again).toMatchObject({ status: 304, body: '', headers: { etag: headers.etag } });
    expect(again.headers).not.toHaveProperty('content-type');
  });

  test.each([
    ['another path', ['api/v2'], 404, 'path'],
    ['old readings', ['api/v1/live'], 404, 'none'],
    ['writing', ['metrics', {}, 'POST'], 405, 'method'],
    ['writing elsewhere', ['x', {}, 'DELETE'], 404, 'path'],
    ['another host', ['metrics', { Host: 'evil.example' }], 403, 'host'],
    ['another origin', ['metrics', { Origin: 'http://evil.example' }], 403, 'origin'],
  ])('is refused %s', async (_what, asking, status, error) => {
    const server = await open({ ...SOURCE, ageS: 61 });
    const [path, headers, method] = asking as [string, object?, string?];
    const heard = await ask(server, path, headers, method);
    expect([heard.status, JSON.parse(heard.body)]).toEqual([status, { error }]);
    expect(heard.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

test('a hundred clients at once are all answered in full', async () => {
  const server = await open();
  const asked = Array.from({ length: 100 }, (_none, i) =>
    ask(server, ['metrics', 'api/v1/readings'][i % 2]),
  );
  const heard = await Promise.all(asked);
  heard.forEach(({ status, body }, i) => {
    expect(status).toBe(200);
    expect(body).toBe(answerOf(SOURCE, ['/metrics', '/api/v1/readings'][i % 2]));
  });
});

test('a port that is taken is told in one sentence', async () => {
  const { url } = await open();
  const port = Number(new URL(url).port);
  await expect(openHttp({ host: '127.0.0.1', port }, () => SOURCE)).rejects.toThrow(
    `127.0.0.1:${port} is in use: choose another with --http.`,
  );
  await expect(openHttp({ host: '192.0.2.1', port: 0 }, () => SOURCE)).rejects.toThrow(
    /^Nobody can listen on 192\.0\.2\.1:0 \(EADDRNOTAVAIL\): choose another with --http\.$/,
  );
});
