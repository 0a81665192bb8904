/** The API, request by request, through a server and a scripted dongle. */
import { describe, expect, test } from 'vitest';
import type { Asking } from './dongle.ts';
import { ask, logInto, MORE, newDongle, opened, PAGE, PASSWORD, post } from './dongle.ts';
import { readResponse, requestText } from './dongle.ts';

const OWNERS = ['settings', 'try', 'restart', 'reset', 'update'].map((name) => `POST /api/${name}`);

describe('the page', () => {
  test('comes as it is stored, compressed, from flash in slices', () => {
    const dongle = newDongle();
    const { status, fields, body } = ask(dongle, {});
    expect(status).toBe(200);
    expect(body).toBe(PAGE);
    expect(fields['content-encoding']).toBe('gzip');
    expect(fields['content-type']).toBe('text/html; charset=utf-8');
    expect(dongle.slices.length).toBe(Math.ceil(PAGE.length / 510));
    expect(dongle.slices.every(([at, length], i) => at === i * 510 && length <= 510)).toBe(true);
  });

  test('has more to fetch, which is JSON, compressed as well, and for everybody', () => {
    const { status, fields, body } = ask(newDongle(), { path: '/api/more' });
    expect([status, body]).toEqual([200, MORE]);
    expect(fields['content-encoding']).toBe('gzip');
    expect(fields['content-type']).toBe('application/json');
    expect(fields['content-length']).toBe(String(MORE.length));
  });

  test('is also there with a query, and has no icon', () => {
    expect(ask(newDongle(), { path: '/?lang=fr' }).body).toBe(PAGE);
    const icon = ask(newDongle(), { path: '/favicon.ico' });
    expect(icon).toMatchObject({ status: 204, body: '' });
    expect(icon.fields).not.toHaveProperty('content-length');
  });

  test('may show and send only what is its own', () => {
    const policy = ask(newDongle(), {}).fields['content-security-policy'].split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("script-src 'unsafe-inline'");
    expect(policy).toContain("frame-ancestors 'none'");
  });
});

describe('HEAD', () => {
  test.each(['/', '/api/more', '/api/live', '/api/telegram', '/favicon.ico', '/nowhere'])(
    'of %s is GET without a body',
    (path) => {
      const dongle = newDongle();
      const get = ask(dongle, { path });
      dongle.slices = [];
      expect(ask(dongle, { method: 'HEAD', path })).toEqual({ ...get, body: '' });
      expect(dongle.slices).toEqual([]);
    },
  );
});

describe('readings', () => {
  test('are there for everybody', () => {
    expect(ask(newDongle(), { path: '/api/live' })).toMatchObject({
      status: 200,
      body: '{"state":"running"}',
      fields: { 'content-type': 'application/json' },
    });
  });

  test('come as a telegram once there is one', () => {
    const dongle = newDongle();
    expect(ask(dongle, { path: '/api/telegram' })).toMatchObject({
      status: 404,
      body: '{"error":"none"}',
    });
    dongle.device.get = () => '/EST5\r\n\r\n!\r\n';
    expect(ask(dongle, { path: '/api/telegram' })).toMatchObject({
      status: 200,
      body: '/EST5\r\n\r\n!\r\n',
      fields: { 'content-type': 'text/plain' },
    });
  });
});

describe('login', () => {
  test('gives a token, a fresh one each time', () => {
    const dongle = newDongle();
    const [first, second] = [logInto(dongle), logInto(dongle)];
    expect(first).toHaveLength(32);
    expect(second).not.toBe(first);
  });

  test('tells how long to wait', () => {
    const dongle = newDongle();
    expect(post(dongle, '/api/login', { password: 'x' })).toMatchObject({
      status: 403,
      body: '{"error":"password","wait_s":1}',
    });
    expect(post(dongle, '/api/login', { password: PASSWORD })).toMatchObject({
      status: 429,
      body: '{"error":"wait","wait_s":1}',
    });
    dongle.nowMs += 1000;
    expect(post(dongle, '/api/login', { password: PASSWORD }).status).toBe(200);
  });

  test('wants a password that is a text', () => {
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '7',
      '"x"',
      '{}',
      '{"password":7}',
      '{"password":null}',
    ]) {
      expect(ask(newDongle(), { method: 'POST', path: '/api/login', body }), body).toMatchObject({
        status: 400,
        body: '{"error":"request"}',
      });
    }
  });
});

describe('what is the owner’s', () => {
  test.each([...OWNERS, 'GET /api/settings', 'GET /api/export'])('%s wants a token', (line) => {
    const [method, path] = line.split(' ');
    const dongle = newDongle();
    logInto(dongle);
    const body = method === 'POST' ? '{}' : undefined;
    for (const token of [undefined, '', 'a'.repeat(32)]) {
      expect(ask(dongle, { method, path, body, token })).toMatchObject({
        status: 401,
        body: '{"error":"login"}',
      });
    }
    expect(dongle.asked).toEqual([]);
    dongle.mode = 'setup';
    expect(ask(dongle, { method, path, body, host: '192.168.4.1' }).status).not.toBe(401);
    // In the network that a test has joined.
    for (const host of ['192.168.1.7', 'smarty-a1b2.local', 'smarty-a1b2'])
      expect(ask(dongle, { method, path, body, host }).status).toBe(401);
    const token = logInto(dongle);
    expect(ask(dongle, { method, path, body, host: '192.168.1.7', token }).status).not.toBe(401);
  });

  test('is shown, exported, tried and saved with one', () => {
    const dongle = newDongle();
    const token = logInto(dongle);
    expect(ask(dongle, { path: '/api/settings', token }).body).toBe('{"settings":{},"secrets":{}}');
    const file = ask(dongle, { path: '/api/export', token });
    expect(file.body).toBe('{"format":1}');
    expect(file.fields['content-disposition']).toBe('attachment; filename="smarty-settings.json"');
    const asking = { token };
    expect(post(dongle, '/api/try', { ssid: 'a' }, asking)).toMatchObject({
      status: 202,
      body: '{}',
    });
    expect(post(dongle, '/api/settings', { ssid: 'b' }, asking).body).toBe('{"saved":true}');
    expect(post(dongle, '/api/restart', {}, asking).status).toBe(200);
    expect(dongle.asked).toEqual(['try {"ssid":"a"}', 'settings {"ssid":"b"}', 'restart {}']);
  });

  test('is told to be wrong as the dongle judges it', () => {
    const dongle = newDongle();
    dongle.device.post = () => ({ status: 422, json: '{"faults":{"broker":"missing"}}' });
    expect(post(dongle, '/api/settings', {}, { token: logInto(dongle) })).toMatchObject({
      status: 422,
      body: '{"faults":{"broker":"missing"}}',
    });
  });

  test('is reset only on a clear word', () => {
    const dongle = newDongle();
    const asking = { token: logInto(dongle) };
    for (const body of [{}, { confirm: true }, { confirm: 'RESET' }, []]) {
      expect(post(dongle, '/api/reset', body, asking)).toMatchObject({
        status: 400,
        body: '{"error":"confirm"}',
      });
    }
    expect(dongle.asked).toEqual([]);
    expect(post(dongle, '/api/reset', { confirm: 'reset' }, asking).status).toBe(200);
    expect(dongle.asked).toEqual(['reset {"confirm":"reset"}']);
  });
});

test('a trial and a scan report without a token', () => {
  const dongle = newDongle();
  expect(ask(dongle, { path: '/api/try' }).body).toBe('{"steps":[]}');
  expect(post(dongle, '/api/scan', {})).toMatchObject({ status: 202, body: '{}' });
  expect(ask(dongle, { path: '/api/scan' }).body).toBe('{"busy":true}');
  expect(dongle.asked).toEqual(['scan {}']);
});

describe('an update', () => {
  const BYTES = 'application/octet-stream';
  const upload = (dongle: ReturnType<typeof newDongle>, given: Asking = {}) =>
    requestText({
      method: 'POST',
      path: '/api/update',
      type: BYTES,
      token: logInto(dongle),
      body: PAGE,
      ...given,
    });

  test('is taken as it comes, in whatever pieces', () => {
    for (const size of [1, 100, 536, 5000]) {
      const dongle = newDongle();
      const text = upload(dongle);
      const client = dongle.listener.connect();
      for (let at = 0; at < text.length; at += size) client.say(text.slice(at, at + size));
      while (client.drain());
      expect(readResponse(client.heard).body).toBe('{"staged":true}');
      expect(dongle.uploaded).toBe(PAGE);
      expect(dongle.asked).toEqual(['upload 4321', 'end']);
    }
  });

  test('that is wrong is told so as soon as it shows', () => {
    const dongle = newDongle();
    dongle.uploadFault = 'hmac';
    const client = opened(dongle, upload(dongle).slice(0, 600));
    expect(client.heard).toContain('HTTP/1.1 422 ');
    expect(client.heard).toContain('{"error":"hmac"}');
    expect(client.isClosed).toBe(false);
    client.say(PAGE);
    expect(client.isClosed).toBe(true);
    expect(dongle.asked).toEqual(['upload 4321', 'end']);
  });

  test('that is too large or comes at a bad time is refused before it is read', () => {
    const dongle = newDongle();
    const large = upload(dongle, { body: 'x'.repeat(90_001) });
    const client = opened(dongle, large.slice(0, 400));
    expect(client.heard).toContain('{"error":"size"}');
    expect(dongle.asked).toEqual([]);
  });

  test('that breaks off is dropped', () => {
    const dongle = newDongle();
    const client = opened(dongle, upload(dongle).slice(0, 1000));
    client.hangUp();
    expect(dongle.asked).toEqual(['upload 4321', 'drop']);
    expect(dongle.server.connections).toEqual([]);
  });

  test('that holds nothing is judged at once', () => {
    const dongle = newDongle();
    dongle.uploadFault = 'format';
    expect(ask(dongle, upload(dongle, { body: '' }))).toMatchObject({ status: 422 });
  });

  test('may be fetched from elsewhere', () => {
    const dongle = newDongle();
    const asking = { token: logInto(dongle) };
    const url = 'http://192.168.1.5:8000/dongle.update';
    expect(post(dongle, '/api/update', { url }, asking)).toMatchObject({ status: 202, body: '{}' });
    expect(post(dongle, '/api/update', { url: 'ftp://x' }, asking)).toMatchObject({
      status: 422,
      body: '{"error":"format"}',
    });
    expect(post(dongle, '/api/update', {}, asking)).toMatchObject({ status: 400 });
    expect(dongle.asked).toEqual([`update ${url}`]);
  });
});

describe('an answer says', () => {
  test.each([
    [404, 'path', { path: '/api/' }],
    [404, 'path', { path: '/api/live/' }],
    [404, 'path', { path: '//' }],
    [404, 'path', { path: '/%61pi/live' }],
    [404, 'path', { path: '/api/../api/live' }],
    [405, 'method', { method: 'PUT' }],
    [405, 'method', { method: 'POST', path: '/api/live', body: '{}' }],
    [405, 'method', { method: 'GET', path: '/api/login' }],
    [411, 'length', { method: 'POST', path: '/api/scan', type: 'application/json' }],
    [415, 'type', { method: 'POST', path: '/api/scan', body: '{}', type: null }],
    [415, 'type', { method: 'POST', path: '/api/scan', body: '{}', type: 'text/plain' }],
    [
      415,
      'type',
      { method: 'POST', path: '/api/scan', body: '{}', type: 'application/octet-stream' },
    ],
    [400, 'request', { host: null }],
    [400, 'request', { more: ['no colon'] }],
    [505, 'version', 'GET / HTTP/2.0\r\n\r\n'],
    [413, 'size', { more: ['Content-Length: 99999999999'] }],
  ])('%i %s', (status, error, asking) => {
    expect(ask(newDongle(), asking as Asking)).toMatchObject({
      status,
      body: `{"error":"${error}"}`,
    });
  });

  test('which methods there are where the one asked for is not', () => {
    const allow = (asking: Asking) => ask(newDongle(), asking).fields.allow;
    expect(allow({ method: 'TRACE' })).toBe('GET, HEAD, POST');
    expect(allow({ method: 'POST', body: '{}' })).toBe('GET, HEAD');
    expect(allow({ path: '/api/reset' })).toBe('POST');
  });
});

describe('the captive portal', () => {
  test.each([
    ['connectivitycheck.gstatic.com', '/generate_204'],
    ['www.google.com', '/gen_204'],
    ['captive.apple.com', '/hotspot-detect.html'],
    ['www.msftconnecttest.com', '/connecttest.txt'],
    ['www.msftncsi.com', '/ncsi.txt'],
    ['detectportal.firefox.com', '/success.txt?ipv4'],
    ['detectportal.firefox.com', '/canonical.html'],
    ['example.com', '/a%20path?and=%22query'],
  ])('leads the probe http://%s%s to the page', (host, path) => {
    const dongle = newDongle();
    dongle.mode = 'setup';
    for (const asking of [
      { host, path },
      { host: 'x', path: `http://${host}${path}` },
    ]) {
      for (const method of ['GET', 'HEAD']) {
        const { status, fields, body } = ask(dongle, { method, ...asking });
        expect([status, fields.location, body]).toEqual([302, 'http://192.168.4.1/', '']);
      }
    }
  });

  test('leads who names no host, and takes posts only for itself', () => {
    const dongle = newDongle();
    dongle.mode = 'setup';
    expect(ask(dongle, 'GET /generate_204 HTTP/1.0\r\n\r\n').status).toBe(302);
    expect(post(dongle, '/api/settings', {}, { host: 'a.lu' })).toMatchObject({
      status: 403,
      body: '{"error":"host"}',
    });
    expect(post(dongle, '/api/settings', {}, { host: '192.168.4.1' }).status).toBe(200);
  });
});
