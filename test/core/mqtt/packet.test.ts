// The oracle is the npm package mqtt-packet: it reads what we write and writes what we read.
import type { Packet as ForeignPacket } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import type { Message, Packet } from '../../../firmware/core/mqtt/packet.ts';
import {
  CONNACK,
  DISCONNECT,
  encodeConnect,
  encodePuback,
  encodePublish,
  encodeSubscribe,
  newPacketReader,
  PINGREQ,
  PINGRESP,
  PUBACK,
  PUBLISH,
  readPackets,
  resetPacketReader,
  SUBACK,
} from '../../../firmware/core/mqtt/packet.ts';
import { packetBytes, packetsIn } from '../../fakes/net.ts';

type Bytes = (number | string)[];

function bytesOf(parts: Bytes): string {
  return parts.map((p) => (typeof p === 'number' ? String.fromCharCode(p) : p)).join('');
}

function read(bytes: string, capacity = 1000) {
  const reader = newPacketReader(capacity);
  const packets: Packet[] = [];
  const isSound = readPackets(reader, bytes, (packet) => packets.push(packet));
  return { reader, packets, isSound };
}

/** The same bytes from us, from the table, and from mqtt-packet, which also reads them back. */
function writes(name: string, ours: () => string, bytes: Bytes, foreign: ForeignPacket) {
  test(`writes ${name}`, () => {
    expect(Buffer.from(ours(), 'latin1')).toEqual(Buffer.from(bytesOf(bytes), 'latin1'));
    expect(packetBytes(foreign)).toBe(bytesOf(bytes));
    expect(packetsIn(ours())).toMatchObject([foreign]);
  });
}

/** mqtt-packet makes the bytes of the table, and we read the packet out of them. */
function reads(name: string, bytes: Bytes, foreign: ForeignPacket, packet: Packet) {
  test(`reads ${name}`, () => {
    expect(packetBytes(foreign)).toBe(bytesOf(bytes));
    expect(read(bytesOf(bytes))).toMatchObject({ packets: [packet], isSound: true });
  });
}

function publication(message: Partial<Message> = {}): Message {
  return { topic: 'a/b', payload: 'on', qos: 0, retain: false, ...message };
}

const WILL: Message = { topic: 's', payload: 'lost', qos: 1, retain: true };

describe('a CONNECT packet', () => {
  // prettier-ignore
  writes('the least', () => encodeConnect({ clientId: 'id', keepAliveS: 60 }), [
    0x10, 14, // type and flags, length
    0, 4, 'MQTT', 4, // protocol name and level
    0x02, // clean session
    0, 60, // keep alive
    0, 2, 'id', // client id
  ], { cmd: 'connect', clientId: 'id', clean: true, keepalive: 60, protocolVersion: 4 });

  // prettier-ignore
  writes('everything', () => encodeConnect(
    { clientId: 'id', keepAliveS: 65535, user: 'ann', password: '\x00\xff' }, WILL,
  ), [
    0x10, 32, // type and flags, length
    0, 4, 'MQTT', 4, // protocol name and level
    0xee, // user, password, will retain, will QoS 1, will, clean session
    0xff, 0xff, // keep alive
    0, 2, 'id', // client id
    0, 1, 's', // will topic
    0, 4, 'lost', // will payload
    0, 3, 'ann', // user
    0, 2, 0x00, 0xff, // password
  ], {
    cmd: 'connect', clientId: 'id', clean: true, keepalive: 65535, protocolVersion: 4,
    username: 'ann', password: Buffer.from([0x00, 0xff]),
    will: { topic: 's', payload: Buffer.from('lost'), qos: 1, retain: true },
  });

  // prettier-ignore
  writes('a user without password', () => encodeConnect(
    { clientId: '', keepAliveS: 256, user: '' }, { ...WILL, qos: 0, retain: false },
  ), [
    0x10, 23, // type and flags, length
    0, 4, 'MQTT', 4, // protocol name and level
    0x86, // user, will, clean session
    1, 0, // keep alive
    0, 0, // client id
    0, 1, 's', // will topic
    0, 4, 'lost', // will payload
    0, 0, // user
  ], {
    cmd: 'connect', clientId: '', clean: true, keepalive: 256, protocolVersion: 4,
    username: '', will: { topic: 's', payload: Buffer.from('lost'), qos: 0, retain: false },
  });

  test('leaves out a password without user [MQTT-3.1.2-22]', () => {
    const bytes = encodeConnect({ clientId: 'id', keepAliveS: 60, password: 'secret' });
    expect(bytes).toBe(encodeConnect({ clientId: 'id', keepAliveS: 60 }));
  });

  test.each(['clientId', 'user', 'password'])('takes a %s of 65535 bytes, not 65536', (field) => {
    const client = { clientId: 'id', keepAliveS: 60, user: 'ann', password: 'pw' };
    const longest = encodeConnect({ ...client, [field]: 'x'.repeat(65535) });
    expect(packetsIn(longest)).toHaveLength(1);
    expect(() => encodeConnect({ ...client, [field]: 'x'.repeat(65536) })).toThrow(
      'mqtt: a text must be at most 65535 bytes',
    );
  });
});

describe('a PUBLISH packet', () => {
  // prettier-ignore
  const quiet: Bytes = [
    0x30, 7, // type and flags, length
    0, 3, 'a/b', // topic
    'on', // payload
  ];
  // prettier-ignore
  const loud: Bytes = [
    0x3b, 9, // type, DUP, QoS 1 and retain, length
    0, 3, 'a/b', // topic
    0x12, 0x34, // id
    'on', // payload
  ];
  // prettier-ignore
  const empty: Bytes = [
    0x32, 5, // type and QoS 1, length
    0, 1, 't', // topic
    0xff, 0xff, // id
  ];
  const foreign = { cmd: 'publish', topic: 'a/b', payload: Buffer.from('on') } as const;
  const foreignQuiet = { ...foreign, qos: 0, dup: false, retain: false } as const;
  const foreignLoud = { ...foreign, qos: 1, dup: true, retain: true, messageId: 0x1234 } as const;
  const foreignEmpty: ForeignPacket = {
    ...{ cmd: 'publish', topic: 't', payload: Buffer.alloc(0) },
    ...{ qos: 1, dup: false, retain: false, messageId: 65535 },
  };

  writes('QoS 0', () => encodePublish(publication(), 7, false), quiet, foreignQuiet);
  writes(
    'QoS 1, repeated and retained',
    () => encodePublish(publication({ qos: 1, retain: true }), 0x1234, true),
    loud,
    foreignLoud,
  );
  writes(
    'an empty payload',
    () => encodePublish(publication({ topic: 't', payload: '', qos: 1 }), 65535, false),
    empty,
    foreignEmpty,
  );
  const heard = { type: PUBLISH, topic: 'a/b', payload: 'on' } as const;
  reads('QoS 0', quiet, foreignQuiet, { ...heard, retain: false, id: undefined });
  reads('QoS 1, repeated and retained', loud, foreignLoud, { ...heard, retain: true, id: 0x1234 });
  reads('an empty payload', empty, foreignEmpty, {
    ...{ type: PUBLISH, topic: 't', payload: '', retain: false, id: 65535 },
  });

  test('carries every value of a byte unchanged, both ways', () => {
    const payload = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const bytes = encodePublish(publication({ payload: payload.toString('latin1') }), 1, false);
    expect(packetsIn(bytes)).toMatchObject([{ payload }]);
    expect(read(packetBytes({ ...foreignQuiet, payload })).packets).toMatchObject([
      { payload: payload.toString('latin1') },
    ]);
  });

  // Around each number of digits the length may have.
  test.each([5, 127, 128, 16383, 16384, 2097151, 2097152])(
    'is written and read with a remaining length of %i',
    (length) => {
      const payload = 'x'.repeat(length - 2 - 'a/b'.length);
      const theirs = packetBytes({ ...foreignQuiet, payload });
      const ours = encodePublish(publication({ payload }), 1, false);
      expect(Buffer.from(ours, 'latin1').equals(Buffer.from(theirs, 'latin1'))).toBe(true);
      const { packets, isSound } = read(theirs, length);
      expect([isSound, packets.length]).toEqual([true, 1]);
      const [packet] = packets;
      expect(packet.type === PUBLISH && packet.payload === payload).toBe(true);
    },
  );

  test('refuses to be written with a topic of 65536 bytes', () => {
    const message = publication({ topic: 't'.repeat(65536) });
    expect(() => encodePublish(message, 1, false)).toThrow('mqtt: a text');
  });
});

describe('the small packets', () => {
  // prettier-ignore
  writes('PUBACK', () => encodePuback(0x1234), [0x40, 2, /* id */ 0x12, 0x34], {
    cmd: 'puback', messageId: 0x1234,
  });
  // prettier-ignore
  writes('SUBSCRIBE', () => encodeSubscribe(1, ['a/+', '#']), [
    0x82, 12, // type and flags, length
    0, 1, // id
    0, 3, 'a/+', 1, // topic, QoS
    0, 1, '#', 1, // topic, QoS
  ], {
    cmd: 'subscribe', messageId: 1,
    subscriptions: [{ topic: 'a/+', qos: 1 }, { topic: '#', qos: 1 }],
  });
  writes('PINGREQ', () => PINGREQ, [0xc0, 0], { cmd: 'pingreq' });
  writes('DISCONNECT', () => DISCONNECT, [0xe0, 0], { cmd: 'disconnect' });

  const connack = { cmd: 'connack', sessionPresent: false } as const;
  for (const code of [0, 1, 2, 3, 4, 5]) {
    const foreign = { ...connack, returnCode: code };
    reads(`CONNACK ${code}`, [0x20, 2, 0, code], foreign, { type: CONNACK, code });
  }
  reads(
    'CONNACK of a session the broker remembers',
    [0x20, 2, 1, 0],
    { ...connack, sessionPresent: true, returnCode: 0 },
    { type: CONNACK, code: 0 },
  );
  const puback = { cmd: 'puback', messageId: 0xfffe } as const;
  reads('PUBACK', [0x40, 2, 0xff, 0xfe], puback, { type: PUBACK, id: 0xfffe });
  reads('PINGRESP', [0xd0, 0], { cmd: 'pingresp' }, { type: PINGRESP });
  reads(
    'SUBACK that grants',
    [0x90, 5, /* id */ 0, 1, /* granted */ 1, 0, 1],
    { cmd: 'suback', messageId: 1, granted: [1, 0, 1] },
    { type: SUBACK, id: 1, refused: false },
  );
  reads(
    'SUBACK that refuses the last topic',
    [0x90, 4, /* id */ 0, 1, /* granted, refused */ 1, 0x80],
    { cmd: 'suback', messageId: 1, granted: [1, 0x80] },
    { type: SUBACK, id: 1, refused: true },
  );
  test('an id of 128 is not taken for a refusal', () => {
    const bytes = packetBytes({ cmd: 'suback', messageId: 0x8080, granted: [1] });
    expect(read(bytes).packets).toEqual([{ type: SUBACK, id: 0x8080, refused: false }]);
  });
});

describe('a stream of packets', () => {
  const foreign: ForeignPacket[] = [
    { cmd: 'connack', returnCode: 0, sessionPresent: false },
    { cmd: 'suback', messageId: 1, granted: [1, 0x80] },
    { cmd: 'publish', topic: 'a', payload: 'one', qos: 0, dup: false, retain: false },
    { cmd: 'pingresp' },
    {
      ...{ cmd: 'publish', topic: 'b', payload: 'x'.repeat(200), qos: 1, dup: true, retain: true },
      messageId: 9,
    },
    { cmd: 'puback', messageId: 300 },
  ];
  const stream = foreign.map(packetBytes).join('');
  const expected: Packet[] = [
    { type: CONNACK, code: 0 },
    { type: SUBACK, id: 1, refused: true },
    { type: PUBLISH, topic: 'a', payload: 'one', retain: false, id: undefined },
    { type: PINGRESP },
    { type: PUBLISH, topic: 'b', payload: 'x'.repeat(200), retain: true, id: 9 },
    { type: PUBACK, id: 300 },
  ];

  test('is read in one piece', () => {
    expect(read(stream)).toMatchObject({ packets: expected, isSound: true });
  });

  test('is read when cut at any position', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const { reader, packets } = read(stream.slice(0, cut));
      expect(readPackets(reader, stream.slice(cut), (p) => packets.push(p))).toBe(true);
      expect(packets, `cut at ${cut}`).toEqual(expected);
    }
  });

  test('is read byte by byte, and each packet comes with its last byte', () => {
    const reader = newPacketReader(1000);
    const ends: number[] = [];
    for (let i = 0; i < stream.length; i++) {
      expect(readPackets(reader, stream[i], () => ends.push(i + 1))).toBe(true);
    }
    let sum = 0;
    expect(ends).toEqual(foreign.map((packet) => (sum += packetBytes(packet).length)));
  });

  test('is forgotten by a reset, with what is to be skipped, but what was skipped stays', () => {
    const { reader, packets } = read(stream.slice(0, 100), 50);
    expect(reader.skipped).toBe(1);
    resetPacketReader(reader);
    expect(readPackets(reader, packetBytes(foreign[0]), (p) => packets.push(p))).toBe(true);
    expect(packets[packets.length - 1]).toEqual(expected[0]);
    expect(reader.skipped).toBe(1);
  });

  test('stops at once when the packet in hand leads to a reset', () => {
    const reader = newPacketReader(1000);
    const packets: Packet[] = [];
    readPackets(reader, stream, (packet) => {
      packets.push(packet);
      resetPacketReader(reader);
    });
    expect(packets).toEqual(expected.slice(0, 1));
  });

  test('stays in order when a packet in hand brings further bytes', () => {
    const reader = newPacketReader(1000);
    const packets: Packet[] = [];
    const take = (packet: Packet) => {
      packets.push(packet);
      if (packets.length === 1) readPackets(reader, stream.slice(30), take);
    };
    readPackets(reader, stream.slice(0, 30), take);
    expect(packets).toEqual(expected);
  });
});

describe('a packet longer than the capacity', () => {
  const long: ForeignPacket = {
    ...{ cmd: 'publish', topic: 't', payload: 'x'.repeat(147), qos: 0, dup: false, retain: false },
  };
  const next = packetBytes({ cmd: 'puback', messageId: 7 });
  const stream = packetBytes(long) + next;

  test('is read when it just fits', () => {
    const { reader, packets } = read(stream, 150);
    expect(packets.map((p) => p.type)).toEqual([PUBLISH, PUBACK]);
    expect(reader.skipped).toBe(0);
  });

  test('is skipped to its end and counted, wherever the stream is cut', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const { reader, packets } = read(stream.slice(0, cut), 149);
      expect(readPackets(reader, stream.slice(cut), (p) => packets.push(p))).toBe(true);
      expect(packets, `cut at ${cut}`).toEqual([{ type: PUBACK, id: 7 }]);
      expect(reader.skipped).toBe(1);
    }
  });

  test('is not stored', () => {
    const payload = 'x'.repeat(3000000);
    const huge = packetBytes({ ...long, payload } as ForeignPacket);
    const { reader } = read(huge.slice(0, 4), 149);
    for (let at = 4; at < huge.length; at += 536) {
      readPackets(reader, huge.slice(at, at + 536), () => expect.unreachable());
      expect(reader.pending).toBe('');
    }
    expect(reader).toMatchObject({ skipped: 1, toSkip: 0 });
  });

  test('may be the longest there is: 268435455 bytes', () => {
    const { reader, isSound } = read(bytesOf([0x30, 0xff, 0xff, 0xff, 0x7f, 'x'.repeat(1000)]));
    expect(isSound).toBe(true);
    expect(reader).toMatchObject({ skipped: 1, pending: '', toSkip: 268435455 - 1000 });
  });
});

// prettier-ignore
const MALFORMED: [string, Bytes][] = [
  ['the reserved type 0', [0x00, 0]],
  ['the reserved type 15', [0xf0, 0]],
  ['an HTTP answer', ['HTTP/1.1 400 Bad Request\r\n\r\n']],
  ['a TLS alert', [0x15, 3, 3, 0, 2, 2, 10]],
  ['a length of five bytes', [0x30, 0x80, 0x80, 0x80, 0x80, 0x01]],
  ['CONNACK with flags', [0x21, 2, 0, 0]],
  ['CONNACK without return code', [0x20, 1, 0]],
  ['CONNACK with a byte too many', [0x20, 3, 0, 0, 0]],
  ['CONNACK with reserved acknowledge flags', [0x20, 2, 2, 0]],
  ['PUBLISH of QoS 3', [0x36, 7, 0, 1, 't', 0, 1, 'on']],
  ['PUBLISH of QoS 2', [0x34, 7, 0, 1, 't', 0, 1, 'on']],
  ['PUBLISH of QoS 0 with DUP', [0x38, 5, 0, 1, 't', 'on']],
  ['PUBLISH without topic length', [0x30, 1, 0]],
  ['PUBLISH with an empty topic', [0x30, 4, 0, 0, 'on']],
  ['PUBLISH with a topic that ends too late', [0x30, 5, 0, 4, 'abc']],
  ['PUBLISH whose id is cut', [0x32, 4, 0, 1, 't', 1]],
  ['PUBLISH of QoS 1 with id 0', [0x32, 5, 0, 1, 't', 0, 0]],
  ['PUBACK with flags', [0x42, 2, 0, 1]],
  ['PUBACK whose id is cut', [0x40, 1, 0]],
  ['SUBACK without return code', [0x90, 2, 0, 1]],
  ['SUBACK with flags', [0x92, 3, 0, 1, 1]],
  ['PINGRESP with a body', [0xd0, 1, 0]],
  ['PINGRESP with flags', [0xd1, 0]],
  ['CONNECT, which is for brokers', [0x10, 13, 0, 4, 'MQTT', 4, 2, 0, 60, 0, 1, 'a']],
  ['SUBSCRIBE, which is for brokers', [0x82, 6, 0, 1, 0, 1, 't', 1]],
  ['PUBREC, of QoS 2', [0x50, 2, 0, 1]],
  ['PUBREL, of QoS 2', [0x62, 2, 0, 1]],
  ['PUBCOMP, of QoS 2', [0x70, 2, 0, 1]],
  ['UNSUBACK, never asked for', [0xb0, 2, 0, 1]],
];

describe('malformed input', () => {
  const before = packetBytes({ cmd: 'pingresp' });

  test.each(MALFORMED)('is found: %s', (_name, bytes) => {
    const { packets, isSound } = read(before + bytesOf(bytes));
    expect(packets).toEqual([{ type: PINGRESP }]);
    expect(isSound).toBe(false);
  });

  test.each(MALFORMED)('is found wherever it is cut: %s', (_name, bytes) => {
    const stream = bytesOf(bytes);
    for (let cut = 0; cut < stream.length; cut++) {
      const { reader, isSound } = read(stream.slice(0, cut));
      const verdict = isSound && readPackets(reader, stream.slice(cut), () => expect.unreachable());
      expect(verdict, `cut at ${cut}`).toBe(false);
    }
  });

  test('never throws, whatever the bytes', () => {
    let seed = 1;
    let unsound = 0;
    for (let i = 0; i < 20000; i++) {
      let bytes = '';
      for (let j = 0; j < 12; j++) {
        seed = (seed * 48271) % 2147483647;
        bytes += String.fromCharCode(j === 1 ? seed % 16 : seed % 256);
      }
      if (!read(bytes, 8).isSound) unsound++;
    }
    expect(unsound).toBeGreaterThan(10000);
  });
});
