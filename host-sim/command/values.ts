/**
 * Values of the command line: text -> value, or undefined when the text is none. No text that is
 * refused is ever repeated in a message: it may be a key or hold a password.
 */
import { bytesOfHex } from '../../firmware/core/bytes.ts';

export interface Address {
  host: string;
  port: number;
  user?: string;
  password?: string;
}

/** Where to listen. */
export interface Endpoint {
  host: string;
  port: number;
}

export type BrokerChoice =
  { isEmbedded: true; port: number } | { isEmbedded: false; address: Address };

const MQTT_PORT = 1883;
const LOOPBACK = '127.0.0.1';
const KEY_SIZE = 16;
/** A text field of MQTT (OASIS MQTT 3.1.1, §1.5.3). */
const TEXT_LIMIT = 65535;

/** 16 bytes as hexadecimal digits, with white space around them, as files have it. */
export function readKey(text: string): Uint8Array | undefined {
  const bytes = bytesOfHex(text.trim());
  return bytes?.length === KEY_SIZE ? bytes : undefined;
}

/** A decimal number within bounds. */
export function readNumber(text: string, least: number, most: number): number | undefined {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
  return value >= least && value <= most ? value : undefined;
}

export function readWhole(text: string, least: number, most: number): number | undefined {
  const value = readNumber(text, least, most);
  return Number.isInteger(value) ? value : undefined;
}

export function readChoice<T extends string>(text: string, choices: readonly T[]): T | undefined {
  return choices.find((choice) => choice === text);
}

/** One level of a topic that needs no escaping anywhere. */
export function readDevice(text: string): string | undefined {
  return /^[A-Za-z0-9._-]{1,64}$/.test(text) ? text : undefined;
}

/** What a URL has escaped, as MQTT sends it: a byte string of UTF-8. Empty is absent. */
function credential(escaped: string): string | undefined {
  return Buffer.from(decodeURIComponent(escaped), 'utf8').toString('latin1') || undefined;
}

/** As they are meant; undefined: none. Throws where a "%" stands for itself, which in a URL is "%25". */
export function loginOf({ username, password }: URL) {
  const [user, secret] = [username, password].map((part) => decodeURIComponent(part) || undefined);
  return { user, password: secret };
}

function isBareUrl(url: URL): boolean {
  return url.hostname !== '' && ['', '/'].includes(url.pathname) && !url.search && !url.hash;
}

function readAddress(text: string): Address | undefined {
  try {
    const url = new URL(text);
    const [user, password] = [credential(url.username), credential(url.password)];
    const isLogin = user !== undefined || password === undefined;
    const isShort = [user, password].every((part) => (part ?? '').length <= TEXT_LIMIT);
    const port = url.port === '' ? MQTT_PORT : Number(url.port);
    if (!isBareUrl(url) || !isLogin || !isShort || port === 0) return undefined;
    return { host: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, user, password };
  } catch {
    return undefined;
  }
}

/** "embedded", "embedded:1884" or "mqtt://user:password@host:port". */
export function readBroker(text: string): BrokerChoice | undefined {
  const [word, port, ...rest] = text.split(':');
  if (word === 'embedded' && rest.length === 0) {
    const number = port === undefined ? MQTT_PORT : readWhole(port, 0, 65535);
    return number === undefined ? undefined : { isEmbedded: true, port: number };
  }
  const address = text.startsWith('mqtt://') ? readAddress(text) : undefined;
  return address && { isEmbedded: false, address };
}

/** "2001", "0.0.0.0:2001" or "[::1]:2001"; without a host nobody else can reach it. */
export function readEndpoint(text: string): Endpoint | undefined {
  const parts = /^(?:(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+)):)?(\d{1,5})$/i.exec(text);
  const port = parts ? readWhole(parts[3], 0, 65535) : undefined;
  if (!parts || port === undefined) return undefined;
  return { host: parts[1] ?? parts[2] ?? LOOPBACK, port };
}

/** The endpoint for people. */
export function textOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The address for people: without user and password. */
export function urlOf(address: Address): string {
  return `mqtt://${textOf(address)}`;
}
