/**
 * Where the bytes of a meter come from, as one text.
 *
 *   /dev/ttyUSB0  COM3  serial:/tmp/p1     a serial port
 *   tcp://192.168.1.50:2002                ser2net, a stream of the dongle
 *   mqtt://192.168.1.2/smarty/cellar/frame   also mqtts, ws, wss (there the path is that of the websocket)
 *   file:frames.hex   replay:frames.hex    a recording
 *   -                                      standard input
 *   simulated                              a simulated house
 *   kamstrup:/dev/ir-head                  a heat meter; also kamstrup:tcp://HOST:PORT, kamstrup:simulated
 */
import type { Endpoint } from '../command/values.ts';
import { loginOf, readEndpoint } from '../command/values.ts';
import type { Form } from '../settings/form.ts';

export type Place =
  | { kind: 'serial'; path: string }
  | { kind: 'tcp'; to: Endpoint }
  | { kind: 'mqtt'; broker: URL; topic: string | undefined }
  | { kind: 'file'; file: string }
  | { kind: 'simulated' }
  | { kind: 'kamstrup'; line: Place & { kind: 'serial' | 'tcp' | 'simulated' } };

type Reader = (rest: string, text: string) => Place | undefined;

function readTcp(rest: string): Place | undefined {
  const isNamed = rest.startsWith('//') && /:\d+\/?$/.test(rest);
  const to = isNamed ? readEndpoint(rest.slice(2).replace(/\/$/, '')) : undefined;
  return to && to.port > 0 ? { kind: 'tcp', to } : undefined;
}

function readMqtt(_rest: string, text: string): Place | undefined {
  try {
    const broker = new URL(text);
    loginOf(broker);
    if (!broker.hostname || broker.hash || broker.port === '0') return undefined;
    const isWeb = broker.protocol.startsWith('ws');
    const topic = isWeb ? '' : decodeURIComponent(broker.pathname.slice(1));
    if (!isWeb) broker.pathname = '';
    return { kind: 'mqtt', broker, topic: topic || undefined };
  } catch {
    return undefined;
  }
}

function readFileName(file: string): Place | undefined {
  return file ? { kind: 'file', file } : undefined;
}

const KINDS: Readonly<Record<string, Reader>> = {
  serial: (path) => (path ? { kind: 'serial', path } : undefined),
  tcp: readTcp,
  mqtt: readMqtt,
  mqtts: readMqtt,
  ws: readMqtt,
  wss: readMqtt,
  file: readFileName,
  replay: readFileName,
  kamstrup: (rest) => {
    const line = readPlace(rest);
    const isLine = line?.kind === 'serial' || line?.kind === 'tcp' || line?.kind === 'simulated';
    return isLine ? { kind: 'kamstrup', line } : undefined;
  },
};

export function readPlace(text: string): Place | undefined {
  if (text === '-') return { kind: 'file', file: '-' };
  if (text === 'simulated') return { kind: 'simulated' };
  // Windows names its ports COM1, COM2 ..., and \\.\COM10 and up.
  if (/^(\/|\\\\\.\\|COM\d)/i.test(text)) return { kind: 'serial', path: text };
  const [, kind, rest] = /^([a-z0-9]+):(.+)$/.exec(text) ?? [];
  return Object.hasOwn(KINDS, kind ?? '') ? KINDS[kind](rest, text) : undefined;
}

/** The topic of one meter. */
export function isOneTopic(topic: string | undefined): topic is string {
  return topic !== undefined && !/[+#]/.test(topic);
}

export const TOPIC_MISSING =
  'source needs the topic of one meter: mqtt://HOST/TOPIC, without + and #, or source topic.';

export const PLACE: Form<Place> = {
  value: 'PLACE',
  must: 'a serial port (/dev/ttyUSB0, COM3), tcp://HOST:PORT, mqtt://HOST/TOPIC (special characters as in URLs, "@" as %40, "%" as %25), file:FILE, "-", simulated, or kamstrup: and a port or tcp://HOST:PORT',
  read: (text) => (text.includes('\0') ? undefined : readPlace(text)),
};
