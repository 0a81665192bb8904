/**
 * How deep calls nest in the built bundle. Espruino has a stack of 25 kB on the ESP32 and breaks off
 * with "Too much recursion"; a function in a block in a function costs far more there than here, so
 * the bound is set in calls. The bundle runs in Node, with every function counting itself, between
 * stand-ins for the few natives it uses; depth is the same wherever it runs.
 */
import { createCipheriv, createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { crc32 } from 'node:zlib';
import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { checkSettings } from '../../firmware/core/config/check.ts';
import { saveSettings } from '../../firmware/core/config/saved.ts';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';
import { nodeDigest } from '../../host-sim/node/digest.ts';
import { newFlash } from '../fakes/flash.ts';
import { IDENTITY } from './interpreter.ts';

const MOST = 8;
/** A request of the page, from the socket's data on: they also run in the interpreter on 25 kB. */
const MOST_ASKED = 13;
/** Of the requests in askAll. */
const STATUSES = '200 200 200 404 200 200 200 200 200 200 200 200 202 202 200 202 200'.split(' ');
const nowMs = Date.UTC(2026, 0, 15, 18);
const house = newHouse({ seed: 1, startMs: nowMs });

interface Node {
  type: string;
  start: number;
  body?: Node | Node[];
  [key: string]: unknown;
}

/** Every function tells when it is entered and left. */
function counted(code: string): string {
  const edits: { at: number; text: string }[] = [];
  const visit = (node: Node) => {
    if (node.type.startsWith('Function')) {
      const body = node.body as Node & { end: number };
      const name = (node.id as { name?: string } | null)?.name ?? `at ${node.start}`;
      edits.push({ at: body.start + 1, text: `__enter("${name}");try{` });
      edits.push({ at: body.end - 1, text: '}finally{__leave()}' });
    }
    for (const value of Object.values(node).flat()) {
      if (value && typeof (value as Node).type === 'string') visit(value as Node);
    }
  };
  visit(parse(code, { ecmaVersion: 5 }) as unknown as Node);
  let text = code;
  // From the end; of two at one place (an empty body) the later first, so that they keep their order.
  for (const { at, text: insert } of edits.toReversed().toSorted((a, b) => b.at - a.at)) {
    text = text.slice(0, at) + insert + text.slice(at);
  }
  return text;
}

/** Events and timers of the interpreter, one after the other, each from an empty stack. */
function newEvents() {
  const due: (() => void)[] = [];
  const intervals: (() => void)[] = [];
  const run = () => {
    while (due.length) due.shift()!();
  };
  const tick = () => {
    for (const interval of intervals) interval();
    run();
  };
  return { due, intervals, run, tick };
}

type Listener = (bytes?: string) => void;

/** A socket to a broker that accepts all: CONNACK, and PUBACK for each QoS 1 message. */
function newSocket(due: (() => void)[], published: string[]) {
  const on: Record<string, Listener> = {};
  let received = '';
  const answer = (bytes: string) => due.push(() => on.data(bytes));
  const takePackets = () => {
    for (;;) {
      let [size, at] = [0, 1];
      for (; received.charCodeAt(at) > 127; at++)
        size |= (received.charCodeAt(at) & 127) << (7 * (at - 1));
      size |= received.charCodeAt(at) << (7 * (at - 1));
      if (!(received.length > at + size)) return;
      const body = received.slice(at + 1, at + 1 + size);
      const type = received.charCodeAt(0);
      received = received.slice(at + 1 + size);
      const idAt = 2 + ((body.charCodeAt(0) << 8) | body.charCodeAt(1));
      if (type === 0x10) answer('\x20\x02\0\0');
      if (type >> 4 === 3) published.push(body.slice(2));
      if (type >> 4 === 3 && type & 2) answer('\x40\x02' + body.slice(idAt, idAt + 2));
    }
  };
  const write = (bytes: string) => {
    received += bytes;
    takePackets();
    due.push(() => on.drain());
    return false;
  };
  return {
    ...{ write, end: () => undefined, removeAllListeners: () => undefined },
    on: (event: string, task: Listener) => (on[event] = task),
  };
}

/** The flash of a dongle that was set up. */
function newSetUpFlash() {
  const flash = newFlash({ start: 0x310000, size: 0x10000 });
  const given = { ssid: 'Home', broker: '10.0.0.9', key: Buffer.from(TEST_KEY).toString('hex') };
  const { settings } = checkSettings(given, undefined, 'smarty-a1b2');
  saveSettings(flash, nodeDigest, settings!);
  return flash;
}

/** The modules of the interpreter, with a Wi-Fi that joins at once; `doors` keeps who listens. */
function newModules(events: ReturnType<typeof newEvents>, published: string[], doors: Doors) {
  const wifi: Record<string, Listener | unknown> = {};
  const nothing = () => undefined;
  return {
    Storage: { read: (name: string) => (name === 'identity' ? JSON.stringify(IDENTITY) : '') },
    Flash: newSetUpFlash(),
    TelnetServer: { setOptions: nothing },
    Wifi: {
      on: (event: string, task: Listener) => (wifi[event] = task),
      connect: () =>
        events.due.push(() => (wifi.connected as (d: object) => void)({ ip: '10.0.0.2' })),
      getStatus: () => ({ rssi: -60 }),
      getIP: () => ({}),
      ...{ setHostname: nothing, disconnect: nothing, startAP: nothing, stopAP: nothing },
      scan: (done: (found: object[]) => void) =>
        events.due.push(() => done([{ ssid: 'Home', rssi: -60, authMode: 'wpa2' }])),
    },
    crypto: {
      SHA256: (text: string) => createHash('sha256').update(text, 'latin1').digest(),
      AES: {
        encrypt: (blocks: Uint8Array, key: Uint8Array) => {
          const aes = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
          return Uint8Array.from(aes.update(blocks)).buffer;
        },
      },
    },
    net: {
      connect: (_options: unknown, connected: () => void) => {
        events.due.push(connected);
        return newSocket(events.due, published);
      },
      createServer: (accept: (socket: object) => void) => {
        doors.accept = accept;
        return { listen: nothing };
      },
    },
    dgram: { createSocket: () => ({ on: nothing, bind: nothing, close: nothing }) },
  };
}

interface Doors {
  accept: (socket: object) => void;
}

/** The interpreter's own objects and functions. */
function newGlobals(events: ReturnType<typeof newEvents>, modules: Record<string, unknown>) {
  const nothing = () => undefined;
  let seconds = 0;
  return {
    require: (name: string) => modules[name],
    global: {},
    E: {
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1'),
      toUint8Array: (bytes: string) => Uint8Array.from(Buffer.from(bytes, 'latin1')),
      CRC32: (bytes: Uint8Array | string) =>
        crc32(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes),
      ...{ on: nothing, srand: nothing, setPassword: nothing, lockConsole: nothing },
      ...{ setConsole: nothing, enableWatchdog: nothing, kickWatchdog: nothing, reboot: nothing },
    },
    Serial1: {},
    Pin: function () {},
    ...{ pinMode: nothing, digitalWrite: nothing, digitalRead: () => 1, setTime: nothing },
    atob: (text: string) => Buffer.from(text, 'base64').toString('latin1'),
    getTime: () => (seconds += 0.01),
    setTimeout: (task: (given: unknown) => void, _ms: number, given: unknown) =>
      events.due.push(() => task(given)),
    setInterval: (task: () => void) => events.intervals.push(task),
    clearTimeout: nothing,
    process: {
      env: { VERSION: '2v25', BOARD: 'ESP32' },
      memory: () => ({ free: 1500 }),
    },
    // The bundle's typed arrays must be the same kind as those of the stand-ins.
    ...{ Uint8Array, Int32Array, Uint16Array, Uint32Array },
  };
}

/** Boots the bundle between stand-ins; returns how to feed it, and what was seen. */
function boot() {
  const events = newEvents();
  const published: string[] = [];
  const doors: Doors = { accept: () => undefined };
  const stack: string[] = [];
  let deepest: string[] = [];
  let takeBytes: Listener = () => undefined;
  const globals = newGlobals(events, newModules(events, published, doors));
  const context = createContext({
    ...globals,
    Serial3: { setup: () => undefined, on: (_: string, task: Listener) => (takeBytes = task) },
    print: (text: string) => published.push(text),
    __enter: (name: string) => {
      stack.push(name);
      if (stack.length > deepest.length) deepest = [...stack];
    },
    __leave: () => stack.pop(),
  });
  runInContext(counted(readFileSync('dist/dongle.js', 'utf8')), context);
  // What happens once, while the script loads, nests from main itself.
  deepest = [];
  events.run();
  events.tick();
  const send = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += 64) {
      takeBytes(Buffer.from(bytes.subarray(at, at + 64)).toString('latin1'));
      events.run();
    }
    events.tick();
  };
  /** One request; what the dongle answers. */
  const ask = (text: string) => {
    const on: Record<string, Listener> = {};
    let answer = '';
    doors.accept({
      on: (event: string, task: Listener) => (on[event] = task),
      write: (bytes: string) => {
        answer += bytes;
        events.due.push(() => on.drain());
      },
      end: () => events.due.push(() => on.close()),
      removeAllListeners: () => (on.close = () => undefined),
    });
    on.data(text);
    events.run();
    return answer;
  };
  return { send, ask, published, deepest: () => deepest, tick: events.tick };
}

/** Every route once, as the page asks. */
function askAll(device: ReturnType<typeof boot>): string[] {
  const head = 'Host: 10.0.0.2\r\n';
  const get = (path: string, more = '') => device.ask(`GET ${path} HTTP/1.1\r\n${head}${more}\r\n`);
  const post = (path: string, body: object, more = '') => {
    const text = JSON.stringify(body);
    const fields = `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n${more}`;
    return device.ask(`POST ${path} HTTP/1.1\r\n${head}${fields}\r\n${text}`);
  };
  const login = post('/api/login', { password: IDENTITY.setup });
  const token = `X-Token: ${login.match(/[0-9a-f]{32}/)?.[0]}\r\n`;
  return [
    ...['/', '/api/more', '/api/live', '/api/telegram', '/api/try', '/api/scan'].map((path) =>
      get(path),
    ),
    ...['/api/settings', '/api/export'].map((path) => get(path, token)),
    ...['/api/v1/readings', '/api/v1/device', '/api/v1/data', '/metrics'].map((path) => get(path)),
    post('/api/scan', {}, token),
    post('/api/try', {}, token),
    post('/api/settings', { broker: '10.0.0.10' }, token),
    post('/api/update', { url: 'http://10.0.0.3/x' }, token),
    post('/api/reset', { confirm: 'reset' }, token),
  ];
}

function frameOf(counter: number, list: ReadoutList): Uint8Array {
  const telegram = formatTelegram(house, nowMs, list);
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram, counter, ...keys });
}

test(`calls nest at most ${MOST} deep in the built bundle`, () => {
  const device = boot();
  const lists: ReadoutList[] = ['full', 'basic', 'austria', 'dsmr5'];
  lists.forEach((list, i) => device.send(frameOf(i + 1, list)));
  device.send(Buffer.from(formatTelegram(house, nowMs, 'dsmr5'), 'latin1'));
  device.send(Buffer.from('00ffdb08db2f4c75787e', 'hex'));
  for (let i = 0; i < 300; i++) device.tick();
  expect(device.published.filter((text) => text.includes('/telegram'))).toHaveLength(5);
  expect(device.deepest().length, device.deepest().join(' > ')).toBeLessThanOrEqual(MOST);

  // Who asks makes the dongle keep the readings of the next telegram.
  device.ask('GET /metrics HTTP/1.1\r\nHost: 10.0.0.2\r\n\r\n');
  device.tick();
  device.send(frameOf(9, 'full'));
  for (let i = 0; i < 60; i++) device.tick();
  const statuses = askAll(device).map((answer) => answer.substring(9, 12));
  expect(statuses).toEqual(STATUSES);
  expect(device.deepest().length, device.deepest().join(' > ')).toBeLessThanOrEqual(MOST_ASKED);
});
