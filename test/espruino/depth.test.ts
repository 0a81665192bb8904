/**
 * How deep calls nest in the built bundle. Espruino has a stack of 25 kB on the ESP32 and breaks off
 * with "Too much recursion"; a function in a block in a function costs far more there than here, so
 * the bound is set in calls. The bundle runs in Node, with every function counting itself, between
 * stand-ins for the few natives it uses; depth is the same wherever it runs.
 */
import { createCipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { parse } from 'acorn';
import { expect, test } from 'vitest';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';

const MOST = 8;
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
  return { write, end: () => undefined, on: (event: string, task: Listener) => (on[event] = task) };
}

/** Boots the bundle between stand-ins; returns how to feed it, and what was seen. */
function boot() {
  const events = newEvents();
  const published: string[] = [];
  const stack: string[] = [];
  let deepest: string[] = [];
  let takeBytes: Listener = () => undefined;
  const settings = { host: 'broker', path: 'p1', key: Buffer.from(TEST_KEY).toString('hex') };
  const modules: Record<string, unknown> = {
    Storage: { read: () => JSON.stringify(settings) },
    crypto: {
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
    },
  };
  let seconds = 0;
  const context = createContext({
    require: (name: string) => modules[name],
    E: {
      toString: (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1'),
      toUint8Array: (bytes: string) => Uint8Array.from(Buffer.from(bytes, 'latin1')),
    },
    Serial1: { setup: () => undefined, on: (_: string, task: Listener) => (takeBytes = task) },
    getTime: () => (seconds += 0.01),
    setTimeout: (task: () => void) => events.due.push(task),
    setInterval: (task: () => void) => events.intervals.push(task),
    process: { env: {} },
    print: (text: string) => published.push(text),
    __enter: (name: string) => {
      stack.push(name);
      if (stack.length > deepest.length) deepest = [...stack];
    },
    __leave: () => stack.pop(),
    // The bundle's typed arrays must be the same kind as those of the stand-ins.
    Uint8Array,
    Int32Array,
    Uint16Array,
    Uint32Array,
  });
  runInContext(counted(readFileSync('dist/dongle.js', 'utf8')), context);
  events.run();
  // What happens once, while the script loads, nests from main itself.
  deepest = [];
  events.tick();
  const send = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; at += 64) {
      takeBytes(Buffer.from(bytes.subarray(at, at + 64)).toString('latin1'));
      events.run();
    }
    events.tick();
  };
  return { send, published, deepest: () => deepest, tick: events.tick };
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
});
