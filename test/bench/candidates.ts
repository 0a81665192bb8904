/**
 * What is compared on Node: functions that take the next frame of the series and make of it what the
 * candidate makes of it. Each throws where a frame is not good.
 */
import { createDecipheriv } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { LINES, newApp, receiveBytes, tickApp } from '../../firmware/core/app.ts';
import type { AppOptions } from '../../firmware/core/app.ts';
import { TELEGRAMS } from '../../firmware/core/counts.ts';
import { acceptCounter, newCounters } from '../../firmware/core/frame/counter.ts';
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
import { readingMessage } from '../../firmware/core/message/plain.ts';
import { newSession } from '../../firmware/core/mqtt/session.ts';
import type { Cipher } from '../../firmware/core/ports.ts';
import { newParsing, parseStep } from '../../firmware/core/telegram/parse.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../host-sim/house/seal.ts';
import { nodeCipher } from '../../host-sim/node/cipher.ts';
import { SLICE_BLOCKS, workAll } from '../../host-sim/node/core.ts';
import { newMemory, readOpened } from '../../host-sim/node/memory.ts';
import type { Memory } from '../../host-sim/node/memory.ts';
import { nodeText } from '../../host-sim/node/text.ts';

/** Takes a frame; `isFirst`: the series begins anew. Returns how much it has found in it. */
export type Candidate = (frame: Uint8Array, isFirst: boolean) => number;

const CAPACITY = 16384;

const openSettings = (cipher: Cipher) =>
  ({
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    tagMode: 'verify',
    cipher,
    text: nodeText,
  }) as const;

/** Receive, find, decrypt, verify, check, parse, by the functions that the app calls on a host. */
export function core(cipher: Cipher, memory?: Memory): Candidate {
  const workspace = newWorkspace(CAPACITY, SLICE_BLOCKS);
  const receiver = newReceiver(workspace.buffer);
  const opening = newOpening(openSettings(cipher), workspace);
  let counters = newCounters();
  while (!prepareStep(opening));
  return (frame, isFirst) => {
    if (isFirst) counters = newCounters();
    takeBytes(receiver, frame, 0, 0);
    beginOpening(opening, receiver, findFrame(receiver) as FrameKind);
    if (memory) readOpened(memory, opening);
    while (!openStep(opening));
    if (opening.fault || !opening.isAuthentic) throw new Error(`bench: ${opening.fault}`);
    const { title, counter } = opening;
    if (!acceptCounter(counters, title as string, counter as number))
      throw new Error('bench: replay');
    acceptFrame(receiver);
    const parsing = newParsing(opening.reader.lines, memory?.recall);
    while (!parseStep(parsing, LINES));
    return parsing.readings.length;
  };
}

function appOptions(memory: Memory): AppOptions {
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
  return {
    device: 'b',
    workspace: newWorkspace(CAPACITY, SLICE_BLOCKS),
    open: openSettings(nodeCipher),
    session,
    shapes: [{ tell: readingMessage.bind(undefined, { device: 'b', qos: 0, retain: true }) }],
    telegram: { qos: 1, retain: false },
    recall: memory.recall,
  };
}

function newPublisher() {
  const memory = newMemory();
  const app = Object.assign(newApp(appOptions(memory)), { memory });
  tickApp(app, 0);
  workAll(app);
  return app;
}

/** The whole app, as the simulator runs it, to the JSON that is published. */
export function publisher(): Candidate {
  let app = newPublisher();
  let good = 0;
  return (frame, isFirst) => {
    if (isFirst) {
      app = newPublisher();
      good = 0;
    }
    receiveBytes(app, frame, 0);
    workAll(app);
    if (app.counts.numbers[TELEGRAMS] !== ++good) throw new Error('bench: not published');
    return good;
  };
}

/** node:crypto's GCM alone, with nothing read out of the text. */
export function cryptoAlone(): Candidate {
  const additional = Buffer.concat([Uint8Array.of(0x30), LUXEMBOURG_AUTH_KEY]);
  return (frame) => {
    const iv = Buffer.concat([frame.subarray(2, 10), frame.subarray(14, 18)]);
    const aes = createDecipheriv('aes-128-gcm', TEST_KEY, iv, { authTagLength: 12 });
    aes.setAAD(additional);
    aes.setAuthTag(frame.subarray(-12));
    const text = aes.update(frame.subarray(18, -12));
    aes.final();
    return text.length;
  };
}

/** The peer's own function for an encrypted telegram: decrypts and parses, checks the CRC. */
export async function peer(path: string): Promise<Candidate> {
  const { parseDsmr } = await import(pathToFileURL(path).href);
  const decryptionKey = Buffer.from(TEST_KEY);
  const additionalAuthenticatedData = Buffer.from(LUXEMBOURG_AUTH_KEY);
  return (frame) => {
    const telegram = Buffer.from(frame.buffer, frame.byteOffset, frame.length);
    const result = parseDsmr({ telegram, decryptionKey, additionalAuthenticatedData });
    if (!result.dsmr.crc.valid) throw new Error('bench: peer');
    return result.cosem.knownObjects.length;
  };
}
