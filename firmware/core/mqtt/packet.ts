/**
 * MQTT 3.1.1 control packets (OASIS Standard, §2 and §3).
 * In: records, out: byte strings; and back from a TCP stream in pieces broken anywhere. Of what a
 * broker may send, only what this client asks for is understood; all else is malformed.
 *
 *   0  type << 4 | flags   1..  length of the rest, 1 to 4 digits of 7 bits, least first
 *
 *   CONNECT    text "MQTT" | 4 | flags | keep alive (2) | texts: client id, will topic,
 *              will payload, user, password
 *   CONNACK    flags | return code
 *   PUBLISH    text topic | id (2), only with QoS 1 | payload
 *   PUBACK     id (2)
 *   SUBSCRIBE  id (2) | text topic, QoS | text topic, QoS ...
 *   SUBACK     id (2) | return code | return code ...
 *
 * A text is its length (2) and its bytes.
 */
export const CONNACK = 2;
export const PUBLISH = 3;
export const PUBACK = 4;
export const SUBACK = 9;
export const PINGRESP = 13;

export const TEXT_LIMIT = 65535;
export const PACKET_LIMIT = 268435455;

const LENGTH_DIGITS = 4;
const CLEAN_SESSION = 0x02;
const WILL = 0x04;
const WILL_RETAIN = 0x20;
const PASSWORD = 0x40;
const USER = 0x80;

// Bytes above 127 are made at run time: a minifier may write them as two bytes of UTF-8.
const REFUSED = String.fromCharCode(0x80);
export const PINGREQ = String.fromCharCode(0xc0, 0);
export const DISCONNECT = String.fromCharCode(0xe0, 0);

export interface Message {
  topic: string;
  payload: string;
  qos: 0 | 1;
  retain: boolean;
}

export interface Client {
  clientId: string;
  user?: string;
  password?: string;
  keepAliveS: number;
}

/** What a broker says. A publication without id is QoS 0. */
export type Packet =
  | { type: typeof CONNACK; code: number }
  | { type: typeof PUBLISH; topic: string; payload: string; retain: boolean; id?: number }
  | { type: typeof PUBACK; id: number }
  | { type: typeof SUBACK; id: number; refused: boolean }
  | { type: typeof PINGRESP };

/** Of a packet whose body is longer than the capacity nothing is kept; it counts as skipped. */
export interface PacketReader {
  capacityBytes: number;
  skipped: number;
  pending: string;
  bodySize: number;
  toSkip: number;
}

function encodeU16(value: number): string {
  return String.fromCharCode(value >> 8, value & 255);
}

function encodeText(text: string): string {
  if (text.length > TEXT_LIMIT) throw new Error('mqtt: a text must be at most 65535 bytes');
  return String.fromCharCode(text.length >> 8, text.length & 255) + text;
}

function encodeHead(first: number, length: number): string {
  if (length < 128) return String.fromCharCode(first, length);
  let head = String.fromCharCode(first);
  let rest = length;
  while (rest > 127) {
    head += String.fromCharCode(128 | (rest & 127));
    rest >>= 7;
  }
  return head + String.fromCharCode(rest);
}

/** Always asks for a clean session: what is owed is kept in the queue on this side. */
export function encodeConnect(client: Client, will?: Message): string {
  let flags = CLEAN_SESSION;
  // [MQTT-3.1.3-1]
  let texts = encodeText(client.clientId);
  if (will !== undefined) {
    flags |= WILL | (will.qos << 3) | (will.retain ? WILL_RETAIN : 0);
    texts += encodeText(will.topic) + encodeText(will.payload);
  }
  if (client.user !== undefined) {
    flags |= USER;
    texts += encodeText(client.user);
  }
  // [MQTT-3.1.2-22]
  if (client.user !== undefined && client.password !== undefined) {
    flags |= PASSWORD;
    texts += encodeText(client.password);
  }
  const fixed = encodeText('MQTT') + String.fromCharCode(4, flags) + encodeU16(client.keepAliveS);
  return encodeHead(0x10, fixed.length + texts.length) + fixed + texts;
}

/** All of a PUBLISH but its payload. The id counts only with QoS 1. */
export function encodePublishHead(message: Message, id: number, dup: boolean): string {
  const flags = (dup ? 8 : 0) | (message.qos << 1) | (message.retain ? 1 : 0);
  // [MQTT-2.3.1-5]
  const fixed = encodeText(message.topic) + (message.qos === 1 ? encodeU16(id) : '');
  return encodeHead(0x30 | flags, fixed.length + message.payload.length) + fixed;
}

export function encodePublish(message: Message, id: number, dup: boolean): string {
  return encodePublishHead(message, id, dup) + message.payload;
}

export function encodePuback(id: number): string {
  return encodeHead(0x40, 2) + encodeU16(id);
}

/** Asks for QoS 1 on every topic. */
export function encodeSubscribe(id: number, topics: string[]): string {
  let body = encodeU16(id);
  for (let i = 0; i < topics.length; i++) body += encodeText(topics[i]) + '\x01';
  // [MQTT-3.8.1-1]
  return encodeHead(0x82, body.length) + body;
}

function readU16(bytes: string, at: number): number {
  return (bytes.charCodeAt(at) << 8) | bytes.charCodeAt(at + 1);
}

function decodeConnack(body: string): Packet | undefined {
  if (body.charCodeAt(0) > 1) return undefined;
  return { type: CONNACK, code: body.charCodeAt(1) };
}

function decodePublish(body: string, flags: number): Packet | undefined {
  const qos = (flags >> 1) & 3;
  const topicEnd = 2 + readU16(body, 0);
  const payloadAt = topicEnd + 2 * qos;
  // QoS 2 is never asked for. [MQTT-3.3.1-2] [MQTT-3.3.1-4] [MQTT-4.7.3-1]
  if (qos > 1 || flags >> 3 > qos || topicEnd === 2 || payloadAt > body.length) return undefined;
  const id = qos === 1 ? readU16(body, topicEnd) : undefined;
  // [MQTT-2.3.1-1]
  if (id === 0) return undefined;
  const topic = body.substr(2, topicEnd - 2);
  return { type: PUBLISH, topic, payload: body.substr(payloadAt), retain: (flags & 1) === 1, id };
}

function decodePuback(body: string): Packet {
  return { type: PUBACK, id: readU16(body, 0) };
}

function decodeSuback(body: string): Packet {
  return { type: SUBACK, id: readU16(body, 0), refused: body.indexOf(REFUSED, 2) >= 0 };
}

function decodePingresp(): Packet {
  return { type: PINGRESP };
}

interface Form {
  flags: number;
  least: number;
  most: number;
  decode(body: string, flags: number): Packet | undefined;
}

/** The packets this client may be sent: the flags they may have and the length of their bodies. */
const FORMS: { [type: number]: Form | undefined } = {
  [CONNACK]: { flags: 0, least: 2, most: 2, decode: decodeConnack },
  [PUBLISH]: { flags: 15, least: 3, most: PACKET_LIMIT, decode: decodePublish },
  [PUBACK]: { flags: 0, least: 2, most: 2, decode: decodePuback },
  [SUBACK]: { flags: 0, least: 3, most: PACKET_LIMIT, decode: decodeSuback },
  [PINGRESP]: { flags: 0, least: 0, most: 0, decode: decodePingresp },
};

const SHORT = 0;
const MALFORMED = -1;
const READ = 1;

/** The size of the fixed header, SHORT or MALFORMED; the size of what follows is noted. */
function readHead(reader: PacketReader): number {
  const bytes = reader.pending;
  const size = bytes.length;
  let bodySize = 0;
  for (let i = 1; i <= LENGTH_DIGITS; i++) {
    if (i >= size) return SHORT;
    const digit = bytes.charCodeAt(i);
    bodySize |= (digit & 127) << (7 * (i - 1));
    reader.bodySize = bodySize;
    if (digit < 128) return i + 1;
  }
  return MALFORMED;
}

function startSkipping(reader: PacketReader, size: number): number {
  reader.skipped++;
  reader.toSkip = size;
  return READ;
}

function readPacket(reader: PacketReader, onPacket: (packet: Packet) => void): number {
  const headSize = readHead(reader);
  if (headSize <= SHORT) return headSize;
  const first = reader.pending.charCodeAt(0);
  const bodySize = reader.bodySize;
  const form = FORMS[first >> 4];
  // [MQTT-2.2.2-2]
  if (form === undefined || (first & 15) > form.flags) return MALFORMED;
  if (bodySize < form.least || bodySize > form.most) return MALFORMED;
  if (bodySize > reader.capacityBytes) return startSkipping(reader, headSize + bodySize);
  if (reader.pending.length < headSize + bodySize) return SHORT;
  const packet = form.decode(reader.pending.substr(headSize, bodySize), first & 15);
  if (packet === undefined) return MALFORMED;
  // Before the call: whoever takes the packet may reset the reader.
  reader.pending = reader.pending.substr(headSize + bodySize);
  onPacket(packet);
  return READ;
}

function skipBytes(reader: PacketReader): number {
  const count = Math.min(reader.toSkip, reader.pending.length);
  reader.toSkip -= count;
  reader.pending = reader.pending.substr(count);
  return READ;
}

export function newPacketReader(capacityBytes: number): PacketReader {
  return { capacityBytes, skipped: 0, pending: '', bodySize: 0, toSkip: 0 };
}

/** For a new connection: forgets the broken packet, not the count. */
export function resetPacketReader(reader: PacketReader): void {
  reader.pending = '';
  reader.toSkip = 0;
}

/** False: malformed, the connection is to be closed [MQTT-4.8.0-1] and the reader reset. */
export function readPackets(
  reader: PacketReader,
  bytes: string,
  onPacket: (packet: Packet) => void,
): boolean {
  let verdict = READ;
  reader.pending += bytes;
  while (verdict === READ && reader.pending !== '') {
    verdict = reader.toSkip > 0 ? skipBytes(reader) : readPacket(reader, onPacket);
  }
  return verdict !== MALFORMED;
}
