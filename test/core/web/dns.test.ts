/** The DNS of the access point. The oracle is c-ares, the resolver inside Node, over loopback. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerDns } from '../../../firmware/core/web/dns.ts';

const IP = [192, 168, 4, 1];
const name = (text: string) =>
  text
    .split('.')
    .map((label) => String.fromCharCode(label.length) + label)
    .join('') + '\0';
const A = '\0\x01';
const AAAA = '\0\x1c';
const IN = '\0\x01';
const HEAD = '\x12\x34\x01\x00\0\x01\0\0\0\0\0\0';
const query = (text: string, type = A) => HEAD + name(text) + type + IN;

describe('a resolver', () => {
  let socket: Socket;
  const resolver = new Resolver({ timeout: 2000, tries: 1 });

  beforeAll(async () => {
    socket = createSocket('udp4');
    socket.on('message', (message, from) => {
      const reply = answerDns(message.toString('latin1'), IP);
      if (reply !== undefined) socket.send(Buffer.from(reply, 'latin1'), from.port, from.address);
    });
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  });
  afterAll(() => void socket.close());

  test.each(['connectivitycheck.gstatic.com', 'captive.apple.com', 'a', `${'x'.repeat(63)}.lu`])(
    'is led to the dongle for %s',
    async (host) => {
      expect(await resolver.resolve4(host, { ttl: true })).toEqual([
        { address: '192.168.4.1', ttl: 10 },
      ]);
    },
  );

  test('learns that there is no other address, without an error of the server', async () => {
    await expect(resolver.resolve6('www.msftconnecttest.com')).rejects.toMatchObject({
      code: 'ENODATA',
    });
    await expect(resolver.resolveTxt('detectportal.firefox.com')).rejects.toMatchObject({
      code: 'ENODATA',
    });
  });
});

describe('a query', () => {
  test('is answered with its own number and question', () => {
    const reply = answerDns(query('WwW.ExAmPlE.cOm'), IP)!;
    expect(reply.slice(0, 2)).toBe('\x12\x34');
    expect(reply.slice(2, 4)).toBe('\x85\x80');
    expect(reply.slice(12, 12 + 21)).toBe(`${name('WwW.ExAmPlE.cOm')}${A}${IN}`);
    expect(reply.slice(-4)).toBe('\xc0\xa8\x04\x01');
  });

  test('without the wish for recursion gets none confirmed', () => {
    const plain = '\x12\x34\x00' + query('a.lu').slice(3);
    expect(answerDns(plain, IP)!.charCodeAt(2)).toBe(0x84);
  });

  test('with EDNS is answered without', () => {
    const edns = '\0\0\x29\x10\0\0\0\0\0\0\0';
    const asked = query('a.lu').replace('\0\x01\0\0\0\0\0\0', '\0\x01\0\0\0\0\0\x01') + edns;
    expect(answerDns(asked, IP)).toBe(answerDns(query('a.lu'), IP));
  });

  test('for another kind or class of record gets no record and no error', () => {
    for (const type of [AAAA, '\0\x0c', '\0\x21', '\0\x41', '\0\xff']) {
      const reply = answerDns(query('a.lu', type), IP)!;
      expect(reply.slice(2, 8)).toBe('\x85\x80\0\x01\0\0');
      expect(reply.length).toBe(query('a.lu').length);
    }
    expect(answerDns(query('a.lu').slice(0, -1) + '\x03', IP)!.slice(6, 8)).toBe('\0\0');
  });

  test('for the root is answered', () => {
    expect(answerDns(HEAD + '\0' + A + IN, IP)!.slice(-4)).toBe('\xc0\xa8\x04\x01');
  });
});

describe('no answer is given to', () => {
  const whole = query('connect.rom.miui.com');

  test('a query that is cut, wherever', () => {
    for (let end = 0; end < whole.length; end++) {
      expect(answerDns(whole.slice(0, end), IP), `byte ${end}`).toBeUndefined();
    }
  });

  test('a response, another operation, a truncated query', () => {
    for (const flags of [0x80, 0x81, 0x08, 0x10, 0x20, 0x40, 0x02]) {
      expect(
        answerDns('\x12\x34' + String.fromCharCode(flags) + whole.slice(3), IP),
      ).toBeUndefined();
    }
  });

  test('anything but one question', () => {
    const counts = ['\0\0\0\0\0\0', '\0\x02\0\0\0\0', '\x01\x01\0\0\0\0', '\0\x01\0\x01\0\0'];
    for (const count of [...counts, '\0\x01\0\0\0\x01']) {
      expect(answerDns(whole.slice(0, 4) + count + whole.slice(10), IP)).toBeUndefined();
    }
  });

  test('a compressed name', () => {
    expect(answerDns(HEAD + '\xc0\x0c' + A + IN, IP)).toBeUndefined();
    expect(answerDns(HEAD + '\x01a\xc0\x0c' + A + IN, IP)).toBeUndefined();
  });

  test('a label or a name that is too long', () => {
    expect(answerDns(HEAD + '\x40' + 'x'.repeat(64) + '\0' + A + IN, IP)).toBeUndefined();
    const long = (last: number) => [...Array(3).fill('x'.repeat(63)), 'y'.repeat(last)].join('.');
    expect(answerDns(query(long(61)), IP)).toBeDefined();
    expect(answerDns(query(long(62)), IP)).toBeUndefined();
  });

  test('a datagram of more than 512 bytes', () => {
    expect(answerDns(whole + 'x'.repeat(512 - whole.length), IP)).toBeDefined();
    expect(answerDns(whole + 'x'.repeat(513 - whole.length), IP)).toBeUndefined();
  });
});

test('any bytes at all are answered as a datagram should be, or not', () => {
  let seed = 7;
  const next = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return (seed >>> 8) % below;
  };
  const whole = query('connectivitycheck.gstatic.com');
  let answered = 0;
  for (let i = 0; i < 50_000; i++) {
    const bytes = whole.split('');
    for (let n = next(4); n >= 0; n--) bytes[next(bytes.length)] = String.fromCharCode(next(256));
    const reply = answerDns(bytes.join('').slice(0, 8 + next(whole.length)), IP);
    if (reply === undefined) continue;
    answered++;
    expect(reply.length).toBeLessThanOrEqual(512);
    expect(reply.slice(0, 2)).toBe(bytes.slice(0, 2).join(''));
  }
  expect(answered).toBeGreaterThan(100);
});
