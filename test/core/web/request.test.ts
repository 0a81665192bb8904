/** Heads of requests. What is right and wrong is from RFC 9112; a real client is Node's. */
import { Agent, request as ask } from 'node:http';
import type { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { isDigits, parseRequest } from '../../../firmware/core/web/request.ts';
import { newPipe } from '../../fakes/net.ts';

const head = (...lines: string[]) => [...lines, '', ''].join('\r\n');
const get = (...fields: string[]) => parseRequest(head('GET / HTTP/1.1', 'Host: x', ...fields));

/** The head that Node's own client sends. */
async function nodeHead(options: object, body?: string): Promise<string> {
  const [near, far] = newPipe();
  const agent = new Agent();
  agent.createConnection = () => near as Duplex;
  const request = ask({ agent, host: 'smarty-a1b2.local', ...options });
  request.on('error', () => undefined);
  request.end(body);
  const text = await new Promise<string>((done) => far.once('data', (b) => done(String(b))));
  near.destroy();
  return text.slice(0, text.indexOf('\r\n\r\n') + 4);
}

describe('a head', () => {
  test('of a real client is understood', async () => {
    expect(parseRequest(await nodeHead({ path: '/api/live?x=1' }))).toMatchObject({
      method: 'GET',
      path: '/api/live',
      host: 'smarty-a1b2.local',
      length: undefined,
    });
    const headers = { 'content-type': 'application/json', 'content-length': 7, 'x-token': 'abc' };
    const options = { method: 'POST', path: '/api/try', headers };
    expect(parseRequest(await nodeHead(options, '{"a":1}'))).toMatchObject({
      method: 'POST',
      path: '/api/try',
      contentType: 'application/json',
      length: 7,
      token: 'abc',
    });
  });

  test('has names in any case, and spaces around values or none', () => {
    const fields = [
      'hOsT:x',
      'ORIGIN: \thttp://x \t',
      'CONTENT-type:Application/JSON ; charset=utf-8',
    ];
    expect(
      parseRequest(head('POST /a HTTP/1.1', ...fields, 'content-LENGTH:   0012')),
    ).toMatchObject({
      host: 'x',
      origin: 'http://x',
      contentType: 'application/json',
      length: 12,
    });
  });

  test('may end its lines with LF alone', () => {
    expect(parseRequest('GET /a HTTP/1.1\nHost: x\nX-Token: t\n\n')).toMatchObject({
      path: '/a',
      host: 'x',
      token: 't',
    });
    expect(parseRequest('GET /a HTTP/1.1\r\nHost: x\nX-Token: t\r\n\n')).toMatchObject({
      token: 't',
    });
  });

  test('of HTTP/1.0 may go without a host, of HTTP/1.1 not', () => {
    expect(parseRequest(head('GET / HTTP/1.0'))).toMatchObject({ path: '/', host: undefined });
    expect(parseRequest(head('GET / HTTP/1.1'))).toBe(400);
  });

  test('in the absolute form names its host in its first line', () => {
    const host = 'Host: other';
    const first = (target: string) => parseRequest(head(`GET ${target} HTTP/1.1`, host));
    expect(first('http://captive.apple.com/hotspot-detect.html')).toMatchObject({
      host: 'captive.apple.com',
      path: '/hotspot-detect.html',
    });
    expect(first('HTTP://a.lu:80')).toMatchObject({ host: 'a.lu:80', path: '/' });
    expect(first('http://a.lu?q=/x')).toMatchObject({ host: 'a.lu', path: '/' });
    for (const target of ['http://', 'http:///x', 'https://a.lu/', 'a.lu:80', '*', 'x']) {
      expect(first(target), target).toBe(400);
    }
  });

  test('is not decoded: an escaped path stays another path', () => {
    expect(parseRequest(head('GET /%61pi/live HTTP/1.1', 'Host: x'))).toMatchObject({
      path: '/%61pi/live',
    });
  });

  test('may wait for 100 Continue', () => {
    expect(get('Expect: 100-Continue')).toMatchObject({ expects: true });
    expect(get()).toMatchObject({ expects: false });
  });
});

describe('refused is', () => {
  test.each([
    ['no version', 'GET /'],
    ['an empty line', ''],
    ['a space too much', 'GET  / HTTP/1.1'],
    ['a space in the target', 'GET /a b HTTP/1.1'],
    ['a space at the start', ' GET / HTTP/1.1'],
    ['a space at the end', 'GET / HTTP/1.1 '],
    ['another protocol', 'GET / FTP/1.1'],
    ['a version in small letters', 'GET / http/1.1'],
    ['a CR alone', 'GET /\r HTTP/1.1'],
  ])('%s', (_, line) => {
    expect(parseRequest(head(line, 'Host: x'))).toBe(400);
  });

  test('a version that is not 1.0 or 1.1', () => {
    for (const version of ['HTTP/2', 'HTTP/2.0', 'HTTP/1.2', 'HTTP/0.9', 'HTTP/1.10', 'HTTP/']) {
      expect(parseRequest(head(`GET / ${version}`, 'Host: x')), version).toBe(505);
    }
  });

  test('every method but GET, HEAD and POST', () => {
    for (const method of [
      'PUT',
      'DELETE',
      'OPTIONS',
      'CONNECT',
      'TRACE',
      'PATCH',
      'get',
      'GET,HEAD',
    ]) {
      expect(parseRequest(head(`${method} / HTTP/1.1`, 'Host: x')), method).toBe(405);
    }
  });

  test('a folded line', () => {
    expect(get('X: 1', ' 2')).toBe(400);
    expect(get('X: 1', '\t2: 3')).toBe(400);
    expect(parseRequest(head('GET / HTTP/1.1', ' Host: x'))).toBe(400);
  });

  test('a field without a colon, without a name, with a space before the colon', () => {
    for (const line of ['nothing', ': x', 'Origin : http://x', 'Origin\t: http://x', 'a b: c']) {
      expect(get(line), line).toBe(400);
    }
  });

  test('a NUL, wherever', () => {
    const whole = head('GET / HTTP/1.1', 'Host: x', 'Accept: y');
    for (let i = 0; i < whole.length - 4; i++) {
      const spoiled = whole.slice(0, i) + '\0' + whole.slice(i);
      expect(parseRequest(spoiled), `byte ${i}`).toBe(400);
    }
  });

  test('a field that matters and comes twice', () => {
    const once = ['Origin: http://x', 'Content-Type: a/b', 'X-Token: a', 'Sec-Fetch-Site: none'];
    for (const line of ['Host: x', ...once, 'Content-Length: 5']) {
      expect(get(line, line), line).toBe(400);
    }
    expect(get('Accept: x', 'Accept: y')).toMatchObject({ method: 'GET' });
  });

  test('a length that is not a row of digits', () => {
    for (const length of ['', '-1', '+1', '1.5', '0x10', '1e3', '5, 5', '1 2', 'five', '\xb2']) {
      expect(get(`Content-Length: ${length}`), length).toBe(400);
    }
  });

  test('a length that is beyond all measure', () => {
    expect(get('Content-Length: 999999999')).toMatchObject({ length: 999_999_999 });
    for (const length of ['1000000000', '4294967296', '18446744073709551617', '9'.repeat(400)]) {
      expect(get(`Content-Length: ${length}`)).toBe(413);
    }
  });
});

test('a body in a coding has no length, whatever is announced', () => {
  expect(get('Transfer-Encoding: chunked', 'Content-Length: 5')).toMatchObject({
    length: undefined,
  });
  expect(get('Content-Length: 5')).toMatchObject({ length: 5 });
});

test('names that every object knows are fields like others', () => {
  const request = get('constructor: a', '__proto__: b', 'toString: c', 'hasOwnProperty: d');
  expect(request).toMatchObject({ method: 'GET', host: 'x' });
});

test('digits are digits', () => {
  expect(['0', '007', '99'].map(isDigits)).toEqual([true, true, true]);
  expect(['', ' 1', '1a', '-1', '/', ':'].map(isDigits)).toEqual(Array(6).fill(false));
});
