/**
 * The program as its users have it: a process with arguments, exit code and outputs; and brokers
 * that are not its own (aedes), which remember what was published.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { Aedes } from 'aedes';
import type { AedesOptions } from 'aedes';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface Program {
  child: ChildProcess;
  /** What has come so far. */
  text: { out: string; err: string };
  ended: Promise<Ended>;
}

type Variables = Record<string, string>;

/** Node with these arguments; `input` is all of standard input. */
export function startNode(args: string[], env: Variables = {}, input?: string): Program {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, SMARTY_KEY: '', ...env },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  }) as ChildProcessWithoutNullStreams;
  child.stdin?.end(input);
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.out += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text.err += piece));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  return { child, text, ended };
}

export function startProgram(args: string[], env?: Variables): Program {
  return startNode(['--import', 'tsx', 'host-sim/main.ts', ...args], env);
}

export function runProgram(args: string[], env?: Variables): Promise<Ended> {
  return startProgram(args, env).ended;
}

/** Looks again and again; fails loudly, not by a timeout of the test. */
export async function eventually(isTrue: () => boolean, what: string): Promise<void> {
  const endMs = performance.now() + 50_000;
  while (!isTrue()) {
    if (performance.now() > endMs) throw new Error(`it never came to this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port on which nobody listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  server.close();
  return port;
}

/** A port on which somebody listens who never answers. */
export async function newBusyPort(): Promise<{ port: number; close(): void }> {
  const server = createServer();
  return { port: await listen(server, 0), close: () => server.close() };
}

export interface Publication {
  topic: string;
  payload: string;
  retain: boolean;
}

export interface Witness {
  port: number;
  heard: Publication[];
  close(): Promise<void>;
}

export async function newWitness(port = 0, options: AedesOptions = {}): Promise<Witness> {
  const broker = await Aedes.createBroker(options);
  const heard: Publication[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    broker.handle(socket);
  });
  broker.on('publish', ({ topic, payload, retain }) => {
    if (!topic.startsWith('$')) heard.push({ topic, payload: payload.toString(), retain });
  });
  return {
    port: await listen(server, port),
    heard,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(resolve));
      await closed;
    },
  };
}

/** The payloads of one topic, in their order. */
export function payloadsOf({ heard }: Witness, topic: string): string[] {
  return heard.filter((publication) => publication.topic === topic).map(({ payload }) => payload);
}
