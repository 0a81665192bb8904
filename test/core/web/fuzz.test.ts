/**
 * Bytes that nobody would send. In: valid requests, changed at random from a fixed seed. Whatever
 * comes, there is one well-formed answer or none, nothing is thrown, nothing is left behind.
 */
import { expect, test } from 'vitest';
import type { FakeClient } from '../../fakes/listener.ts';
import { settle } from '../../fakes/listener.ts';
import type { Dongle } from './dongle.ts';
import { logInto, newDongle, pass, PASSWORD, post, readResponse, requestText } from './dongle.ts';

const REQUESTS = 100_000;
const DONGLES = 50;
const KNOWN = [
  200, 202, 204, 302, 400, 401, 403, 404, 405, 408, 411, 413, 415, 422, 429, 431, 503, 505,
];

/** Mulberry32, by Tommy Ettinger, in the public domain. */
function newRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const random = newRandom(20261121);
const oneOf = <T>(list: T[]): T => list[random(list.length)];

const STRANGE = [
  '\0', '\r', '\n', '\r\n', '\r\n\r\n', '\n\n', ' ', '\t', ':', '%00', '%2e%2e/', '/../', '?', '#',
  '\xff\xfe', '\x16\x03\x01\x02\0', '{"', '"}', '\\u0000', '__proto__', 'constructor', '[]', 'null',
  'Content-Length: 5\r\n', 'Content-Length: 4294967300\r\n', 'Transfer-Encoding: chunked\r\n',
  'Host: evil.com\r\n', 'Origin: null\r\n', 'Expect: 100-continue\r\n', ' folded\r\n', 'HTTP/9.9',
  'http://evil.com/', 'GET ', 'POST /api/reset HTTP/1.1\r\n', 'x'.repeat(300), 'x'.repeat(1600),
]; // prettier-ignore

function valid(token: string): string[] {
  const type = 'application/octet-stream';
  const posts = ['login', 'settings', 'try', 'scan', 'restart', 'reset', 'update', 'none'];
  const body = () =>
    JSON.stringify({
      password: oneOf([PASSWORD, 'x']),
      confirm: 'reset',
      url: 'http://a/b',
      ssid: 'a',
    });
  return [
    ...[
      '/',
      '/favicon.ico',
      '/api/more',
      '/api/live',
      '/api/settings',
      '/api/export',
      '/none',
      'http://a.lu/b',
    ].map((path) => requestText({ method: oneOf(['GET', 'HEAD']), path, token })),
    ...posts.map((name) =>
      requestText({ method: 'POST', path: `/api/${name}`, token, body: body() }),
    ),
    requestText({ method: 'POST', path: '/api/update', type, token, body: 'y'.repeat(700) }),
    requestText({ method: 'POST', path: '/api/scan', body: '{}', more: ['Expect: 100-continue'] }),
    requestText({ method: 'POST', path: '/api/login', body: 'z'.repeat(257) }),
  ];
}

function changed(text: string): string {
  let bytes = text;
  for (let n = random(4); n > 0; n--) {
    const at = random(bytes.length + 1);
    const end = at + random(oneOf([2, 8, 200]));
    const swap = [
      () => bytes.slice(0, at) + String.fromCharCode(random(256)) + bytes.slice(at + 1),
      () => bytes.slice(0, at) + oneOf(STRANGE) + bytes.slice(at),
      () => bytes.slice(0, at) + bytes.slice(end),
      () => bytes.slice(0, end) + bytes.slice(at),
      () => bytes.slice(0, at),
    ];
    bytes = oneOf(swap)();
  }
  return bytes;
}

/** All that one client does, and what came of it: the status, or none. */
function visit(dongle: Dongle, text: string): number | undefined {
  const client = dongle.listener.connect();
  client.takes = random(2) === 0;
  const size = oneOf([1, 50, 536, 536, 10_000]);
  for (let at = 0; at < text.length; at += Math.max(size, text.length >> 4)) {
    client.say(text.slice(at, at + Math.max(size, text.length >> 4)));
    expectBounded(dongle);
    if (random(8) === 0) client.drain();
    if (random(200) === 0) return void client.hangUp();
  }
  if (random(20) === 0) return void client.hangUp();
  return finish(dongle, client, text);
}

function finish(dongle: Dongle, client: FakeClient, text: string): number | undefined {
  while (client.drain());
  // Its longest limit, and that for taking what was sent.
  if (!client.isClosed) pass(dongle, 21_000);
  settle(client);
  if (!client.isClosed)
    throw new Error(`kept without an answer: ${JSON.stringify(text.slice(0, 200))}`);
  const heard = client.heard.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  if (heard === '') return undefined;
  // Bare where HEAD was understood, which random bytes may undo: either is well-formed.
  const isBare = text.startsWith('HEAD ') && heard.endsWith('\r\n\r\n');
  return readResponse(heard, isBare).status;
}

function expectBounded(dongle: Dongle): void {
  const { connections } = dongle.server;
  if (connections.length > 4) throw new Error('more than four connections');
  for (const { head, body } of connections) {
    if (head.length > 1536 || body.length > 2048) throw new Error('a record grows');
  }
}

test(`${REQUESTS} fuzzed requests each get one answer or none, and leave nothing behind`, () => {
  const statuses = new Map<number | undefined, number>();
  for (let d = 0; d < DONGLES; d++) {
    const dongle = newDongle();
    const requests = valid(logInto(dongle));
    dongle.mode = oneOf(['run', 'run', 'setup']);
    dongle.uploadFault = oneOf([undefined, 'hmac']);
    for (let i = 0; i < REQUESTS / DONGLES; i++) {
      const status = visit(dongle, changed(oneOf(requests)));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect(dongle.server.failures).toBe(0);
    expect(dongle.server.connections).toEqual([]);
    pass(dongle, 120_000);
    dongle.mode = 'run';
    expect(post(dongle, '/api/login', { password: PASSWORD }).status).toBe(200);
  }
  const seen = [...statuses.keys()].filter((status) => status !== undefined);
  expect(seen.filter((status) => !KNOWN.includes(status))).toEqual([]);
  // The changes are such that nearly everything is reached.
  for (const status of [
    200, 202, 204, 302, 400, 401, 403, 404, 405, 408, 411, 413, 415, 422, 431, 505,
  ]) {
    expect(statuses.get(status), `status ${status}`).toBeGreaterThan(20);
  }
});
