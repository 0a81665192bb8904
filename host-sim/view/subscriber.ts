/**
 * A subscriber like any other: an MQTT.js client of the broker that the core publishes to.
 * In: where the broker is and the device. Out: what is published below smarty/<device>/.
 */
import { randomBytes } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { once } from 'node:events';
import type { IClientOptions, MqttClient } from 'mqtt';
import { topicOf } from '../../firmware/core/message/topics.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Address } from '../command/values.ts';
import { urlOf } from '../command/values.ts';

export interface Subscription {
  address: Address;
  device: string;
  /** The part of the topic behind the device, and the text. */
  onMessage(name: string, payload: string): void;
}

export interface Subscriber {
  close(): Promise<void>;
}

const CONNECT_MS = 10_000;
const RETRY_MS = 1000;
/** Retained messages of an earlier run are old news, but for the status. */
const LASTING = 'status';

function textOf(bytes: string | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes, 'latin1').toString('utf8');
}

function clientOptions({ host, port, user, password }: Address): IClientOptions {
  return {
    protocol: 'mqtt',
    host,
    port,
    username: textOf(user),
    password: textOf(password),
    clientId: `smartywatch${randomBytes(4).toString('hex')}`,
    connectTimeout: CONNECT_MS,
    reconnectPeriod: RETRY_MS,
  };
}

async function connectTo(address: Address, signal: AbortSignal): Promise<MqttClient> {
  // Loaded here because it is large, and --json does without.
  const { connect } = await import('mqtt');
  const client = connect(clientOptions(address));
  try {
    await once(client as unknown as EventEmitter, 'connect', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(CONNECT_MS)]),
    });
  } catch {
    await client.endAsync(true);
    const advice = 'allow it, or use --json';
    throw newProblem(`${urlOf(address)} lets no second client in to watch: ${advice}.`, FAILED);
  } finally {
    // It connects again by itself; the core tells of the loss.
    client.on('error', () => undefined);
  }
  return client;
}

export async function subscribe(
  subscription: Subscription,
  signal: AbortSignal,
): Promise<Subscriber> {
  const { address, device, onMessage } = subscription;
  const client = await connectTo(address, signal);
  const root = topicOf(device, '');
  client.on('message', (topic, payload, { retain }) => {
    const name = topic.slice(root.length);
    if (!retain || name === LASTING) onMessage(name, payload.toString('utf8'));
  });
  try {
    await client.subscribeAsync(`${root}#`, { qos: 1 });
  } catch {
    await client.endAsync(true);
    const right = `give the user the right to read ${root}#, or use --json`;
    throw newProblem(`${urlOf(address)} refuses the subscription: ${right}.`, FAILED);
  }
  return { close: () => client.endAsync(true) };
}
