import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../firmware/core/boot/record.ts';
import {
  fetchPercent,
  newFetch,
  parseUrl,
  tickFetch,
} from '../../../firmware/core/update/fetch.ts';
import { newUpdate } from '../../../firmware/core/update/package.ts';
import { newFakeNet } from '../../fakes/net.ts';
import { boot, newApp, newFlashed, packageOf, portsOf, SECRET } from './flashed.ts';

const NEW = newApp(2, 9000);
const PACKAGE = packageOf(NEW);
const HEAD = `HTTP/1.0 200 OK\r\nContent-Length: ${PACKAGE.length}\r\n\r\n`;

function start(url = 'http://192.168.1.5:8000/dongle.update') {
  const ports = portsOf(newFlashed('old'));
  boot(ports.flash as ReturnType<typeof newFlashed>);
  const net = newFakeNet();
  const opened: number[] = [];
  const fetched = newFetch({
    net,
    url,
    open(size) {
      opened.push(size);
      return newUpdate(ports, SECRET, size);
    },
  });
  const [socket] = net.sockets;
  return { fetched, socket, ports, opened };
}

/** A fetch whose server has answered with these bytes, in pieces. */
function answered(bytes: string, piece = 536) {
  const begun = start();
  begun.socket.on.open();
  for (let at = 0; at < bytes.length; at += piece) {
    begun.socket.on.data(bytes.slice(at, at + piece));
  }
  return begun;
}

describe('a URL', () => {
  test.each([
    ['http://192.168.1.5:8000/dongle.update', '192.168.1.5', 8000, '/dongle.update'],
    ['HTTP://pc.local/a/b?c=d', 'pc.local', 80, '/a/b?c=d'],
    ['http://pc', 'pc', 80, '/'],
    ['http://pc:65535/', 'pc', 65535, '/'],
  ])('%s is understood', (url, host, port, path) => {
    expect(parseUrl(url)).toEqual({ host, port, path });
  });

  test.each([
    '',
    'http://',
    'https://pc/a',
    'ftp://pc/a',
    'pc/a',
    'http:///a',
    'http://:80/a',
    'http://pc:0/a',
    'http://pc:65536/a',
    'http://pc:/a',
    'http://pc:8o/a',
    'http://pc:1:2/a',
    'http://pc?a',
    'http://user:word@pc/a',
    'http://[::1]/a',
    'http://pc/a b',
    'http://pc/a\r\nX: y',
    'http://pc/\0',
    'http://pc/\xe9',
    'http://pc/a#b',
    `http://pc/${'a'.repeat(200)}`,
  ])('%j is refused without a connection', (url) => {
    const { fetched, socket } = start(url);
    expect(fetched.ended).toBe('url');
    expect(socket).toBeUndefined();
  });
});

describe('fetching', () => {
  test('asks for the path, once the socket is open', () => {
    const { socket } = start();
    expect(socket).toMatchObject({ host: '192.168.1.5', port: 8000, sent: [] });
    socket.on.open();
    expect(socket.sent).toEqual([
      'GET /dongle.update HTTP/1.0\r\nHost: 192.168.1.5:8000\r\nConnection: close\r\n\r\n',
    ]);
  });

  test('asks as well on a host that opens its socket at once', () => {
    const net = newFakeNet();
    net.onConnect = (on) => on.open();
    newFetch({ net, url: 'http://pc/x', open: () => 'busy' });
    expect(net.sockets[0].sent.join('')).toContain('Host: pc\r\n');
  });

  test.each([1, 53, 536, 99999])('stages a package that comes in pieces of %i bytes', (piece) => {
    const { fetched, socket, ports, opened } = answered(HEAD + PACKAGE, piece);
    expect(fetched.ended).toBe('staged');
    expect(opened).toEqual([PACKAGE.length]);
    expect(socket.isClosed).toBe(true);
    // Neither it nor how it was made is held: that is the memory of a whole room.
    expect([fetched.open, fetched.update]).toEqual([undefined, undefined]);
    expect(readRecord(ports).trial).toBe('app2');
  });

  test('understands heads that are written otherwise', () => {
    const head = `HTTP/1.1 200\ncontent-LENGTH:${PACKAGE.length}\nX: y\n\n`;
    expect(answered(head + PACKAGE).fetched.ended).toBe('staged');
  });

  test.each([
    ['line feeds', `HTTP/1.0 200 OK\nContent-Length: 300\n\nSMARTY1\r\n\r\n`],
    ['line ends', `HTTP/1.0 200 OK\r\nContent-Length: 300\r\n\r\nSMARTY1\n\n`],
  ])('ends a head of %s at its first empty line, whatever the body holds', (_what, bytes) => {
    const { fetched, opened } = answered(bytes, 99999);
    expect([opened, fetched.ended]).toEqual([[300], 'format']);
  });

  test('takes nothing behind the length that was announced', () => {
    expect(answered(`${HEAD}${PACKAGE}more`).fetched.ended).toBe('staged');
  });

  test('tells how far it is', () => {
    const begun = answered(HEAD + PACKAGE.slice(0, -4500));
    expect(begun.fetched.ended).toBeUndefined();
    expect(fetchPercent(begun.fetched)).toBe(50);
    expect(fetchPercent(start().fetched)).toBe(0);
  });

  test.each([
    ['status', 'HTTP/1.0 404 Not Found\r\nContent-Length: 3\r\n\r\nno!'],
    ['status', 'HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 3\r\n\r\nno!'],
    ['status', 'HTTP/1.1 2000 OK\r\nContent-Length: 3\r\n\r\nno!'],
    ['status', 'SSH-2.0-x\r\n\r\n'],
    ['length', 'HTTP/1.0 200 OK\r\n\r\n'],
    ['length', 'HTTP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['length', 'HTTP/1.0 200 OK\r\nContent-Length: 12345678\r\n\r\n'],
    ['length', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n'],
    ['length', 'HTTP/1.0 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['length', `HTTP/1.0 200 OK\r\nX: ${'y'.repeat(2000)}`],
    ['size', 'HTTP/1.0 200 OK\r\nContent-Length: 999999\r\n\r\n'],
    ['size', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
    ['format', `HTTP/1.0 200 OK\r\nContent-Length: 300\r\n\r\n${'x'.repeat(300)}`],
    ['hmac', HEAD + PACKAGE.replace('SMARTY1 9000', 'SMARTY1 9001')],
    ['sha256', `${HEAD}${PACKAGE.slice(0, -1)}\x7f`],
  ])('ends with %s: %j', (fault, bytes) => {
    const { fetched, socket, ports } = answered(bytes);
    expect(fetched.ended).toBe(fault);
    expect(socket.isClosed).toBe(true);
    expect(readRecord(ports).trial).toBeUndefined();
  });

  test('ends when the connection does', () => {
    const cut = answered(HEAD + PACKAGE.slice(0, -1));
    cut.socket.on.closed();
    expect(cut.fetched.ended).toBe('closed');
    const never = start();
    never.socket.on.closed('ECONNREFUSED');
    expect(never.fetched.ended).toBe('unreachable');
  });

  test('ends at once where connecting fails at once', () => {
    const net = newFakeNet();
    net.onConnect = (on) => on.closed('refused');
    expect(newFetch({ net, url: 'http://pc/x', open: () => 'busy' }).ended).toBe('unreachable');
  });

  test('ends after ten seconds of silence, not of work', () => {
    const { fetched, socket } = answered(HEAD);
    for (let ms = 0; ms < 60_000; ms += 5000) {
      tickFetch(fetched, ms);
      socket.on.data('SMARTY1'.charAt(ms / 5000) || 'x');
      socket.on.drained();
    }
    tickFetch(fetched, 60_000);
    tickFetch(fetched, 69_999);
    expect(fetched.ended).toBeUndefined();
    tickFetch(fetched, 70_000);
    expect(fetched.ended).toBe('silence');
    expect(socket.isClosed).toBe(true);
  });

  test('hears nothing after its end', () => {
    const { fetched, socket, ports } = answered(HEAD + PACKAGE);
    const record = readRecord(ports);
    socket.on.data(PACKAGE);
    socket.on.closed();
    expect(fetched.ended).toBe('staged');
    expect(readRecord(ports)).toEqual(record);
  });
});
