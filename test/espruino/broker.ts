/**
 * A real broker for the device: mosquitto where it is installed, else aedes in this process.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import type { MqttClient } from 'mqtt';

export interface Broker {
  port: number;
  stop(): Promise<void>;
}

export interface Heard {
  topic: string;
  payload: string;
  retain: boolean;
}

export const hasMosquitto = spawnSync('mosquitto', ['-h']).error === undefined;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

async function startAedes(port: number): Promise<Broker> {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => broker.handle(socket));
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const stop = async () => {
    await new Promise<void>((done) => broker.close(done));
    await new Promise((done) => server.close(done));
  };
  return { port, stop };
}

/** Undefined: somebody else had the port. */
async function startMosquitto(port: number): Promise<Broker | undefined> {
  const config = join(mkdtempSync(join(tmpdir(), 'broker-')), 'mosquitto.conf');
  writeFileSync(config, `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\n`);
  const child = spawn('mosquitto', ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  let said = '';
  child.stderr.on('data', (text) => (said += String(text)));
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  // Its own word: whoever else has the port would answer, too.
  while (!isGone() && !/^\S+ mosquitto version \S+ running$/m.test(said)) await sleep(20);
  if (isGone()) return undefined;
  const stop = async () => {
    child.kill('SIGTERM');
    await gone;
  };
  return { port, stop };
}

const MOST_TRIES = 50;

export async function startBroker(port?: number): Promise<Broker> {
  for (let i = 0; i < MOST_TRIES; i++) {
    const chosen = port ?? (await freePort());
    const broker = await (hasMosquitto ? startMosquitto(chosen) : startAedes(chosen));
    if (broker) return broker;
    await sleep(100);
  }
  throw new Error(`there is no port for a broker${port ? `: ${port} is taken` : ''}`);
}

/** Subscribes to all; comes back on its own when the broker does. */
export function subscribe(port: number): { client: MqttClient; heard: Heard[] } {
  const heard: Heard[] = [];
  const client = mqtt.connect({ host: '127.0.0.1', port, reconnectPeriod: 100 });
  client.on('connect', () => client.subscribe('#', { qos: 1 }));
  client.on('message', (topic, payload, packet) =>
    heard.push({ topic, payload: payload.toString(), retain: packet.retain }),
  );
  client.on('error', () => undefined);
  return { client, heard };
}
