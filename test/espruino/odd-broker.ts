/**
 * A broker with moods: a door of its own in front of a real one. In: the port of the real broker, a mood.
 * Out: a port to connect to. What others see of the broker itself stays as it is.
 *
 *   well       all is passed on
 *   down       nobody listens
 *   mute       connections are taken, and nothing is ever said
 *   slow       what the broker says is held until `release` is called
 *   hangs-up   the n-th connection ends after n % 4 packets of the broker: 0 is at the CONNECT itself
 *   refuses    CONNACK 4 and 5 by turns: user name or password, not allowed (OASIS MQTT 3.1.1, §3.2.2.3)
 */
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

export type Mood = 'well' | 'down' | 'mute' | 'slow' | 'hangs-up' | 'refuses';

export interface OddBroker {
  port: number;
  /** Whoever is connected is cut off. */
  turn(mood: Mood): Promise<void>;
  /** What was held goes on. */
  release(): void;
  /** Connections since the mood has come. */
  visits(): number;
  /** Packets of the broker that were held, and then passed on. */
  held(): number;
  close(): Promise<void>;
}

const MOST_PACKETS = 4;
const REFUSALS = [4, 5];

/** Where the first packet ends, or undefined while it is not complete (§2.2). */
function packetEnd(bytes: Buffer): number | undefined {
  let length = 0;
  for (let i = 1; i < bytes.length && i < 5; i++) {
    length += (bytes[i] & 127) * 128 ** (i - 1);
    if (bytes[i] < 128) return bytes.length >= i + 1 + length ? i + 1 + length : undefined;
  }
  return undefined;
}

/** Calls back with each packet as a whole. */
function eachPacket(take: (packet: Buffer) => void): (bytes: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let end = packetEnd(rest); end !== undefined; end = packetEnd(rest)) {
      take(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
  };
}

interface Held {
  near: Socket;
  packets: Buffer[];
}

interface Door {
  brokerPort: number;
  mood: Mood;
  visits: number;
  held: Held[];
  passed: number;
  sockets: Set<Socket>;
}

function keep(door: Door, socket: Socket): Socket {
  door.sockets.add(socket);
  socket.on('error', () => undefined);
  return socket.on('close', () => door.sockets.delete(socket));
}

/** Hands on what the broker says, in the mood of the day. */
function speaker(door: Door, near: Socket, visit: number): (packet: Buffer) => void {
  if (door.mood === 'slow') {
    const held: Held = { near, packets: [] };
    door.held.push(held);
    return (packet) => void held.packets.push(packet);
  }
  if (door.mood !== 'hangs-up') return (packet) => void near.write(packet);
  let left = visit % MOST_PACKETS;
  return (packet) => {
    if (--left > 0) near.write(packet);
    else if (left === 0) near.end(packet, () => near.destroy());
  };
}

function welcome(door: Door, near: Socket): void {
  const visit = door.visits++;
  keep(door, near);
  if (door.mood === 'mute') return void near.resume();
  if (door.mood === 'refuses') {
    const code = REFUSALS[visit % REFUSALS.length];
    near.once('data', () => near.end(Uint8Array.of(0x20, 2, 0, code)));
    return;
  }
  const far = keep(door, connect({ port: door.brokerPort, host: '127.0.0.1' }));
  const isCutAtOnce = door.mood === 'hangs-up' && visit % MOST_PACKETS === 0;
  near.on('data', (bytes) => {
    far.write(bytes);
    if (isCutAtOnce) near.destroy();
  });
  far.on('data', eachPacket(speaker(door, near, visit)));
  near.on('close', () => far.destroy());
  far.on('close', () => near.destroy());
}

function release(door: Door): void {
  for (const { near, packets } of door.held) {
    for (const packet of packets.splice(0)) {
      near.write(packet);
      door.passed++;
    }
  }
}

const listen = (server: Server, port: number) =>
  new Promise<void>((done, fail) =>
    server.once('error', fail).listen(port, '127.0.0.1', () => done()),
  );
const end = (server: Server) => new Promise<void>((done) => server.close(() => done()));

export async function newOddBroker(brokerPort: number): Promise<OddBroker> {
  const door: Door = {
    ...{ brokerPort, mood: 'well', visits: 0, held: [], passed: 0 },
    sockets: new Set(),
  };
  const server = createServer((near) => welcome(door, near));
  await listen(server, 0);
  const { port } = server.address() as { port: number };
  const clear = async () => {
    const isClosed = server.listening ? end(server) : undefined;
    for (const socket of door.sockets) socket.destroy();
    await isClosed;
  };
  return {
    port,
    turn: async (mood) => {
      await clear();
      Object.assign(door, { mood, visits: 0, held: [], passed: 0 });
      if (mood !== 'down') await listen(server, port);
    },
    release: () => release(door),
    visits: () => door.visits,
    held: () => door.passed,
    close: clear,
  };
}
