/**
 * A day of the dongle in simulated time (time.ts): frames as fast as it takes them, and what became of
 * them. In: an interpreter, how many telegrams and how far apart. Out: an account.
 */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';
import { freePort, startBroker, subscribe } from './broker.ts';
import { bootDevice, STAND_INS } from './interpreter.ts';
import type { Device } from './interpreter.ts';
import { timeScript } from './time.ts';

export interface DayOptions {
  interpreter: string;
  telegrams: number;
  periodS: number;
  list: ReadoutList;
  /** Samples of the memory are taken after so many telegrams, in this order. */
  sampleAt: number[];
  /** Seconds from the start to the first telegram. */
  firstS?: number;
  /** Runs before the bundle, after the stand-ins. */
  script?: string;
  /** Before each telegram: what else happens to the dongle; `cut` breaks its connection to the broker. */
  disturb?(device: Device, cut: () => void, index: number): void;
}

export interface Account {
  sent: number;
  /** Different telegrams that the broker has got. */
  published: number;
  /** Variables in use at each sample. */
  used: number[];
  diagnostics: Record<string, number>;
  console: string;
}

const START_MS = Date.UTC(2026, 0, 15);
/** Telegrams: fewer than the queue holds, or it drops the oldest. */
const MOST_AHEAD = 2;
/** Longer than it waits for the network and the broker, shorter than it waits for a telegram. */
const SPARE_S = 20;
/** Variables that the simulated time takes. */
const TIMES_OWN = 250;

function newSender(o: DayOptions) {
  const house = newHouse({ seed: 3, startMs: START_MS });
  return (index: number): Uint8Array => {
    advanceHouse(house, START_MS + index * o.periodS * 1000);
    const telegram = formatTelegram(house, house.nowMs, o.list);
    const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
    return sealFrame({ telegram, counter: 100_000 + index, ...keys });
  };
}

/** What the console prints for an expression, once it is the same five times. */
async function steady(device: Device): Promise<number> {
  for (let i = 0; i < 200; i++) {
    const from = device.console().length;
    for (let j = 0; j < 5; j++) {
      device.run('print("USED",process.memory().usage,"!")');
      await sleep(30);
    }
    const seen = [
      ...device
        .console()
        .slice(from)
        .matchAll(/USED (\d+) !/g),
    ].map((m) => m[1]);
    if (seen.length === 5 && new Set(seen).size === 1) return parseInt(seen[0], 10);
  }
  throw new Error(`the memory is never the same five times: ${device.console().slice(-300)}`);
}

/** A wire to the broker that can be cut. */
async function newWire(brokerPort: number) {
  const ends = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect({ port: brokerPort, host: '127.0.0.1' });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ]) {
      ends.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        ends.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const cut = () => {
    for (const end of ends) end.destroy();
  };
  return { port, cut, close: () => server.close() };
}

export async function runDay(o: DayOptions): Promise<Account> {
  const broker = await startBroker();
  const wire = await newWire(broker.port);
  const { client, heard } = subscribe(broker.port);
  // Different ones: after a broken connection the latest may come twice.
  const telegrams = new Set<string>();
  client.on('message', (topic, payload) => {
    if (topic.endsWith('/telegram')) telegrams.add(payload.toString());
  });
  const device = bootDevice(o.interpreter, {
    settings: {
      ssid: 'Home',
      wifi_password: 'correct horse',
      name: 'dev',
      key: Buffer.from(TEST_KEY).toString('hex'),
      broker: '127.0.0.1',
      broker_port: wire.port,
      // What the log keeps is bounded (log.test.ts) and comes and goes with what happens.
      log_level: 'error',
    },
    ports: { 80: await freePort(), 53: await freePort() },
    script: timeScript(o.periodS, o.firstS) + (o.script ?? ''),
    env: { ESPR_VARS: String(5000 + STAND_INS + TIMES_OWN), ESPR_STACK: '25000' },
  });
  const frame = newSender(o);
  const used: number[] = [];
  let sent = 0;
  const until = async (isSo: () => boolean) => {
    for (let i = 0; i < 4000 && !isSo(); i++) await sleep(5);
    return isSo();
  };
  try {
    await until(() => heard.some((h) => h.payload === 'online'));
    for (; sent < o.telegrams; sent++) {
      o.disturb?.(device, wire.cut, sent);
      const bytes = frame(sent);
      device.run(`DUE(${bytes.length})`);
      device.send(bytes);
      if (!(await until(() => telegrams.size > sent - MOST_AHEAD))) break;
      if (o.sampleAt.includes(sent + 1)) {
        // Time for a last connection, here as at the end.
        device.run(`SPARE=${SPARE_S}`);
        await until(() => telegrams.size > sent);
        used.push(await steady(device));
      }
    }
    device.run(`SPARE=${SPARE_S}`);
    await until(() => telegrams.size >= sent);
    const last = heard.filter((h) => h.topic.endsWith('/diagnostics')).at(-1);
    const diagnostics = last ? JSON.parse(last.payload) : {};
    const account = { sent, published: telegrams.size, used, diagnostics };
    return { ...account, console: device.console() };
  } finally {
    device.stop();
    wire.close();
    await client.endAsync(true);
    await broker.stop();
  }
}
