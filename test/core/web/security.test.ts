/**
 * What a web server in a house must hold against, one by one: each test is named after what it holds
 * against. Bytes at random are in fuzz.test.ts, comparing in login.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { ask, logInto, newDongle, opened, PAGE, pass, PASSWORD, post } from './dongle.ts';
import { readResponse, requestText } from './dongle.ts';

const GET = requestText({ path: '/api/live' });

test('DNS rebinding: a request for any host but ours learns nothing and does nothing', () => {
  const dongle = newDongle();
  const token = logInto(dongle);
  for (const host of ['evil.com', 'smarty-a1b2.evil.com', '192.168.1.8', 'localhost', '[::1]']) {
    for (const path of ['/', '/api/live', '/api/settings', '/nowhere', `http://${host}/api/live`]) {
      const heard = ask(dongle, { path, host, token });
      expect(heard).toMatchObject({ status: 403, body: '{"error":"host"}' });
      expect(ask(dongle, { path: `http://${host}/`, token }).status).toBe(403);
    }
    expect(post(dongle, '/api/restart', {}, { host, token }).status).toBe(403);
  }
  expect(dongle.asked).toEqual([]);
});

test('cross-site posts: a page of another origin can do nothing, with a token or in setup', () => {
  const dongle = newDongle();
  const token = logInto(dongle);
  const foreign = [
    { more: ['Origin: http://evil.com'] },
    { more: ['Origin: null'] },
    { more: ['Origin: http://192.168.1.7', 'Sec-Fetch-Site: cross-site'] },
    { more: ['Sec-Fetch-Site: same-site'] },
  ];
  for (const mode of ['run', 'setup'] as const) {
    dongle.mode = mode;
    for (const asking of foreign) {
      expect(post(dongle, '/api/restart', {}, { token, ...asking })).toMatchObject({
        status: 403,
        body: '{"error":"origin"}',
      });
    }
    // What a form can send without asking first.
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect(post(dongle, '/api/restart', {}, { token, type }).status).toBe(415);
    }
  }
  expect(dongle.asked).toEqual([]);
  const own = ['Origin: http://192.168.1.7', 'Sec-Fetch-Site: same-origin'];
  expect(post(dongle, '/api/restart', {}, { token, more: own }).status).toBe(200);
});

test('other people’s pages: no answer may be shown, read, guessed at or kept by them', () => {
  const dongle = newDongle();
  for (const path of ['/', '/api/live', '/api/settings', '/nowhere', '/favicon.ico']) {
    const { fields } = ask(dongle, { path });
    expect(fields['x-frame-options']).toBe('DENY');
    expect(fields['x-content-type-options']).toBe('nosniff');
    expect(fields['referrer-policy']).toBe('no-referrer');
    expect(fields['cache-control']).toBe('no-store');
    expect(fields['cross-origin-resource-policy']).toBe('same-origin');
    expect(fields['content-security-policy']).toMatch(
      /^default-src 'none'; .*frame-ancestors 'none'$/,
    );
    expect(Object.keys(fields).filter((name) => name.startsWith('access-control'))).toEqual([]);
  }
});

describe('size limits', () => {
  test('a head of 1,536 bytes is read, of one more refused, wherever the bytes are', () => {
    const sized = (size: number, at: string) => GET.replace(at, at + 'x'.repeat(size - GET.length));
    const long = GET.replace('\r\n\r\n', '\r\nCookie: \r\n\r\n');
    for (const cut of [1, 700, 1535, 1536, 2000]) {
      for (const size of [1536, 1537]) {
        const text = long.replace('Cookie: ', 'Cookie: ' + 'x'.repeat(size - long.length));
        const dongle = newDongle();
        const client = opened(dongle, text.slice(0, cut));
        client.say(text.slice(cut));
        while (client.drain());
        expect(readResponse(client.heard).status, `${size} cut at ${cut}`).toBe(
          size > 1536 ? 431 : 200,
        );
      }
    }
    for (const at of ['GET', 'GET /', 'HTTP/1.1', 'Host', 'Host: ']) {
      expect(opened(newDongle(), sized(1537, at)).heard).toMatch(/^HTTP\/1\.1 431 /);
    }
  });

  test('a head of 1,536 bytes without an end is refused at once', () => {
    expect(opened(newDongle(), 'x'.repeat(1535)).heard).toBe('');
    expect(opened(newDongle(), 'x'.repeat(1536)).heard).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('a head without an end is refused and never kept', () => {
    const dongle = newDongle();
    for (const text of ['x', '\r', 'X: y\r\n', '\0']) {
      const client = dongle.listener.connect();
      for (let i = 0; i < 3000; i++) {
        client.say(text);
        for (const c of dongle.server.connections) expect(c.head.length).toBeLessThanOrEqual(1540);
      }
      while (client.drain());
      expect(readResponse(client.heard)).toMatchObject({ status: 431, body: '{"error":"head"}' });
      client.hangUp();
    }
  });

  test('a body of 2,048 bytes is read, a longer one refused before it is', () => {
    const dongle = newDongle();
    const token = logInto(dongle);
    const settings = (size: number) => ({
      method: 'POST',
      path: '/api/settings',
      token,
      body: 'x'.repeat(size),
    });
    expect(ask(dongle, settings(2048)).status).toBe(200);
    const text = requestText(settings(2049));
    const client = opened(dongle, text.slice(0, text.indexOf('\r\n\r\n') + 4));
    expect(readResponse(client.heard)).toMatchObject({ status: 413, body: '{"error":"size"}' });
  });

  test('nobody unknown gets more than 256 bytes of body kept', () => {
    const dongle = newDongle();
    const body = (size: number) => ({ method: 'POST', body: 'x'.repeat(size) });
    for (const path of ['/api/login', '/api/scan']) {
      expect(ask(dongle, { path, ...body(256) }).status).not.toBe(413);
      expect(opened(dongle, requestText({ path, ...body(257) })).heard).toMatch(/^HTTP\/1\.1 413 /);
    }
    const stranger = requestText({ path: '/api/settings', ...body(2048) });
    expect(opened(dongle, stranger.slice(0, -2048)).heard).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('oversized everything is refused: path, name, value, number of fields, length, body', () => {
    const huge = 'x'.repeat(60_000);
    const heads = [
      { path: `/${huge}` },
      { host: huge },
      { token: huge },
      { more: [`${huge}: 1`] },
      { more: Array(5000).fill('A: b') },
      { method: huge },
    ];
    for (const asking of heads) {
      expect(opened(newDongle(), requestText(asking)).heard).toMatch(/^HTTP\/1\.1 431 /);
    }
    const lengths = ['2147483648', '4294967297', '9'.repeat(30)];
    for (const length of lengths) {
      const more = [`Content-Length: ${length}`];
      const text = requestText({
        method: 'POST',
        path: '/api/scan',
        type: 'application/json',
        more,
      });
      expect(opened(newDongle(), text).heard).toMatch(/^HTTP\/1\.1 413 /);
    }
  });
});

describe('slow clients', () => {
  test('50 of them, saying nothing or a byte a second, do not keep the owner out', () => {
    for (const text of [
      '',
      'GET / HTTP/1.1\r\nX: ',
      requestText({ method: 'POST', path: '/api/login' }),
    ]) {
      const dongle = newDongle();
      let clients = Array.from({ length: 50 }, () => opened(dongle, text));
      for (let second = 0; second < 60; second++) {
        expect(dongle.server.connections.length).toBeLessThanOrEqual(4);
        expect(ask(dongle, { path: '/api/live' }).status).toBe(200);
        for (const client of clients) client.say('x');
        clients = clients.map((client) => (client.isClosed ? opened(dongle, text) : client));
        pass(dongle, 1000);
      }
    }
  });

  test('50 that read a piece in 14 s do not keep the owner out for longer than 15 s', () => {
    const dongle = newDongle();
    const slow = () => {
      const client = dongle.listener.connect();
      client.say(requestText({}));
      return client;
    };
    const clients = Array.from({ length: 50 }, slow);
    expect(clients.filter((client) => !client.isClosed).length).toBe(4);
    pass(dongle, 14_000);
    for (const client of clients) client.drain();
    pass(dongle, 1000);
    expect(ask(dongle, { path: '/api/live' }).status).toBe(200);
  });

  test('all are gone in the end, whatever they were about', () => {
    const dongle = newDongle();
    const token = logInto(dongle);
    const type = 'application/octet-stream';
    const upload = requestText({ method: 'POST', path: '/api/update', type, token, body: PAGE });
    for (const text of [GET, requestText({}), upload, 'x'.repeat(3000), POST()]) {
      for (let cut = 0; cut <= Math.min(700, text.length); cut += 7) {
        dongle.listener.connect().say(text.slice(0, cut));
      }
      pass(dongle, 40_000);
      expect(dongle.server.connections).toEqual([]);
    }
  });

  const POST = () => requestText({ method: 'POST', path: '/api/login', body: '{"password":"x"}' });
});

test('a bound on connections: never more than four are kept', () => {
  const dongle = newDongle();
  for (let i = 0; i < 200; i++) {
    const client = dongle.listener.connect();
    if (i % 3) client.say(i % 2 ? requestText({}) : 'GET');
    expect(dongle.server.connections.length).toBeLessThanOrEqual(4);
  }
});

test('guessing passwords: a delay that grows leaves a guess a minute', () => {
  const dongle = newDongle();
  const until = dongle.nowMs + 3_600_000;
  let judged = 0;
  for (; dongle.nowMs < until; dongle.nowMs += 100) {
    if (post(dongle, '/api/login', { password: `guess ${judged}` }).status === 403) judged++;
  }
  expect(judged).toBeGreaterThan(50);
  expect(judged).toBeLessThan(70);
});

test('request smuggling: what follows a request, or hides in a coding, is never obeyed', () => {
  const dongle = newDongle();
  const token = logInto(dongle);
  const hidden = requestText({ method: 'POST', path: '/api/restart', token, body: '{}' });
  const chunked = requestText({
    method: 'POST',
    path: '/api/scan',
    type: 'application/json',
    more: ['Transfer-Encoding: chunked', 'Content-Length: 5'],
  });
  expect(readResponse(opened(dongle, `${chunked}0\r\n\r\n${hidden}`).heard).status).toBe(411);
  for (const text of [GET, requestText({ body: 'x'.repeat(hidden.length) })]) {
    expect(readResponse(opened(dongle, text + hidden).heard).status).toBe(200);
  }
  expect(dongle.asked).toEqual([]);
});

test('secrets: no answer repeats what was sent', () => {
  const dongle = newDongle();
  const token = logInto(dongle);
  const mark = 'MARK<script>';
  const asking = { token, more: [`X-Mark: ${mark}`] };
  for (const path of ['/', `/${mark}`, '/api/live', '/api/reset', `/?${mark}`]) {
    expect(opened(dongle, requestText({ path, ...asking })).heard).not.toContain('MARK');
    const body = JSON.stringify({ password: mark, confirm: mark, url: mark });
    const text = requestText({ method: 'POST', path, body, ...asking });
    expect(opened(dongle, text).heard).not.toContain('MARK');
  }
  expect(opened(dongle, requestText({ host: mark })).heard).not.toContain('MARK');
  expect(opened(dongle, requestText({ path: '/api/live', token })).heard).not.toContain(PASSWORD);
});
