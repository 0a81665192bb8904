/**
 * The core as a host runs it, without a broker: frames in, snapshots out. Time is a number.
 */
import { newApp, receiveBytes, tickApp, workStep } from '../../firmware/core/app.ts';
import type { App, AppOptions } from '../../firmware/core/app.ts';
import { bytesOfHex } from '../../firmware/core/bytes.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import { newWorkspace } from '../../firmware/core/frame/workspace.ts';
import type { OpenSettings, TagMode } from '../../firmware/core/frame/open.ts';
import { readingMessage } from '../../firmware/core/message/plain.ts';
import type { PlainOptions } from '../../firmware/core/message/plain.ts';
import type { Snapshot } from '../../firmware/core/meter/snapshot.ts';
import { newSession } from '../../firmware/core/mqtt/session.ts';
import type { Session } from '../../firmware/core/mqtt/session.ts';
import type { Cipher, Net } from '../../firmware/core/ports.ts';
import { aesJsBlocks } from '../../host-sim/node/aes-js.ts';
import { nodeBlocks, nodeCipher } from '../../host-sim/node/cipher.ts';
import { nodeText } from '../../host-sim/node/text.ts';

export interface Bench {
  app: App;
  snapshots: Snapshot[];
  /** The lines of each accepted telegram, as the telegram reader gave them. */
  lines: string[][];
  json: string[];
  /** Frames that were opened and refused; `app.receiver.faults` counts all. */
  faults: Fault[];
  nowMs: number;
}

export interface BenchOptions {
  key?: string | null;
  authKey?: string;
  tagMode?: TagMode;
  capacity?: number;
  cipher?: Cipher;
  /** Left out, nothing is published anywhere. */
  net?: Net;
  /** How it is published, where that matters. */
  more?: Partial<AppOptions>;
  keepsPrinted?: boolean;
  onFrame?: (frame: string) => void;
}

/** Every way to decrypt that Node has: the core's own GCM on two ciphers, and Node's GCM. */
export const CIPHERS: [name: string, cipher: Cipher][] = [
  ['node:crypto as a whole', nodeCipher],
  ['the core on blocks of node:crypto', nodeBlocks],
  ['the core on blocks of aes-js', aesJsBlocks],
];

export const LUXEMBOURG_AUTH_KEY = '00112233445566778899aabbccddeeff';

const DEAF: Net = { connect: () => ({ send: () => true, close: () => undefined }) };

const RETAINED: PlainOptions = { device: 'bench', qos: 0, retain: true };

function openSettings(o: BenchOptions): OpenSettings {
  return {
    key: o.key ? bytesOfHex(o.key) : undefined,
    authKey: bytesOfHex(o.authKey ?? LUXEMBOURG_AUTH_KEY) as Uint8Array,
    tagMode: o.tagMode ?? 'verify',
    cipher: o.cipher ?? nodeCipher,
    text: nodeText,
  };
}

function sessionOn(net: Net): Session {
  return newSession({
    host: 'nowhere',
    port: 1883,
    clientId: 'bench',
    keepAliveS: 60,
    queueBytes: 100000,
    status: { topic: 'smarty/bench/status', online: 'online', offline: 'offline' },
    subscriptions: [],
    net,
    random: () => 0.5,
  });
}

/** Keeps the lines of every telegram that the app begins to parse. */
function watchLines(bench: Bench): void {
  let work = bench.app.work;
  Object.defineProperty(bench.app, 'work', {
    get: () => work,
    set: (value: App['work']) => {
      work = value;
      // A copy: the app drops its lines one by one, from the last, which is the next.
      if (value) bench.lines.push(value.parsing.lines.toReversed());
    },
  });
}

export function newBench(o: BenchOptions = {}): Bench {
  const bench: Bench = {
    app: newApp({
      device: 'bench',
      workspace: newWorkspace(o.capacity ?? 16384),
      open: openSettings(o),
      session: sessionOn(o.net ?? DEAF),
      shapes: [{ tell: readingMessage.bind(undefined, RETAINED) }],
      telegram: { qos: 1, retain: false },
      ...o.more,
      keepsPrinted: o.keepsPrinted,
      onFrame: o.onFrame,
      onSnapshot: (snapshot, json) => {
        bench.snapshots.push(snapshot);
        bench.json.push(json);
      },
      onFault: (fault) => bench.faults.push(fault),
    }),
    snapshots: [],
    lines: [],
    json: [],
    faults: [],
    nowMs: 0,
  };
  watchLines(bench);
  tick(bench);
  return bench;
}

function tick(bench: Bench): void {
  tickApp(bench.app, bench.nowMs);
  while (workStep(bench.app));
}

/** Hands bytes over and lets the core work until it has nothing more to do. */
export function feed(bench: Bench, bytes: Uint8Array): void {
  receiveBytes(bench.app, bytes, bench.nowMs);
  while (workStep(bench.app));
}

/** The same in pieces of `size` bytes, the last one shorter. */
export function feedPieces(bench: Bench, bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) feed(bench, bytes.subarray(at, at + size));
}

/** Lets time pass, a quarter second at a time. */
export function wait(bench: Bench, ms: number): void {
  const end = bench.nowMs + ms;
  while (bench.nowMs < end) {
    bench.nowMs = Math.min(end, bench.nowMs + 250);
    tick(bench);
  }
}

/** The counters of the accepted frames; undefined stands for a plain telegram. */
export function countersOf(bench: Bench): (number | undefined)[] {
  return bench.snapshots.map((snapshot) => snapshot.counter);
}
