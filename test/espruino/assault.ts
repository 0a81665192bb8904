/**
 * Clients that do a dongle no good, over real sockets. In: its port, how many requests. Out: what it
 * has answered. All randomness is from a fixed seed.
 */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readResponse, requestText } from '../core/web/dongle.ts';

const SLOW = 50;
/** Seconds after which one that does not read comes again: it does not hear that it was sent away. */
const SLOW_LIFE = 5;
const AGAIN_MS = 100;
/** A body that is too long is cut off each time. */
const MOST_TIMES = 20;

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
  '\0', '\r', '\n', '\r\n', '\r\n\r\n', '\n\n', ' ', '\t', ':', '%00', '/../', '?', '\xff\xfe',
  '\x16\x03\x01\x02\0', '{"', '"}', '\\u0000', '__proto__', '[]', 'Content-Length: 5\r\n',
  'Content-Length: 4294967300\r\n', 'Transfer-Encoding: chunked\r\n', 'Host: evil.com\r\n',
  'Origin: null\r\n', 'Expect: 100-continue\r\n', ' folded\r\n', 'HTTP/9.9', 'GET ',
  'POST /api/reset HTTP/1.1\r\n', 'x'.repeat(300), 'x'.repeat(1600), 'x'.repeat(20_000),
]; // prettier-ignore

/** Nothing that would restart the dongle: where a token would open the door there is none. */
function valid(host: string, token: string): string[] {
  const paths = ['/', '/favicon.ico', '/api/live', '/api/telegram', '/api/try', '/api/scan', '/x'];
  const posts = ['login', 'settings', 'try', 'scan', 'restart', 'reset', 'update', 'none'];
  const body = JSON.stringify({ password: 'x', confirm: 'reset', url: 'http://a/b', ssid: 'a' });
  const type = 'application/octet-stream';
  return [
    ...[...paths, '/api/settings', '/api/export'].map((path) =>
      requestText({ method: oneOf(['GET', 'GET', 'HEAD']), path, host, token }),
    ),
    ...posts.map((name) => requestText({ method: 'POST', path: `/api/${name}`, host, body })),
    requestText({ method: 'POST', path: '/api/update', host, type, token, body: 'y'.repeat(700) }),
    requestText({ path: '/api/scan', host, method: 'POST', body: '{}', more: ['Expect: 100-continue'] }),
    requestText({ method: 'POST', path: '/api/login', host, body: 'z'.repeat(30_000) }),
  ]; // prettier-ignore
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

/** The status of a whole answer, "cut" where the dongle broke the connection, "none" where nothing came. */
function outcomeOf(heard: string, isBroken: boolean, isHead: boolean): string {
  const answer = heard.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  if (isBroken) return 'cut';
  if (answer === '') return 'none';
  return String(readResponse(answer, isHead && answer.endsWith('\r\n\r\n')).status);
}

/** One request in a few pieces; with little `haste` the client hangs up at once, or soon. */
function visit(port: number, text: string, haste: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' });
  const half = random(text.length + 1);
  let heard = '';
  let isBroken = false;
  let isKept = false;
  socket.on('data', (bytes) => (heard += bytes.toString('latin1')));
  socket.on('error', () => (isBroken = true));
  socket.on('connect', () => {
    socket.write(text.slice(0, half), 'latin1');
    const rest = () => socket.write(text.slice(half), 'latin1');
    if (haste === 0) socket.destroy();
    else if (haste === 1) socket.resetAndDestroy();
    else if (haste === 2) socket.end();
    else if (haste < 8) setTimeout(rest, 1 + random(30));
    else rest();
    if (haste === 3) setTimeout(() => socket.destroy(), random(30));
  });
  // The dongle gives up after 10 s.
  socket.setTimeout(30_000, () => {
    isKept = true;
    socket.destroy();
  });
  return new Promise((done, fail) =>
    socket.on('close', () => {
      if (isKept) fail(new Error(`kept waiting for 30 s: ${JSON.stringify(text.slice(0, 200))}`));
      try {
        done(haste < 4 ? 'left' : outcomeOf(heard, isBroken, text.startsWith('HEAD ')));
      } catch (fault) {
        fail(fault);
      }
    }),
  );
}

/**
 * Half of them send a byte a second, the others ask for the page and do not read it; who is sent away comes again.
 * `dials`: how often somebody came.
 */
export function startSlow(port: number): { stop(): void; dials(): number } {
  const sockets: (Socket | undefined)[] = Array.from({ length: SLOW }, () => undefined);
  let seconds = 0;
  let dials = 0;
  const tend = (i: number) => {
    const known = sockets[i];
    if (known && i % 2) return void known.write('G');
    if (known && (seconds + i) % SLOW_LIFE) return;
    known?.destroy();
    const socket = connect({ port, host: '127.0.0.1' });
    dials++;
    sockets[i] = socket;
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (sockets[i] === socket) sockets[i] = undefined;
    });
    if (i % 2) socket.resume();
    else socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
  };
  const timer = setInterval(() => {
    seconds++;
    sockets.forEach((_, i) => tend(i));
  }, 1000);
  const stop = () => {
    clearInterval(timer);
    sockets.forEach((socket) => socket?.destroy());
  };
  return { stop, dials: () => dials };
}

export interface StormOptions {
  requests: number;
  token: string;
  atATime: number;
  /** Who is sent away, told so or not, asks again. */
  isPatient?: boolean;
}

/** So many changed requests, and how often each outcome came. */
export async function storm(port: number, { requests, token, atATime, isPatient }: StormOptions) {
  const counts: Record<string, number> = {};
  const known = valid(`127.0.0.1:${port}`, token);
  let left = requests;
  const work = async () => {
    while (left-- > 0) {
      const text = changed(oneOf(known));
      const haste = random(20);
      let outcome = await visit(port, text, haste);
      for (let i = 1; isPatient && i < MOST_TIMES && /503|cut/.test(outcome); i++) {
        await sleep(AGAIN_MS);
        outcome = await visit(port, text, haste);
      }
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return counts;
}
