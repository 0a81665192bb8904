/**
 * A dongle in the real interpreter with an ESP32's memory, in real time: its broker, its meter, and how
 * much memory and how many sockets it has in use. In: settings. Out: what a test sends, sees and measures.
 */
import { existsSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { feed, newBench, wait } from '../fakes/bench-app.ts';
import { freePort, startBroker, subscribe } from './broker.ts';
import { complaintOf } from './complaint.ts';
import { bootDevice, STAND_INS } from './interpreter.ts';
import type { Device } from './interpreter.ts';
import type { Told } from './matrix.ts';

const KEY_HEX = Buffer.from(TEST_KEY).toString('hex');
const inTime = { timeout: 30_000, interval: 50 };
const nowMs = Date.UTC(2026, 0, 15, 18);
const text = formatTelegram(newHouse({ seed: 1, startMs: nowMs }), nowMs, 'full');

/**
 * Variables in use while there is a file of this name, since the console remembers what is typed.
 * Classes of errors are made at the first error of their kind and stay: so they are there from the start.
 */
const WATCH = 'watch';
/** Variables of PROBE, as `process.memory().usage` tells without and with it. */
export const PROBE_TAKES = 68;
const PROBE = `
var LEAST = 1e9;
new Error();
new SyntaxError();
new TypeError();
setInterval(function () {
  var m = process.memory(false);
  LEAST = Math.min(LEAST, m.total - m.usage);
  var isWatched = require("fs").readdirSync(".").indexOf("${WATCH}") >= 0;
  if (isWatched) print("USED", process.memory().usage, LEAST, "!");
}, 200);`;
const SAMPLES = 10;

export const hasProc = existsSync('/proc/self/fd');
if (!hasProc) console.warn('NO /proc: left-over sockets of the interpreter are not counted.');

/** How many files and sockets the interpreter has open. */
function openFiles(folder: string): number {
  if (!hasProc) return 0;
  const isIts = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  };
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find(isIts);
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Sends frames with rising counters; keeps what the core on Node makes of them. */
function newMeter(device: Device) {
  const bench = newBench({ key: KEY_HEX, capacity: 4096 });
  const texts: string[] = [];
  // From where its number no longer fits the variable of its name, as with a meter in use.
  let counter = 100_000;
  const send = () => {
    const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
    const frame = sealFrame({ telegram: text, counter: counter++, ...keys });
    device.send(frame);
    texts.push(text);
    feed(bench, frame);
    wait(bench, 2000);
  };
  /** One a second, until it is stopped. */
  const start = () => {
    const timer = setInterval(send, 1000);
    return () => clearInterval(timer);
  };
  return { send, start, sent: bench.json, texts };
}

/** Variables in use, the fewest of some samples in a row: numbers that grow for a moment come and go. */
async function usedBy(device: Device): Promise<{ used: number; least: number }> {
  const before = device.console().length;
  const samples = () =>
    [
      ...device
        .console()
        .slice(before)
        .matchAll(/USED (\d+) (\d+) !/g),
    ].map(([, used, least]) => ({ used: parseInt(used, 10), least: parseInt(least, 10) }));
  writeFileSync(join(device.folder, WATCH), '1');
  await vi.waitFor(() => expect(samples().length).toBeGreaterThanOrEqual(SAMPLES), inTime);
  rmSync(join(device.folder, WATCH));
  const taken = samples();
  return {
    used: Math.min(...taken.map(({ used }) => used)),
    least: Math.min(...taken.map(({ least }) => least)),
  };
}

export interface RigOptions {
  told: Told;
  /** The telegrams are streamed. */
  streams?: boolean;
  script?: string;
  /** It takes updates. */
  hasSlots?: boolean;
  /** Of the dongle, without the stand-ins. */
  variables: number;
}

export async function bootRig(interpreter: string, o: RigOptions) {
  const ends: (() => unknown)[] = [];
  const broker = await startBroker();
  ends.push(() => broker.stop());
  const { client, heard } = subscribe(broker.port);
  ends.push(() => client.endAsync(true));
  const [httpPort, streamPort] = [await freePort(), await freePort()];
  const device = bootDevice(interpreter, {
    settings: {
      ...{ ssid: 'Home', wifi_password: 'correct horse', name: 'dev', key: KEY_HEX, ...o.told },
      ...{ broker: '127.0.0.1', broker_port: broker.port },
      ...(o.streams ? { telegram_port: streamPort } : {}),
    },
    ports: { 80: httpPort, 53: await freePort() },
    script: PROBE + (o.script ?? ''),
    hasSlots: o.hasSlots,
    env: { ESPR_VARS: String(o.variables + STAND_INS), ESPR_STACK: '25000' },
  });
  ends.push(() => device.stop());
  const meter = newMeter(device);
  const published = () =>
    heard.filter(({ topic }) => topic.endsWith('/telegram')).map(({ payload }) => payload);
  const leave = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  /** What lasts from one visit to the next is brought to the same everywhere. */
  const settle = async () => {
    for (let i = 0; i < 2; i++) {
      meter.send();
      await vi.waitFor(() => expect(published()).toHaveLength(meter.sent.length), inTime);
    }
  };
  const expectCalm = () => {
    expect(complaintOf(device.console())).toBeUndefined();
    expect(device.starts()).toBe(1);
  };
  /** How often it said that it is there. */
  const greetings = () =>
    heard.filter(({ topic, payload }) => topic === 'smarty/dev/status' && payload === 'online')
      .length;
  await vi.waitFor(() => expect(greetings()).toBe(1), inTime);
  return {
    ...{ device, meter, published, greetings, leave, settle, expectCalm, httpPort, streamPort },
    open: () => openFiles(device.folder),
    used: () => usedBy(device),
  };
}

export type Rig = Awaited<ReturnType<typeof bootRig>>;
