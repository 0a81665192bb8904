/**
 * An MQTT 3.1.1 client that keeps itself connected (OASIS Standard, §3 and §4).
 * In: messages to publish, the events of a socket, and the time, through tickSession about once a
 * second; the time must not jump. Out: bytes to the socket, messages from the broker.
 *
 *   idle -> connecting -> greeting -> up        (TCP open, CONNECT sent, CONNACK received)
 *   any of the last three -> waiting -> connecting ...            closeSession -> closed
 *
 * One QoS 1 message is under way at a time and is sent again until it is acknowledged.
 */
import type { Net, Socket, SocketEvents } from '../ports.ts';
import type { Message, Packet, PacketReader } from './packet.ts';
import {
  CONNACK,
  DISCONNECT,
  encodeConnect,
  encodePuback,
  encodePublish,
  encodeSubscribe,
  newPacketReader,
  PACKET_LIMIT,
  PINGREQ,
  PUBACK,
  PUBLISH,
  readPackets,
  resetPacketReader,
  SUBACK,
} from './packet.ts';
import type { Queue } from './queue.ts';
import { acknowledgeOldest, newQueue, takeOldest } from './queue.ts';

export type SessionState = 'idle' | 'connecting' | 'greeting' | 'up' | 'waiting' | 'closed';

/** What can go wrong, and what to do about it. Made on demand: kept, it would fill 1.5 kB. */
function faultTable() {
  return {
    unreachable: 'No connection: check the address and port of the broker, and the network.',
    timeout: 'The broker does not answer in time: check that it runs and is not overloaded.',
    closed: 'The broker hung up: read its log; two clients with the same id do this, too.',
    protocol: 'This is not MQTT 3.1.1: check that the port is one of a broker without TLS.',
    'refused-version': 'The broker does not speak MQTT 3.1.1: allow it there.',
    'refused-id': 'The broker does not accept the client id: choose another.',
    'refused-server': 'The broker is out of service: wait, or read its log.',
    'refused-login': 'The broker does not accept the user name or the password: correct them.',
    'refused-rights':
      'The broker does not let this user in: check user name, password and its rights.',
    subscription: 'The broker refuses a subscription: give the user the right to read it.',
  };
}

export type SessionFault = keyof ReturnType<typeof faultTable>;

export interface SessionOptions {
  host: string;
  port: number;
  clientId: string;
  user?: string;
  password?: string;
  keepAliveS: number;
  queueBytes: number;
  /** Retained at QoS 1: online after every connection, offline at the end and as last will. */
  /** `gone`: what is said in place of `offline` where the dongle leaves by itself. */
  status: { topic: string; online: string; offline: string; gone?: string };
  subscriptions: string[];
  net: Net;
  /** 0 to 1. */
  random(): number;
  onMessage?(topic: string, payload: string, retain: boolean): void;
  /** The state or the fault has changed. */
  onChange?(): void;
  /** All that was queued has gone out. */
  onIdle?(): void;
}

export interface Session {
  options: SessionOptions;
  state: SessionState;
  /** The latest; undefined once the broker has accepted the connection. */
  fault: SessionFault | undefined;
  faults: number;
  /** Messages from the broker. */
  received: number;
  /** Connections tried again. */
  reconnects: number;
  /** Also counts the messages dropped. */
  queue: Queue;
  /** Also counts what was too long to read. */
  reader: PacketReader;
  /** Marks the connection whose events count: those of an older one are ignored. */
  connection: number;
  /** CONNECT, and what follows CONNACK: online and SUBSCRIBE. */
  greeting: string;
  announcement: string;
  socket: Socket | undefined;
  /** The socket takes nothing before it has drained. */
  full: boolean;
  /** Packets that go before the next message: the announcement, PUBACK, PINGREQ. */
  owed: string;
  /** The packet whose acknowledgement is waited for. */
  awaited: number | undefined;
  failures: number;
  waitMs: number;
  nowMs: number;
  sinceMs: number;
  sentMs: number;
  receivedMs: number;
  pingMs: number;
}

const CONNECT_MS = 15000;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60000;
/** By then the wait has reached its longest. */
const MOST_DOUBLINGS = 6;
const STEADY_MS = 60000;
const READ_BYTES = 1024;
const OWED_BYTES = 1024;

// Below FIRST_MESSAGE_ID [MQTT-2.3.1-2].
const SUBSCRIBE_ID = 1;
const ONLINE_ID = 2;
const OFFLINE_ID = 3;

/** By the return code of CONNACK. */
const REFUSALS: SessionFault[] = [
  'protocol',
  'refused-version',
  'refused-id',
  'refused-server',
  'refused-login',
  'refused-rights',
];

function announceChange(session: Session): void {
  if (session.options.onChange) session.options.onChange();
}

function statusMessage(options: SessionOptions, payload: string): Message {
  return { topic: options.status.topic, payload, qos: 1, retain: true };
}

/** Leaves the connection, whatever its state; what comes from it later is ignored. */
function leaveConnection(session: Session, state: SessionState): void {
  const socket = session.socket;
  session.connection++;
  session.socket = undefined;
  session.full = false;
  session.owed = '';
  session.awaited = undefined;
  resetPacketReader(session.reader);
  session.state = state;
  session.sinceMs = session.nowMs;
  if (socket !== undefined) socket.close();
  announceChange(session);
}

function failConnection(session: Session, fault: SessionFault): void {
  if (session.state === 'up' && session.nowMs - session.sinceMs >= STEADY_MS) session.failures = 0;
  const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << session.failures);
  // Jitter: the houses of a street must not come back all at once after a power cut.
  session.waitMs = longestMs * (0.5 + session.options.random() / 2);
  session.failures = Math.min(MOST_DOUBLINGS, session.failures + 1);
  session.fault = fault;
  session.faults++;
  leaveConnection(session, 'waiting');
}

function handOver(session: Session, bytes: string, more?: string): void {
  session.sentMs = session.nowMs;
  // Before the call: a host may report back, even that it has drained, while it takes the bytes.
  session.full = true;
  if (session.socket !== undefined && session.socket.send(bytes, more)) session.full = false;
}

function sendOwed(session: Session): void {
  const owed = session.owed;
  session.owed = '';
  handOver(session, owed);
}

function sendOldest(session: Session): void {
  const packet = takeOldest(session.queue);
  if (session.queue.inFlight) session.awaited = session.queue.id;
  handOver(session, packet.head, packet.payload);
}

/** Sends what can be sent of what is owed and queued: whoever queues a message calls it. */
export function sendWaiting(session: Session): void {
  while (session.state === 'up' && !session.full) {
    if (session.owed !== '') sendOwed(session);
    else if (session.awaited === undefined && session.queue.messages.length > 0)
      sendOldest(session);
    else return;
  }
}

function takeConnack(session: Session, code: number): void {
  if (code !== 0) {
    failConnection(session, REFUSALS[code] || 'protocol');
    return;
  }
  session.state = 'up';
  session.fault = undefined;
  session.sinceMs = session.nowMs;
  session.awaited = ONLINE_ID;
  session.owed = session.announcement;
  announceChange(session);
}

function takePuback(session: Session, id: number): void {
  if (id !== session.awaited) return;
  session.awaited = undefined;
  // Online does not count: it is acknowledged even where every connection is cut at once.
  if (id !== ONLINE_ID) {
    acknowledgeOldest(session.queue);
    session.failures = 0;
  }
}

function takePublish(session: Session, packet: Packet & { type: typeof PUBLISH }): void {
  const options = session.options;
  session.received++;
  // [MQTT-4.3.2-2]
  if (packet.id !== undefined) session.owed += encodePuback(packet.id);
  if (options.onMessage) options.onMessage(packet.topic, packet.payload, packet.retain);
}

function takeRefusal(session: Session): void {
  session.fault = 'subscription';
  session.faults++;
  announceChange(session);
}

function takePacket(session: Session, packet: Packet): void {
  // [MQTT-3.2.0-1]
  const fitting = packet.type === CONNACK ? 'greeting' : 'up';
  if (session.state !== fitting) failConnection(session, 'protocol');
  else if (packet.type === PUBACK) takePuback(session, packet.id);
  else if (packet.type === PUBLISH) takePublish(session, packet);
  else if (packet.type === CONNACK) takeConnack(session, packet.code);
  else if (packet.type === SUBACK && packet.refused) takeRefusal(session);
}

/** A hook may publish more: that is sent, and announced, in its turn. */
function announceIdle(session: Session): void {
  const isIdle = session.state === 'up' && session.queue.messages.length === 0;
  if (isIdle && session.options.onIdle) session.options.onIdle();
}

function takeBytes(session: Session, bytes: string): void {
  const connection = session.connection;
  const packets: Packet[] = [];
  session.receivedMs = session.nowMs;
  const isSound = readPackets(session.reader, bytes, function (packet) {
    // Handled when all are read: calls must not nest deep.
    packets.push(packet);
  });
  for (let i = 0; i < packets.length && session.connection === connection; i++) {
    takePacket(session, packets[i]);
  }
  // [MQTT-4.8.0-1]
  if (!isSound && session.connection === connection) failConnection(session, 'protocol');
  sendWaiting(session);
  announceIdle(session);
  // Only while nothing can be sent they pile up: the broker no longer reads.
  const mostBytes = session.announcement.length + OWED_BYTES;
  if (session.owed.length > mostBytes) failConnection(session, 'timeout');
}

function takeOpen(session: Session): void {
  session.state = 'greeting';
  // [MQTT-3.1.0-1]
  handOver(session, session.greeting);
  announceChange(session);
}

function takeDrained(session: Session): void {
  session.full = false;
  sendWaiting(session);
  announceIdle(session);
}

function takeClosed(session: Session): void {
  session.socket = undefined;
  failConnection(session, session.state === 'connecting' ? 'unreachable' : 'closed');
}

/** The ears of the present connection: deaf as soon as the session has left it. */
function listen(session: Session): SocketEvents {
  const connection = session.connection;
  return {
    open: () => {
      if (session.connection === connection) takeOpen(session);
    },
    data: (bytes) => {
      if (session.connection === connection) takeBytes(session, bytes);
    },
    drained: () => {
      if (session.connection === connection) takeDrained(session);
    },
    closed: () => {
      if (session.connection === connection) takeClosed(session);
    },
  };
}

function connect(session: Session): void {
  const options = session.options;
  const connection = ++session.connection;
  session.state = 'connecting';
  session.sinceMs = session.nowMs;
  session.receivedMs = session.nowMs;
  session.pingMs = session.nowMs;
  const socket = options.net.connect(options.host, options.port, listen(session));
  // The host may have reported `closed` while it tried.
  if (session.connection !== connection) return;
  session.socket = socket;
  announceChange(session);
}

function reconnect(session: Session): void {
  session.reconnects++;
  connect(session);
}

function tendLink(session: Session): void {
  const halfMs = session.options.keepAliveS * 500;
  const now = session.nowMs;
  if (now - session.receivedMs >= 3 * halfMs) {
    failConnection(session, 'timeout');
    return;
  }
  // Hearing nothing counts as well: QoS 0 messages alone are never answered. [MQTT-3.1.2-23]
  const isQuiet = now - Math.min(session.sentMs, session.receivedMs) >= halfMs;
  if (!isQuiet || now - session.pingMs < halfMs) return;
  session.pingMs = now;
  session.owed += PINGREQ;
  sendWaiting(session);
}

function encodeAnnouncement(options: SessionOptions): string {
  const online = encodePublish(statusMessage(options, options.status.online), ONLINE_ID, false);
  const topics = options.subscriptions;
  // [MQTT-3.8.3-3]
  return topics.length > 0 ? online + encodeSubscribe(SUBSCRIBE_ID, topics) : online;
}

function checkOptions(options: SessionOptions): void {
  if (!(options.keepAliveS >= 1 && options.keepAliveS <= 65535))
    throw new Error('mqtt: keepAliveS must be 1 to 65535');
  if (!(options.queueBytes >= 1 && options.queueBytes <= PACKET_LIMIT))
    throw new Error('mqtt: queueBytes must be 1 to 268435455');
}

export function faultAdvice(fault: SessionFault): string {
  return faultTable()[fault];
}

export function newSession(options: SessionOptions): Session {
  checkOptions(options);
  return {
    options,
    state: 'idle',
    fault: undefined,
    faults: 0,
    received: 0,
    reconnects: 0,
    queue: newQueue(options.queueBytes),
    reader: newPacketReader(READ_BYTES),
    greeting: encodeConnect(options, statusMessage(options, options.status.offline)),
    announcement: encodeAnnouncement(options),
    connection: 0,
    socket: undefined,
    full: false,
    owed: '',
    awaited: undefined,
    failures: 0,
    waitMs: 0,
    nowMs: 0,
    sinceMs: 0,
    sentMs: 0,
    receivedMs: 0,
    pingMs: 0,
  };
}

export function tickSession(session: Session, nowMs: number): void {
  const inStateMs = nowMs - session.sinceMs;
  session.nowMs = nowMs;
  if (session.state === 'idle') connect(session);
  else if (session.state === 'up') tendLink(session);
  else if (session.state === 'waiting') {
    if (inStateMs >= session.waitMs) reconnect(session);
  } else if (session.state !== 'closed' && inStateMs >= CONNECT_MS) {
    failConnection(session, 'timeout');
  }
}

/** What kept the broker out of reach has changed: the next attempt need not wait. */
export function retrySoon(session: Session): void {
  session.failures = 0;
  session.waitMs = Math.min(session.waitMs, FIRST_WAIT_MS);
}

/** Says goodbye, even to a full socket: nothing can follow. What is still queued is not sent. */
export function closeSession(session: Session): void {
  const options = session.options;
  if (session.state === 'up') {
    const status = options.status;
    const offline = statusMessage(options, status.gone || status.offline);
    // In place of the will, which DISCONNECT makes the broker forget [MQTT-3.14.4-3].
    handOver(session, encodePublish(offline, OFFLINE_ID, false) + DISCONNECT);
  }
  // [MQTT-3.14.4-1]
  if (session.state !== 'closed') leaveConnection(session, 'closed');
}
