/**
 * How many full lists a second Node opens, verifies and parses: the core with node:crypto's GCM,
 * with its own GCM, what a straightforward port would cost, and a peer when DSMR_PARSER names its
 * built parser. All in turns in one run, each in a process of its own, since this is about ratios: the
 * machine is not quiet.
 */
import { createDecipheriv } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import aesjs from 'aes-js';
import { LINES, newApp, receiveBytes, tickApp, workStep } from '../../firmware/core/app.ts';
import { TELEGRAMS } from '../../firmware/core/counts.ts';
import { beginOpening, newOpening, openStep } from '../../firmware/core/frame/open.ts';
import { prepareStep } from '../../firmware/core/frame/prepare.ts';
import {
  acceptFrame,
  findFrame,
  newReceiver,
  takeBytes,
} from '../../firmware/core/frame/receiver.ts';
import type { FrameKind } from '../../firmware/core/frame/receiver.ts';
import { newWorkspace } from '../../firmware/core/frame/workspace.ts';
import { newSession } from '../../firmware/core/mqtt/session.ts';
import type { Cipher } from '../../firmware/core/ports.ts';
import { newParsing, parseStep } from '../../firmware/core/telegram/parse.ts';
import type { Recall } from '../../firmware/core/telegram/parse.ts';
import { readingMessage } from '../../firmware/core/message/plain.ts';
import { newRecall } from '../../host-sim/node/recall.ts';
import { SLICE_BLOCKS } from '../../host-sim/node/core.ts';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { nodeBlocks, nodeCipher } from '../../host-sim/node/cipher.ts';
import { nodeText } from '../../host-sim/node/text.ts';

const ROUNDS = 5;
const ROUND_MS = 700;

const nowMs = Date.UTC(2026, 0, 15, 18);
const TELEGRAM = formatTelegram(newHouse({ seed: 1, startMs: nowMs }), nowMs, 'full');

function frameOf(counter: number): Uint8Array {
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram: TELEGRAM, counter, ...keys });
}

const FRAME = frameOf(1);
export const FRAME_SIZE = FRAME.length;

const openSettings = (cipher: Cipher) =>
  ({
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    tagMode: 'verify',
    cipher,
    text: nodeText,
  }) as const;

/** Decrypt, verify, check and parse, by the functions that the app calls. */
function opener(cipher: Cipher, recall?: Recall): () => number {
  const workspace = newWorkspace(16384, SLICE_BLOCKS);
  const receiver = newReceiver(workspace.buffer);
  const opening = newOpening(openSettings(cipher), workspace);
  while (!prepareStep(opening));
  return () => {
    takeBytes(receiver, FRAME, 0, 0);
    beginOpening(opening, receiver, findFrame(receiver) as FrameKind);
    while (!openStep(opening));
    if (opening.fault || !opening.isAuthentic) throw new Error(`bench: ${opening.fault}`);
    acceptFrame(receiver);
    const parsing = newParsing(opening.reader.lines, recall);
    while (!parseStep(parsing, LINES));
    return parsing.readings.length;
  };
}

/** The whole way to the JSON that is published. */
function publisher(cipher: Cipher): () => number {
  let counter = 0;
  const frames = Array.from({ length: 4000 }, (_, i) => frameOf(i + 1));
  const make = () => {
    const session = newSession({
      host: '',
      port: 1,
      clientId: 'bench',
      keepAliveS: 60,
      queueBytes: 1 << 20,
      status: { topic: 's', online: 'online', offline: 'offline' },
      subscriptions: [],
      net: { connect: () => ({ send: () => true, close: () => undefined }) },
      random: () => 0,
    });
    const app = newApp({
      device: 'b',
      workspace: newWorkspace(16384, SLICE_BLOCKS),
      open: openSettings(cipher),
      session,
      shapes: [{ tell: readingMessage.bind(undefined, { device: 'b', qos: 0, retain: true }) }],
      telegram: { qos: 1, retain: false },
      recall: newRecall(),
    });
    tickApp(app, 0);
    while (workStep(app));
    return app;
  };
  let app = make();
  return () => {
    if (counter === frames.length) {
      counter = 0;
      app = make();
    }
    receiveBytes(app, frames[counter++], 0);
    while (workStep(app));
    return app.counts.numbers[TELEGRAMS];
  };
}

function timesX(v: Uint8Array): void {
  const carry = v[15] & 1;
  for (let i = 15; i > 0; i--) v[i] = (v[i] >> 1) | ((v[i - 1] & 1) << 7);
  v[0] = (v[0] >> 1) ^ (carry ? 0xe1 : 0);
}

function multiply(y: Uint8Array, h: Uint8Array): Uint8Array {
  const z = new Uint8Array(16);
  const v = Uint8Array.from(h);
  for (let bit = 0; bit < 128; bit++) {
    if (y[bit >> 3] & (128 >> (bit & 7))) for (let i = 0; i < 16; i++) z[i] ^= v[i];
    timesX(v);
  }
  return z;
}

/** SP 800-38D as it is written: GHASH bit by bit, aes-js for the blocks. The text is then parsed. */
function straightforward(): () => number {
  const ecb = new aesjs.ModeOfOperation.ecb(TEST_KEY);
  const h = ecb.encrypt(new Uint8Array(16));
  return () => {
    const text = FRAME.subarray(18, FRAME.length - 12);
    const iv = new Uint8Array(16);
    iv.set(FRAME.subarray(2, 10));
    iv.set(FRAME.subarray(14, 18), 8);
    const data = new Uint8Array(32 + Math.ceil(text.length / 16) * 16 + 16);
    data[0] = 0x30;
    data.set(LUXEMBOURG_AUTH_KEY, 1);
    data.set(text, 32);
    new DataView(data.buffer).setUint32(data.length - 12, 17 * 8);
    new DataView(data.buffer).setUint32(data.length - 4, text.length * 8);
    let y = new Uint8Array(16);
    for (let at = 0; at < data.length; at += 16) {
      for (let i = 0; i < 16; i++) y[i] ^= data[at + i];
      y = multiply(y, h) as Uint8Array<ArrayBuffer>;
    }
    iv[15] = 1;
    const mask = ecb.encrypt(iv);
    for (let i = 0; i < 12; i++) {
      if ((y[i] ^ mask[i]) !== FRAME[FRAME.length - 12 + i]) throw new Error('bench: tag');
    }
    iv[15] = 2;
    const plain = new aesjs.ModeOfOperation.ctr(TEST_KEY, new aesjs.Counter(Array.from(iv)));
    const lines = nodeText.ofBytes(plain.decrypt(text)).split('\r\n').slice(2, -2);
    const parsing = newParsing(lines);
    while (!parseStep(parsing, 1));
    return parsing.readings.length;
  };
}

/** node:crypto's GCM alone, with nothing read out of the text. */
function cryptoAlone(): () => number {
  const additional = Buffer.concat([Uint8Array.of(0x30), LUXEMBOURG_AUTH_KEY]);
  return () => {
    const iv = Buffer.concat([FRAME.subarray(2, 10), FRAME.subarray(14, 18)]);
    const aes = createDecipheriv('aes-128-gcm', TEST_KEY, iv, { authTagLength: 12 });
    aes.setAAD(additional);
    aes.setAuthTag(FRAME.subarray(-12));
    const text = aes.update(FRAME.subarray(18, -12));
    aes.final();
    return text.length;
  };
}

/** The peer's own function for an encrypted telegram: decrypts and parses, checks the CRC. */
async function peerTask(path: string): Promise<() => number> {
  const { parseDsmr } = await import(pathToFileURL(path).href);
  const options = {
    telegram: Buffer.from(FRAME),
    decryptionKey: Buffer.from(TEST_KEY),
    additionalAuthenticatedData: Buffer.from(LUXEMBOURG_AUTH_KEY),
  };
  return () => {
    const result = parseDsmr(options);
    if (!result.dsmr.crc.valid) throw new Error('bench: peer');
    return result.cosem.knownObjects.length;
  };
}

/** Per second of processor time: what else the machine does then matters less. */
function rateOf(task: () => number): number {
  const start = process.cpuUsage();
  const spentMs = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  let count = 0;
  while (spentMs() < ROUND_MS) {
    for (let i = 0; i < 500; i++) task();
    count += 500;
  }
  return (count * 1000) / spentMs();
}

export interface Rate {
  name: string;
  perSecond: number;
}

const PEER = '@athombv/dsmr-parser';

const TASKS: Record<string, () => (() => number) | Promise<() => number>> = {
  'node:crypto alone, nothing parsed': cryptoAlone,
  'core, frame opened by node:crypto': () => opener(nodeCipher, newRecall()),
  'core, frame opened by node:crypto, every line read anew': () => opener(nodeCipher),
  'core, own GCM over node:crypto blocks': () => opener(nodeBlocks, newRecall()),
  'core, up to the published JSON (node:crypto)': () => publisher(nodeCipher),
  'straightforward port: aes-js, GHASH bit by bit': straightforward,
  [PEER]: () => peerTask(process.env.DSMR_PARSER as string),
};

/** One candidate in a process of its own, as a host would run it: none spoils another's compilation. */
function rateInChild(name: string): number {
  const child = spawnSync(process.execPath, [
    '--import',
    'tsx',
    fileURLToPath(import.meta.url),
    name,
  ]);
  const rate = parseFloat(String(child.stdout));
  if (!(rate > 0)) throw new Error(`bench: ${name}: ${String(child.stderr)}`);
  return rate;
}

/** Medians of ROUNDS rounds, every candidate once a round. */
export function nodeRates(): Rate[] {
  const names = Object.keys(TASKS).filter((name) => name !== PEER || process.env.DSMR_PARSER);
  const rounds = names.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    names.forEach((name, i) => rounds[i].push(rateInChild(name)));
  }
  return names.map((name, i) => ({
    name,
    perSecond: rounds[i].toSorted((a, b) => a - b)[ROUNDS >> 1],
  }));
}

const chosen = TASKS[process.argv[2] ?? ''];
if (chosen && process.argv[1] === fileURLToPath(import.meta.url)) {
  const task = await chosen();
  rateOf(task);
  process.stdout.write(String(rateOf(task)));
}
