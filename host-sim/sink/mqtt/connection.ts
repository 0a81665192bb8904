/**
 * The way to a broker, as MQTT.js wants it. In: options, and the last will. Out: its options; files
 * are read here, and one that cannot be read is a problem, thrown.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IClientOptions } from 'mqtt';
import { FAILED, newProblem } from '../../command/problem.ts';
import { loginOf } from '../../command/values.ts';
import type { MqttOptions } from '../settings/mqtt.ts';

const PORTS: Record<string, number> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };
const CONNECT_MS = 15_000;

export interface Will {
  topic: string;
  payload: string;
}

function fileOf(options: MqttOptions, name: 'ca' | 'certificate' | 'certificate_key') {
  const file = options[name];
  if (file === undefined) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = `check mqtt ${name} and your right to read it`;
    throw newProblem(`${file} cannot be read (${code}): ${advice}.`, FAILED);
  }
}

function tlsOf(options: MqttOptions): Partial<IClientOptions> {
  const cert = fileOf(options, 'certificate');
  const key = fileOf(options, 'certificate_key');
  const ca = fileOf(options, 'ca');
  return { ca, cert, key, rejectUnauthorized: options.verify };
}

function clientIdOf({ client_id: id }: MqttOptions, meter: string): string {
  return id?.replaceAll('{meter}', meter) ?? `smarty${randomBytes(4).toString('hex')}`;
}

function credentialsOf({ url, user, password }: MqttOptions): Partial<IClientOptions> {
  const login = loginOf(url);
  return { username: user ?? login.user, password: password ?? login.password };
}

/** For people: without user and password. */
export function nameOf({ url }: MqttOptions): string {
  const path = url.pathname.length > 1 ? url.pathname : '';
  return `${url.protocol}//${url.hostname}:${url.port || PORTS[url.protocol]}${path}`;
}

export function clientOptions(options: MqttOptions, meter: string, will: Will): IClientOptions {
  const { url } = options;
  const isTls = url.protocol === 'mqtts:' || url.protocol === 'wss:';
  const isWeb = url.protocol.startsWith('ws');
  return {
    protocol: url.protocol.slice(0, -1) as IClientOptions['protocol'],
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || PORTS[url.protocol],
    path: isWeb ? `${url.pathname}${url.search}` : undefined,
    protocolVersion: options.version === '5' ? 5 : 4,
    clientId: clientIdOf(options, meter),
    keepalive: options.keep_alive_s,
    connectTimeout: CONNECT_MS,
    reconnectOnConnackError: true,
    queueQoSZero: false,
    will: { topic: will.topic, payload: Buffer.from(will.payload), qos: 1, retain: true },
    ...credentialsOf(options),
    ...(isTls ? tlsOf(options) : {}),
  };
}
