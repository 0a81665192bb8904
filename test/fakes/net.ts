/**
 * A network in memory. In: what the session asks of it. Out: sockets whose events the test fires,
 * and a scripted broker behind them that speaks through mqtt-packet, so that our codec is never
 * its own oracle. Nothing happens until the test says so.
 */
import { Duplex } from 'node:stream';
import type { Packet } from 'mqtt-packet';
import { generate, parser } from 'mqtt-packet';
import type { Net, Socket, SocketEvents } from '../../firmware/core/ports.ts';

export interface FakeSocket extends Socket {
  host: string;
  port: number;
  on: SocketEvents;
  /** One entry per call of send. */
  sent: string[];
  isClosed: boolean;
}

export interface FakeNet extends Net {
  sockets: FakeSocket[];
  /** What send returns. */
  takes: boolean;
  /** Called inside connect, as a host does that fails at once. */
  onConnect: (on: SocketEvents) => void;
  /** Called inside send. */
  onSend: (socket: FakeSocket, bytes: string) => void;
}

export function newFakeNet(): FakeNet {
  const net: FakeNet = {
    sockets: [],
    takes: true,
    onConnect: () => {},
    onSend: () => {},
    connect(host, port, on) {
      const socket = newSocket(net, host, port, on);
      net.sockets.push(socket);
      net.onConnect(on);
      return socket;
    },
  };
  return net;
}

function newSocket(net: FakeNet, host: string, port: number, on: SocketEvents): FakeSocket {
  const socket: FakeSocket = {
    host,
    port,
    on,
    sent: [],
    isClosed: false,
    send(bytes, more = '') {
      socket.sent.push(bytes + more);
      net.onSend(socket, bytes + more);
      return net.takes;
    },
    close() {
      socket.isClosed = true;
    },
  };
  return socket;
}

/** Bytes as the core sees them. */
export function packetBytes(packet: Packet): string {
  return generate(packet).toString('latin1');
}

/** The packets in a piece of a stream; throws where mqtt-packet finds fault. */
export function packetsIn(bytes: string): Packet[] {
  const packets: Packet[] = [];
  const reader = parser();
  reader.on('packet', (packet) => packets.push(packet));
  reader.on('error', (fault) => {
    throw fault;
  });
  if (reader.parse(Buffer.from(bytes, 'latin1')) > 0) throw new Error('an unfinished packet');
  return packets;
}

/** What a broker answers to each kind of packet. */
export type Script = { [cmd in Packet['cmd']]?: (packet: never) => Packet[] };

export const POLITE: Script = {
  connect: () => [{ cmd: 'connack', returnCode: 0, sessionPresent: false }],
  publish: (packet: Packet & { cmd: 'publish' }) =>
    packet.qos === 1 ? [{ cmd: 'puback', messageId: packet.messageId }] : [],
  subscribe: (packet: Packet & { cmd: 'subscribe' }) => [
    { cmd: 'suback', messageId: packet.messageId, granted: packet.subscriptions.map((s) => s.qos) },
  ],
  pingreq: () => [{ cmd: 'pingresp' }],
};

export interface FakeBroker {
  net: FakeNet;
  script: Script;
  /** Everything heard, over all connections. */
  heard: Packet[];
  /** Answers not yet delivered, each for its socket. */
  answers: { socket: FakeSocket; bytes: string }[];
}

export function newFakeBroker(script: Script = POLITE): FakeBroker {
  const broker: FakeBroker = { net: newFakeNet(), script, heard: [], answers: [] };
  broker.net.onSend = (socket, bytes) => {
    for (const packet of packetsIn(bytes)) {
      broker.heard.push(packet);
      const answer = broker.script[packet.cmd];
      for (const reply of answer ? answer(packet as never) : []) {
        broker.answers.push({ socket, bytes: packetBytes(reply) });
      }
    }
  };
  return broker;
}

/** Delivers the oldest answer; false when there is none. */
export function deliverAnswer(broker: FakeBroker): boolean {
  const answer = broker.answers.shift();
  if (answer) answer.socket.on.data(answer.bytes);
  return answer !== undefined;
}

/** Lets client and broker talk until both are silent. */
export function settle(broker: FakeBroker): void {
  while (deliverAnswer(broker));
}

export function latestSocket(net: FakeNet): FakeSocket {
  return net.sockets[net.sockets.length - 1];
}

/**
 * Two ends of a stream in memory. Like a socket and unlike stream.duplexPair it delivers in a
 * later turn of the event loop: the parser of aedes loses its place when bytes come while it reads.
 */
export function newPipe(): [Duplex, Duplex] {
  const near: Duplex = newEnd(() => far);
  const far: Duplex = newEnd(() => near);
  return [near, far];
}

function newEnd(other: () => Duplex): Duplex {
  const pass = (bytes: Buffer | null, done: () => void) =>
    setImmediate(() => {
      if (!other().destroyed && !other().readableEnded) other().push(bytes);
      done();
    });
  return new Duplex({
    allowHalfOpen: false,
    read: () => {},
    writev: (pieces, done) => pass(Buffer.concat(pieces.map(({ chunk }) => chunk)), done),
    final: (done) => pass(null, done),
    destroy: (fault, done) => pass(null, () => done(fault)),
  });
}
