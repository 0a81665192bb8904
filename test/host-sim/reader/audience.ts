/**
 * One listener for each kind of sink, and the settings by which the reader reaches them. What each has heard is
 * a list: the telegram as it was printed, or its frame counter.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { Aedes } from 'aedes';
import { serialDial } from '../../../host-sim/source/serial.ts';
import { realSinkOf } from '../../fakes/run.ts';
import type { SinkPlan } from '../../../host-sim/settings/plan.ts';
import { eventually, freePort } from '../command/program.ts';

export interface Audience {
  plans: SinkPlan[];
  /** Standard output of the run. */
  out: Writable;
  /** By sink: telegrams as printed. */
  printed: Record<'tcp' | 'pty', () => string[]>;
  /** By sink: frame counters. */
  counters: Record<'stdout' | 'mqtt' | 'udp' | 'webhook' | 'frames', () => number[]>;
  /** What Prometheus would be told, and a program that asks for the latest telegram. */
  metrics(): Promise<string>;
  latest(): Promise<string>;
  /** Listens, once the reader runs. */
  join(): Promise<void>;
  leave(): Promise<void>;
}

const END = /![0-9A-F]{4}\r\n/;

function telegramsIn(text: string): string[] {
  const all = text.split(/(?<=![0-9A-F]{4}\r\n)/);
  return all.filter((part) => END.test(part));
}

function counterOf(json: string): number {
  return (JSON.parse(json) as { frame_counter: number }).frame_counter;
}

/** Of encrypted frames, one behind the other, by their length fields. */
function countersIn(bytes: Buffer): number[] {
  const counters: number[] = [];
  for (let at = 0; at + 18 <= bytes.length; at += 13 + bytes.readUInt16BE(at + 11)) {
    counters.push(bytes.readUInt32BE(at + 14));
  }
  return counters;
}

async function listenBroker() {
  const heard: string[] = [];
  const aedes = await Aedes.createBroker();
  aedes.on('publish', ({ topic, payload }) => {
    if (topic === 'smarty/house/telegram') heard.push(payload.toString());
  });
  const server = createServer(aedes.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    server.close();
  };
  return { port, close, counters: () => heard.map(counterOf) };
}

async function listenUdp() {
  const heard: string[] = [];
  const socket = createSocket('udp4').on('message', (message) => heard.push(`${message}`));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    port: socket.address().port,
    close: () => socket.close(),
    counters: () => heard.map(counterOf),
  };
}

async function listenHttp() {
  const heard: string[] = [];
  const server = createHttp((request, response) => {
    let body = '';
    request.on('data', (piece) => (body += piece));
    request.on('end', () => {
      heard.push(body);
      response.end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close(), counters: () => heard.map(counterOf) };
}

async function joinPort(port: number, pieces: Buffer[]): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (piece) => pieces.push(piece));
  await once(socket, 'connect');
  return socket;
}

export async function newAudience(): Promise<Audience> {
  const directory = mkdtempSync(join(tmpdir(), 'smarty-audience-'));
  const link = join(directory, 'p1');
  const [broker, udp, http] = [await listenBroker(), await listenUdp(), await listenHttp()];
  const [telegrams, frames, metrics] = [await freePort(), await freePort(), await freePort()];
  const api = await freePort();
  const heard = { tcp: [] as Buffer[], frames: [] as Buffer[], pty: [] as Buffer[], out: '' };
  const sockets: Socket[] = [];
  let isOpen = false;
  const line = () =>
    serialDial({ path: link, baud: 115200, format: '8N1' }).open({
      opened: () => (isOpen = true),
      bytes: (piece) => heard.pty.push(Buffer.from(piece)),
      closed: () => (isOpen = false),
    });
  let pty: ReturnType<typeof line> | undefined;
  const textOf = (pieces: Buffer[]) => telegramsIn(Buffer.concat(pieces).toString('latin1'));
  return {
    plans: [
      realSinkOf('stdout', { format: 'json' }),
      realSinkOf('mqtt', { url: `mqtt://127.0.0.1:${broker.port}` }),
      realSinkOf('prometheus', { listen: `${metrics}` }),
      realSinkOf('http', { listen: `${api}` }),
      realSinkOf('tcp', { telegrams: `${telegrams}`, frames: `${frames}` }),
      realSinkOf('pty', { link }),
      realSinkOf('udp', { to: `127.0.0.1:${udp.port}`, content: 'json' }),
      realSinkOf('webhook', { url: `http://127.0.0.1:${http.port}/p1` }),
    ],
    out: new Writable({
      write(piece, _encoding, done) {
        heard.out += `${piece}`;
        done();
      },
    }),
    printed: { tcp: () => textOf(heard.tcp), pty: () => textOf(heard.pty) },
    counters: {
      stdout: () => heard.out.split('\n').filter(Boolean).map(counterOf),
      mqtt: broker.counters,
      udp: udp.counters,
      webhook: http.counters,
      frames: () => countersIn(Buffer.concat(heard.frames)),
    },
    async metrics() {
      const response = await fetch(`http://127.0.0.1:${metrics}/metrics`);
      return response.text();
    },
    async latest() {
      const response = await fetch(`http://127.0.0.1:${api}/api/v1/telegram`);
      return Buffer.from(await response.arrayBuffer()).toString('latin1');
    },
    async join() {
      sockets.push(await joinPort(telegrams, heard.tcp), await joinPort(frames, heard.frames));
      pty = line();
      await eventually(() => isOpen, 'an open pseudo-terminal');
    },
    async leave() {
      pty?.close();
      for (const socket of sockets) socket.destroy();
      for (const one of [broker, udp, http]) await one.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
