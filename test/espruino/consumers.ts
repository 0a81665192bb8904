/**
 * A dongle with all that it can tell switched on, in simulated time (time.ts): its broker through a door
 * with moods, a listener on each stream, and somebody at the status page. In: an interpreter. Out: telegrams go
 * in one by one, and what came of each can be looked at.
 */
import { connect } from 'node:net';
import { expect, vi } from 'vitest';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { freePort, startBroker, subscribe } from './broker.ts';
import { complaintOf } from './complaint.ts';
import { fetchFrom } from './home.ts';
import { bootDevice } from './interpreter.ts';
import type { Told } from './matrix.ts';
import { newOddBroker } from './odd-broker.ts';
import { timeScript } from './time.ts';

export interface MeterFrame {
  telegram: string;
  frame: Uint8Array;
}

export const PERIOD_S = 10;
/** Some minutes before the end of a quarter of an hour. */
const START_MS = Date.UTC(2026, 0, 15, 18, 11);
const inTime = { timeout: 30_000, interval: 10 };

/** A meter's telegrams, one after the other. */
export function newMeter(): () => MeterFrame {
  const house = newHouse({ seed: 5, startMs: START_MS });
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  let counter = 100_000;
  return () => {
    advanceHouse(house, house.nowMs + PERIOD_S * 1000);
    const telegram = formatTelegram(house, house.nowMs, 'full');
    return { telegram, frame: sealFrame({ telegram, counter: counter++, ...keys }) };
  };
}

/** Listens to a stream; comes at once, and for good. */
async function listen(port: number) {
  const stream = { text: '', isClosed: false, stop: () => undefined as unknown };
  await vi.waitFor(
    () =>
      new Promise<void>((done, fail) => {
        const socket = connect({ port, host: '127.0.0.1' }, done).on('error', fail);
        socket.on('data', (bytes) => (stream.text += bytes.toString('latin1')));
        socket.on('close', () => (stream.isClosed = true));
        stream.stop = () => socket.destroy();
      }),
    inTime,
  );
  stream.isClosed = false;
  return stream;
}

/** What a subscriber finds who comes now. */
export async function retainedOn(port: number): Promise<Record<string, string>> {
  const late = subscribe(port);
  // The last of what is retained is not known: it is all there when one's own message is.
  late.client.on('connect', () => late.client.publish('end', 'end', { qos: 1 }));
  await vi.waitFor(() => expect(late.heard.some(({ topic }) => topic === 'end')).toBe(true), {
    ...inTime,
    interval: 2,
  });
  await late.client.endAsync(true);
  const kept = late.heard.filter(({ retain }) => retain);
  return Object.fromEntries(kept.map(({ topic, payload }) => [topic, payload]));
}

export interface ConsumerOptions {
  told: Told;
  /** Variables of the interpreter. */
  variables: number;
}

export async function bootConsumers(interpreter: string, o: ConsumerOptions) {
  const ends: (() => unknown)[] = [];
  const broker = await startBroker();
  ends.push(() => broker.stop());
  const odd = await newOddBroker(broker.port);
  ends.push(() => odd.close());
  const { client, heard } = subscribe(broker.port);
  ends.push(() => client.endAsync(true));
  const http = await freePort();
  const [telegram_port, frame_port] = [await freePort(), await freePort()];
  const device = bootDevice(interpreter, {
    settings: {
      ...{ ssid: 'Home', wifi_password: 'correct horse', name: 'dev', ...o.told },
      ...{ broker: '127.0.0.1', broker_port: odd.port, telegram_port, frame_port },
      key: Buffer.from(TEST_KEY).toString('hex'),
    },
    ports: { 80: http, 53: await freePort() },
    script: timeScript(PERIOD_S),
    env: { ESPR_VARS: String(o.variables), ESPR_STACK: '25000' },
  });
  ends.push(() => device.stop());
  const page = async () => {
    // Who comes while a telegram is told waits until it is, for some seconds: they must pass.
    const nudge = setInterval(() => device.run('SPARE=1'), 100);
    const asked = fetchFrom(http, '127.0.0.1', '/api/live').finally(() => clearInterval(nudge));
    const { status, body } = await asked;
    if (status !== 200) throw new Error(`/api/live: ${status} ${body}`);
    return JSON.parse(body);
  };
  const leave = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    await vi.waitFor(() => expect(heard.some(isThere)).toBe(true), inTime);
    const [telegrams, frames] = [await listen(telegram_port), await listen(frame_port)];
    ends.push(telegrams.stop, frames.stop);
    const sent: MeterFrame[] = [];
    /** Sends the next one; afterwards it is decoded, streamed and on the page, or this throws. */
    const send = async (next: MeterFrame) => {
      sent.push(next);
      device.run(`DUE(${next.frame.length})`);
      device.send(next.frame);
      await vi.waitFor(() => {
        expect(telegrams.text).toHaveLength(
          sent.reduce((n, { telegram }) => n + telegram.length, 0),
        );
        expect(frames.text).toHaveLength(sent.reduce((n, { frame }) => n + frame.length, 0));
      }, inTime);
      return vi.waitFor(async () => {
        const seen = await page();
        expect(seen.counts.telegrams).toBe(sent.length);
        return seen;
      }, inTime);
    };
    return { broker, odd, device, heard, telegrams, frames, sent, page, send, leave };
  } catch (fault) {
    const said = device.console().slice(-500);
    await leave();
    throw new Error(`${String(fault)}; the console: ${said}`, { cause: fault });
  }
}

export type Consumers = Awaited<ReturnType<typeof bootConsumers>>;

export const isThere = ({ topic, payload }: { topic: string; payload: string }) =>
  /\/(status|\$state)$/.test(topic) && /^(online|init|ready)$/.test(payload);

/** Nothing was lost, nothing went wrong. */
export function expectCalm({ device, telegrams, frames, sent }: Consumers): void {
  expect(complaintOf(device.console())).toBeUndefined();
  expect(device.starts()).toBe(1);
  expect([telegrams.isClosed, frames.isClosed]).toEqual([false, false]);
  expect(telegrams.text).toBe(sent.map(({ telegram }) => telegram).join(''));
  expect(frames.text).toBe(sent.map(({ frame }) => Buffer.from(frame).toString('latin1')).join(''));
}
