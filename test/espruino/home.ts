/**
 * A household: a meter that sends a frame every other second, a broker with somebody who listens, a
 * dongle fresh from its box, and a phone.
 */
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { expect, vi } from 'vitest';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { freePort, startBroker, subscribe } from './broker.ts';
import type { Broker, Heard } from './broker.ts';
import { bootDevice, STAND_INS } from './interpreter.ts';
import type { Device, DeviceOptions } from './interpreter.ts';
import { startPhone } from './phone.ts';
import type { Phone } from './phone.ts';

/** As the grid operator writes it in a letter. */
export const LETTER_KEY = Buffer.from(TEST_KEY).toString('hex').replace(/..../g, '$& ').trim();
const EVERY_MS = 2000;
/** What the dongle and its phone know it by. */
const OWN = /^http:\/\/(192\.168\.4\.1|127\.0\.0\.1|captive\.apple\.com|[a-z0-9-]+\.local)\//;
/** Limits of the ESP32, where the interpreter takes them; ESPR_VARS is for finding out what is needed. */
const ESP32_ENV = {
  ESPR_STACK: '25000',
  ESPR_VARS: process.env.ESPR_VARS ?? String(5000 + STAND_INS),
};

/** Where the partition is a file, a dongle fresh from its box has an erased one. */
const ERASED =
  'if (!require("fs").statSync(PARTITION)) ' +
  'require("fs").writeFileSync(PARTITION, E.toString(new Uint8Array(65536).fill(255)));';

export const inTime = { timeout: 40_000, interval: 50 };

export interface Home {
  device: Device;
  phone: Phone;
  broker: Broker;
  heard: Heard[];
  ports: { 80: number; 53: number };
  leave(): Promise<void>;
}

function startMeter(device: Device) {
  const house = newHouse({ seed: 11, startMs: Date.UTC(2026, 5, 14, 10) });
  const sealing = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  let counter = 0;
  return setInterval(() => {
    advanceHouse(house, house.nowMs + 10_000);
    const telegram = formatTelegram(house, house.nowMs, 'full');
    device.send(sealFrame({ telegram, counter: ++counter, ...sealing }));
  }, EVERY_MS);
}

export async function freshPorts(): Promise<Home['ports']> {
  return { 80: await freePort(), 53: await freePort() };
}

/** Boots without settings. */
export function bootNew(interpreter: string, o: DeviceOptions): Device {
  return bootDevice(interpreter, { env: ESP32_ENV, script: ERASED, ...o });
}

export async function moveIn(interpreter: string, o: DeviceOptions = {}): Promise<Home> {
  const ports = await freshPorts();
  const broker = await startBroker();
  const { client, heard } = subscribe(broker.port);
  const device = bootNew(interpreter, { ports, ...o });
  const meter = startMeter(device);
  const phone = await startPhone(ports[80], (url) => OWN.test(url));
  const leave = async () => {
    clearInterval(meter);
    device.stop();
    await phone.close();
    await client.endAsync(true);
    await broker.stop();
  };
  return { device, phone, broker, heard, ports, leave };
}

/** Waits until a telegram is published under a name that has come after `since` messages. */
export async function hears(home: Home, name: string, since: number): Promise<void> {
  await vi.waitFor(() => {
    const topics = home.heard.slice(since).map(({ topic }) => topic);
    expect(topics).toContain(`smarty/${name}/telegram`);
  }, inTime);
}

export interface Fetched {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request to the dongle under any name. */
export function fetchFrom(port: number, host: string, path: string): Promise<Fetched> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      let body = '';
      answer.on('data', (piece) => (body += String(piece)));
      answer.on('end', () => done({ status: answer.statusCode, headers: answer.headers, body }));
    });
    asked.on('error', fail);
    asked.end();
  });
}
