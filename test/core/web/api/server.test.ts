/** The API through the web server of the dongle: who may ask, and what stands around an answer. */
import { describe, expect, test } from 'vitest';
import { load } from '../../../../firmware/core/web/answer.lazy.ts';
import { openApi } from '../../../../firmware/core/web/api/content.ts';
import { nextOfApi } from '../../../../firmware/core/web/api/next.ts';
import { acceptSocket, newServer } from '../../../../firmware/core/web/server.ts';
import type { Asking, Dongle } from '../dongle.ts';
import { ask, newDongle } from '../dongle.ts';
import { openDoor } from '../../../fakes/listener.ts';
import { answerOf, houseTelegram, sourceOf } from './source.ts';

const SOURCE = sourceOf(houseTelegram('full'));
const PATHS = [
  '/api',
  '/metrics',
  ...['readings', 'live', 'telegram', 'device', 'data'].map((name) => `/api/v1/${name}`),
];

function newApiDongle(source = SOURCE): Dongle {
  const dongle = newDongle();
  dongle.device.get = (path) => openApi(source, path);
  dongle.server = newServer({
    answer: (exchange) => load().answer(exchange, () => dongle.device),
    next: (flow) => nextOfApi(source, flow),
    hasRoom: () => true,
    isTight: () => false,
  });
  dongle.listener.listen(
    80,
    openDoor((socket) => acceptSocket(dongle.server, socket)),
  );
  return dongle;
}

const get = (path: string, asking: Asking = {}) => ask(newApiDongle(), { path, ...asking });

describe.each(PATHS)('%s', (path) => {
  test('is there for everybody, to its end, and for nobody to keep', () => {
    const { status, fields, body } = get(path);
    expect(status).toBe(200);
    expect(body).toBe(answerOf(SOURCE, path));
    expect(fields).not.toHaveProperty('content-length');
    expect(fields).not.toHaveProperty('access-control-allow-origin');
    expect(fields['cache-control']).toBe('no-store');
    expect(fields['cross-origin-resource-policy']).toBe('same-origin');
  });

  test('has the same fields without a body for HEAD', () => {
    expect(get(path, { method: 'HEAD' })).toEqual({ ...get(path), body: '' });
  });

  test('is for programs, and not for pages of other origins or names that were pointed here', () => {
    const origin = { more: ['Origin: http://evil.example'] };
    expect(get(path, origin)).toMatchObject({ status: 403, body: '{"error":"origin"}' });
    expect(get(path, { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(get(path, { more: ['Sec-Fetch-Site: cross-site'] }).fields).not.toHaveProperty(
      'access-control-allow-origin',
    );
    expect(get(path, { host: 'smarty-a1b2.local:80' }).status).toBe(200);
  });

  test('can only be read', () => {
    const { status, fields } = get(path, { method: 'POST', body: '{}' });
    expect([status, fields.allow]).toEqual([405, 'GET, HEAD']);
  });
});

describe('an entity tag', () => {
  test('saves who knows the answer already its body', () => {
    const { fields } = get('/api/v1/live');
    const again = get('/api/v1/live', { more: [`If-None-Match: ${fields.etag}`] });
    expect(again).toMatchObject({ status: 304, body: '', fields: { etag: fields.etag } });
    expect(again.fields).not.toHaveProperty('content-type');
    expect(again.fields).not.toHaveProperty('content-length');
  });

  test('of another telegram gets the answer', () => {
    expect(get('/api/v1/live', { more: ['If-None-Match: W/"7-8639"'] }).status).toBe(200);
  });

  test('is none of answers that change by themselves', () => {
    expect(get('/metrics', { more: ['If-None-Match: W/"7-8640"'] }).status).toBe(200);
    expect(get('/metrics').fields).not.toHaveProperty('etag');
  });
});

test('without a fresh telegram there is nothing, said so, but of the dongle', () => {
  const dongle = newApiDongle({ ...SOURCE, ageS: 61 });
  const statuses = PATHS.map((path) => ask(dongle, { path }).status);
  expect(statuses).toEqual([200, 200, 404, 404, 404, 200, 404]);
  expect(ask(dongle, { path: '/api/v1/data' }).body).toBe('{"error":"none"}');
  expect(ask(dongle, { path: '/api/v1/nothing' }).body).toBe('{"error":"path"}');
});

test('the metrics say their format', () => {
  expect(get('/metrics').fields['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
});
