/** Connections of the web server: pieces, turns, time. The limits are those of the documentation. */
import { Agent, request as ask } from 'node:http';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  acceptSocket,
  giveWay,
  isServing,
  newServer,
  tickServer,
} from '../../../firmware/core/web/server.ts';
import { newPipe } from '../../fakes/net.ts';
import type { Dongle } from './dongle.ts';
import {
  logInto,
  newDongle,
  opened,
  PAGE,
  pass,
  post,
  readResponse,
  requestText,
} from './dongle.ts';

const GET = requestText({ path: '/api/live' });
const PAGE_REQUEST = requestText({});
const POST = requestText({ method: 'POST', path: '/api/scan', body: '{"again":true}' });
const POST_LF =
  'POST /api/scan HTTP/1.1\nHost: 192.168.1.7\nContent-Type: application/json\nContent-Length: 3\n\n';
const EMPTY_LINES = requestText({ method: 'POST', path: '/api/scan', body: '\n\r\n\r\n\n\n' });
const BYTES = 'application/octet-stream';

const upload = (dongle: Dongle) => {
  const token = logInto(dongle);
  return requestText({ method: 'POST', path: '/api/update', type: BYTES, token, body: PAGE });
};

describe('a request', () => {
  test.each([
    ['GET', GET, 200],
    ['POST', POST, 202],
    ['POST with LF alone', POST.replaceAll('\r\n', '\n'), 202],
    ['POST of empty lines', EMPTY_LINES, 202],
    ['POST of empty lines, with LF alone', `${POST_LF}\n\r\n`, 202],
  ])('(%s) may be cut anywhere', (_, text, status) => {
    for (let cut = 0; cut <= text.length; cut++) {
      const dongle = newDongle();
      const client = opened(dongle, text.slice(0, cut));
      if (cut < text.length) expect(client.heard, `byte ${cut}`).toBe('');
      client.say(text.slice(cut));
      while (client.drain());
      expect(readResponse(client.heard).status, `byte ${cut}`).toBe(status);
      expect(client.isClosed).toBe(true);
    }
  });

  test('may come byte by byte', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    for (const byte of POST) client.say(byte);
    while (client.drain());
    expect(readResponse(client.heard).status).toBe(202);
  });

  test('is the only one on its connection', () => {
    const dongle = newDongle();
    for (const text of [GET + GET, POST + POST, POST + 'x'.repeat(5000)]) {
      const client = opened(dongle, text);
      expect(readResponse(client.heard).status).toBeLessThan(300);
    }
    expect(dongle.asked).toEqual(['scan {"again":true}', 'scan {"again":true}']);
  });

  test('may wait for 100 Continue before its body', () => {
    const dongle = newDongle();
    const more = ['Expect: 100-continue'];
    const text = requestText({ method: 'POST', path: '/api/scan', body: '{}', more });
    const client = opened(dongle, text.slice(0, -2));
    expect(client.heard).toBe('HTTP/1.1 100 Continue\r\n\r\n');
    client.say('{}');
    while (client.drain());
    expect(client.heard).toContain('\r\n\r\nHTTP/1.1 202 ');
    expect(opened(dongle, text).heard).toMatch(/^HTTP\/1\.1 202 /);
  });

  test('is kept as what it asks, once that is understood', () => {
    const dongle = newDongle();
    opened(dongle, POST.slice(0, -1));
    expect(dongle.server.connections[0]).toMatchObject({
      head: '',
      request: { path: '/api/scan' },
    });
  });

  test('who reads slowly holds nothing up', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    client.say(PAGE_REQUEST);
    expect(isServing(dongle.server)).toBe(true);
    pass(dongle, 1000);
    expect(isServing(dongle.server)).toBe(false);
    expect(client.isClosed).toBe(false);
  });

  test('that fails inside is answered, counted and over', () => {
    const dongle = newDongle();
    dongle.device.get = () => {
      throw new Error('a fault of ours');
    };
    const client = opened(dongle, GET);
    expect(readResponse(client.heard)).toMatchObject({ status: 500, body: '{"error":"internal"}' });
    expect(client.isClosed).toBe(true);
    expect(dongle.server).toMatchObject({ failures: 1, connections: [] });
  });

  test('to a server without an answer ends by the clock', () => {
    const dongle = newDongle();
    dongle.server.options.answer = () => undefined;
    const client = opened(dongle, GET);
    pass(dongle, 10_000);
    while (client.drain());
    expect(readResponse(client.heard).status).toBe(408);
    expect(dongle.server.connections).toEqual([]);
  });
});

describe('on Espruino, where indexOf takes a match that the end of the text cuts off for a whole one,', () => {
  const whole = String.prototype.indexOf;
  const cutOff = function (this: string, part: string, from = 0) {
    for (let at = from; at < this.length; at++) {
      if (part.startsWith(this.substr(at, part.length))) return at;
    }
    return -1;
  };
  afterEach(() => void vi.restoreAllMocks());

  test.each([
    ['GET', GET, 200],
    [
      'GET with fields nobody knows',
      requestText({ path: '/api/live', more: ['A: b', 'A: b'] }),
      200,
    ],
    ['GET with LF alone', GET.replaceAll('\r\n', '\n'), 200],
    ['POST', POST, 202],
    ['PUT', 'PUT / HTTP/1.1\r\n\r\n', 405],
  ])('a request (%s) may be cut anywhere', (_, text, status) => {
    for (let cut = 0; cut <= text.length; cut++) {
      const dongle = newDongle();
      const client = dongle.listener.connect();
      vi.spyOn(String.prototype, 'indexOf').mockImplementation(cutOff);
      expect(['abc'.indexOf('cd'), whole.call('abc', 'cd')]).toEqual([2, -1]);
      client.say(text.slice(0, cut));
      client.say(text.slice(cut));
      while (client.drain());
      vi.restoreAllMocks();
      expect(readResponse(client.heard).status, `byte ${cut}`).toBe(status);
    }
  });
});

describe('an answer', () => {
  test('goes out in pieces of at most 512 bytes, each when the one before has drained', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    client.say(PAGE_REQUEST);
    for (let pieces = 1; !client.isClosed; pieces++) {
      expect(client.pieces.length).toBe(pieces);
      expect(client.pieces[pieces - 1].length).toBeLessThanOrEqual(512);
      client.drain();
    }
    expect(readResponse(client.heard).body).toBe(PAGE);
  });

  test('goes out at once where the host takes all', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    client.takes = true;
    client.say(PAGE_REQUEST);
    expect(client.isClosed).toBe(true);
    expect(readResponse(client.heard).body).toBe(PAGE);
  });

  test('of any length is whole', () => {
    for (const length of [0, 1, 509, 510, 511, 1019, 1020, 1021, 3000]) {
      const dongle = newDongle();
      const text = 'x'.repeat(length);
      dongle.device.get = () => text;
      dongle.device.openDocument = () => ({
        size: length,
        read: (at, n) => text.slice(at, at + n),
      });
      expect(readResponse(opened(dongle, GET).heard).body).toBe(text);
      expect(readResponse(opened(dongle, PAGE_REQUEST).heard).body).toBe(text);
    }
  });

  test('breaks off where the flash gives nothing more, and where reading fails', () => {
    const dongle = newDongle();
    const read = (at: number) => (at === 0 ? 'x'.repeat(510) : '');
    dongle.device.openDocument = () => ({ size: 1000, read });
    expect(opened(dongle, PAGE_REQUEST).isClosed).toBe(true);
    expect(dongle.server.connections).toEqual([]);
  });

  test('comes before its connection is closed, though the request goes on', () => {
    const dongle = newDongle();
    const body = 'x'.repeat(3000);
    const text = requestText({ method: 'POST', path: '/api/login', body });
    const client = opened(dongle, text.slice(0, 600));
    expect(readResponse(client.heard).status).toBe(413);
    expect(client.isClosed).toBe(false);
    client.say(text.slice(600, -1));
    expect(client.isClosed).toBe(false);
    client.say(text.slice(-1));
    expect(client.isClosed).toBe(true);
  });

  test('ends with its connection where the rest of the request came meanwhile', () => {
    const dongle = newDongle();
    const text = requestText({ method: 'POST', path: '/api/login', body: 'x'.repeat(300) });
    const client = dongle.listener.connect();
    client.say(text.slice(0, -100));
    client.say(text.slice(-100));
    while (client.drain());
    expect(client.isClosed).toBe(true);
  });

  test('is understood by a real client', async () => {
    const dongle = newDongle();
    const agent = new Agent();
    agent.createConnection = () => {
      const [near, far] = newPipe();
      const on = acceptSocket(dongle.server, {
        send: (bytes) => !far.write(bytes, 'latin1', () => on.drained()),
        close: () => void far.end(),
      });
      far.on('data', (bytes: Buffer) => on.data(bytes.toString('latin1')));
      far.on('close', () => on.closed());
      return near as Duplex;
    };
    const answers = ['/', '/api/live', '/favicon.ico'].map(
      (path) =>
        new Promise((done, fail) => {
          const request = ask({ agent, host: 'smarty-a1b2.local', path }, (response) => {
            const pieces: Buffer[] = [];
            response.on('data', (piece: Buffer) => pieces.push(piece));
            response.on('end', () =>
              done([response.statusCode, Buffer.concat(pieces).toString('latin1')]),
            );
          });
          request.on('error', fail);
          request.end();
        }),
    );
    expect(await Promise.all(answers)).toEqual([
      [200, PAGE],
      [200, '{"state":"running"}'],
      [204, ''],
    ]);
  });
});

describe('time', () => {
  test('is 5 s for a head, however busily it comes', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    for (let ms = 0; ms < 4750; ms += 250) {
      client.say('X');
      pass(dongle, 250);
    }
    expect(client.heard).toBe('');
    pass(dongle, 250);
    while (client.drain());
    expect(readResponse(client.heard)).toMatchObject({ status: 408, body: '{"error":"slow"}' });
    expect(client.isClosed).toBe(true);
  });

  test('is 5 s for saying nothing, which gets no answer', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    pass(dongle, 4750);
    expect(client.isClosed).toBe(false);
    pass(dongle, 250);
    expect([client.isClosed, client.heard]).toEqual([true, '']);
  });

  test('is 10 s for a body, however busily it comes', () => {
    const dongle = newDongle();
    const client = opened(dongle, POST.slice(0, -14));
    for (let ms = 0; ms < 9750; ms += 750) {
      client.say('{');
      pass(dongle, 750);
    }
    expect(client.heard).toBe('');
    pass(dongle, 250);
    while (client.drain());
    expect(readResponse(client.heard).status).toBe(408);
    expect(client.isClosed).toBe(true);
    expect(dongle.asked).toEqual([]);
  });

  test('for a body begins when the head is complete', () => {
    const dongle = newDongle();
    const client = opened(dongle, 'POST');
    pass(dongle, 4750);
    client.say(POST.slice(4, -1));
    pass(dongle, 9750);
    client.say(POST.slice(-1));
    while (client.drain());
    expect(readResponse(client.heard).status).toBe(202);
  });

  test('is 10 s for each silence of an upload, which is then dropped', () => {
    const dongle = newDongle();
    const text = upload(dongle);
    const client = opened(dongle, text.slice(0, 500));
    for (let at = 500; at < 1000; at += 100) {
      pass(dongle, 9750);
      client.say(text.slice(at, at + 100));
    }
    pass(dongle, 9750);
    expect(client.heard).toBe('');
    pass(dongle, 250);
    while (client.drain());
    expect(readResponse(client.heard).status).toBe(408);
    expect(dongle.asked).toEqual(['upload 4321', 'drop']);
  });

  test('is 15 s for each piece of an answer', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    client.say(PAGE_REQUEST);
    for (let i = 0; i < 5; i++) {
      pass(dongle, 14_500);
      client.drain();
    }
    expect(client.isClosed).toBe(false);
    pass(dongle, 15_000);
    expect(client.isClosed).toBe(true);
    expect(client.pieces.length).toBe(6);
  });

  test('is 5 s for the rest of a request that was answered', () => {
    const dongle = newDongle();
    const client = opened(dongle, 'x'.repeat(1600));
    expect(readResponse(client.heard).status).toBe(431);
    for (let ms = 0; ms < 4750; ms += 250) {
      client.say('x'.repeat(500));
      pass(dongle, 250);
    }
    expect(client.isClosed).toBe(false);
    pass(dongle, 250);
    expect(client.isClosed).toBe(true);
  });

  test('in which the host was blocked is not the client’s', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    dongle.nowMs += 60_000;
    tickServer(dongle.server, dongle.nowMs);
    expect(client.isClosed).toBe(false);
  });

  test('that is set back does no harm', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    dongle.nowMs = 5;
    tickServer(dongle.server, dongle.nowMs);
    pass(dongle, 4750);
    expect(client.isClosed).toBe(false);
    pass(dongle, 250);
    expect(client.isClosed).toBe(true);
  });
});

describe('of five connections', () => {
  const four = (dongle: Dongle, text: string) =>
    Array.from({ length: 4 }, () => {
      const client = dongle.listener.connect();
      client.say(text);
      return client;
    });

  test('the fifth is turned away while four are being answered', () => {
    const dongle = newDongle();
    const clients = four(dongle, PAGE_REQUEST);
    const fifth = opened(dongle, GET);
    expect(readResponse(fifth.heard)).toMatchObject({ status: 503, body: '{"error":"busy"}' });
    expect(fifth.isClosed).toBe(true);
    for (const client of clients) while (client.drain());
    for (const client of clients) expect(readResponse(client.heard).body).toBe(PAGE);
  });

  test('the oldest that has not asked gives way', () => {
    const dongle = newDongle();
    const clients = [PAGE_REQUEST, 'GET', '', POST.slice(0, -5)].map((text) => {
      const client = dongle.listener.connect();
      client.say(text);
      return client;
    });
    const closed = () => clients.map((client) => client.isClosed);
    for (const left of [
      [false, true, false, false],
      [false, true, true, false],
      [false, true, true, true],
    ]) {
      dongle.listener.connect().say(PAGE_REQUEST);
      expect(closed()).toEqual(left);
    }
  });

  test('one that has been answered for 15 s gives way when no other can', () => {
    const dongle = newDongle();
    const clients = four(dongle, PAGE_REQUEST);
    for (let ms = 0; ms < 15_000; ms += 5000) {
      pass(dongle, 5000);
      for (const client of clients) client.drain();
    }
    expect(readResponse(opened(dongle, GET).heard).status).toBe(200);
    expect(clients.map((client) => client.isClosed)).toEqual([true, false, false, false]);
  });

  test('to a telegram one gives way that has not read for a second, the oldest first', () => {
    const dongle = newDongle();
    const clients = four(dongle, PAGE_REQUEST);
    const closed = () => clients.map((client) => client.isClosed);
    pass(dongle, 999);
    giveWay(dongle.server, true);
    expect(closed()).toEqual([false, false, false, false]);
    clients[0].drain();
    pass(dongle, 1);
    giveWay(dongle.server, false);
    expect(closed()).toEqual([false, false, false, false]);
    giveWay(dongle.server, true);
    giveWay(dongle.server, true);
    expect(closed()).toEqual([false, true, true, false]);
  });

  test('to a telegram one gives way that has been answered for 5 s, however it reads', () => {
    const dongle = newDongle();
    const client = dongle.listener.connect();
    client.say(PAGE_REQUEST);
    for (let ms = 0; ms < 5000; ms += 999) {
      giveWay(dongle.server, true);
      expect(client.isClosed).toBe(false);
      client.drain();
      pass(dongle, 999);
    }
    client.drain();
    giveWay(dongle.server, false);
    expect(client.isClosed).toBe(false);
    giveWay(dongle.server, true);
    expect(client.isClosed).toBe(true);
  });

  test('an upload never gives way', () => {
    const dongle = newDongle();
    const text = upload(dongle);
    const client = opened(dongle, text.slice(0, 400));
    for (let i = 0; i < 50; i++) {
      dongle.listener.connect();
      pass(dongle, 250);
      client.say(text.slice(400 + i, 401 + i));
    }
    client.say(text.slice(450));
    while (client.drain());
    expect(readResponse(client.heard)).toMatchObject({ status: 200, body: '{"staged":true}' });
  });

  test('four uploads leave no room', () => {
    const dongle = newDongle();
    const text = upload(dongle);
    const clients = four(dongle, text.slice(0, 400));
    for (let i = 0; i < 20; i++) {
      pass(dongle, 1000);
      for (const client of clients) client.say('x');
    }
    expect(readResponse(opened(dongle, GET).heard).status).toBe(503);
    expect(clients.some((client) => client.isClosed)).toBe(false);
  });

  test('an answer for which there is no memory is not begun, and the client told so', () => {
    const dongle = newDongle();
    const clients = [GET, POST].map(() => dongle.listener.connect());
    dongle.hasRoom = () => false;
    [GET, POST].forEach((text, i) => clients[i].say(text));
    for (const { heard } of clients) {
      expect(readResponse(heard)).toMatchObject({ status: 503, body: '{"error":"busy"}' });
      // A browser that wanted the page loads it again by itself.
      expect(readResponse(heard).fields.refresh).toBe('2');
    }
    expect(dongle.asked).toEqual([]);
    dongle.hasRoom = () => true;
    expect(readResponse(opened(dongle, GET).heard).status).toBe(200);
  });

  test('what is said while there is hardly any memory is not kept, and the client told so', () => {
    const dongle = newDongle();
    const client = opened(dongle, 'GET / HT');
    dongle.isTight = true;
    client.say('TP/1.1\r\nHost: 192.168.1.7\r\n\r\n');
    while (client.drain());
    expect(readResponse(client.heard)).toMatchObject({ status: 503, body: '{"error":"busy"}' });
    expect([client.isClosed, dongle.server.connections, dongle.asked]).toEqual([true, [], []]);
  });

  test('an upload that was begun ends although there is no memory for anything else', () => {
    const dongle = newDongle();
    const body = 'y'.repeat(700);
    const client = dongle.listener.connect();
    const to = { method: 'POST', path: '/api/update', type: BYTES, token: logInto(dongle) };
    const whole = requestText({ ...to, body });
    client.say(whole.slice(0, -1));
    dongle.hasRoom = () => false;
    client.say('y');
    while (client.drain());
    expect(readResponse(client.heard)).toMatchObject({ status: 200, body: '{"staged":true}' });
    expect(dongle.uploaded).toBe(body);
  });

  test('a connection for which there is no memory is turned away, and the oldest idle one closed', () => {
    const dongle = newDongle();
    const [idle, asking] = [opened(dongle, ''), opened(dongle, 'GET / HT')];
    dongle.hasRoom = () => false;
    expect(readResponse(opened(dongle, GET).heard).status).toBe(503);
    expect([idle.isClosed, asking.isClosed]).toEqual([true, false]);
    dongle.hasRoom = () => true;
    asking.say('TP/1.1\r\nHost: 192.168.1.7\r\n\r\n');
    while (asking.drain());
    expect(readResponse(asking.heard).status).toBe(200);
  });

  test('a connection that was closed early leaves its place', () => {
    const dongle = newDongle();
    for (let i = 0; i < 100; i++) {
      for (const text of ['', 'GET', POST.slice(0, -1), GET, 'x'.repeat(2000)]) {
        const client = dongle.listener.connect();
        client.say(text);
        client.hangUp();
        client.hangUp();
      }
    }
    expect(dongle.server.connections).toEqual([]);
  });
});

describe('a socket', () => {
  test('that ends while bytes are handed over is left alone', () => {
    const server = newServer({
      answer: () => ({ head: 'x'.repeat(2000) }),
      next: () => '',
      hasRoom: () => true,
      isTight: () => false,
    });
    let sent = 0;
    const on = acceptSocket(server, {
      send() {
        sent++;
        on.closed();
        return true;
      },
      close() {
        throw new Error('it is closed already');
      },
    });
    on.data('GET / HTTP/1.0\n\n');
    on.data('more');
    on.drained();
    expect(sent).toBe(1);
    expect(server.connections).toEqual([]);
  });
});

test('login works again right after the longest wait, through the server', () => {
  const dongle = newDongle();
  for (let i = 0; i < 8; i++) {
    post(dongle, '/api/login', { password: 'wrong' });
    dongle.nowMs += 60_000;
  }
  expect(logInto(dongle)).toHaveLength(32);
});
