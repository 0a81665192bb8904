/**
 * Readings as UDP datagrams, such as for the virtual UDP input of a Loxone Miniserver, which looks for
 * "power_net=\v" in what it gets.
 * In: readouts. Out: datagrams, each of whole lines and small enough for one packet of a network. Nobody
 * acknowledges them: told is what the system has taken.
 */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { FAILED, newProblem } from '../command/problem.ts';
import { textOf } from '../command/values.ts';
import { waitUntil } from '../command/waiting.ts';
import { isTime } from './interval.ts';
import type { Pace } from './interval.ts';
import { newPrinter } from './printed.ts';
import type { Readout } from './readout.ts';
import type { UdpOptions } from './settings/udp.ts';
import { BLANK, METER_BLANK, udpFault } from './settings/udp.ts';
import type { Around, OpenSink } from './sink.ts';

/** Of an Ethernet frame, less the heads of IPv6 and UDP. */
const MOST_BYTES = 1400;
/** Of UDP over IPv4. */
const MOST_WHOLE = 65_507;
/** As many telegrams may wait for the system, whose names may take long to be found. */
const MOST_WAITING = 32;
const GOODBYE_MS = 3000;
const NO_NUMBERS = ['text', 'json'];

interface Value {
  value: string;
  isNumber: boolean;
}

function valuesOf(lines: string): Map<string, Value> {
  const rows = lines.split('\n').filter(Boolean);
  return new Map(
    rows.map((row) => {
      const [name, unit] = row.split(' ', 2);
      const value = row.slice(name.length + unit.length + 2);
      return [name, { value, isNumber: !NO_NUMBERS.includes(unit) }];
    }),
  );
}

function templateLines(template: string, { meter, lines }: Readout): string[] {
  const values = valuesOf(lines);
  values.set(METER_BLANK, { value: meter, isNumber: false });
  const whole = Buffer.from(template.replaceAll('\\n', '\n'), 'utf8').toString('latin1');
  return whole.split('\n').flatMap((line) => {
    const names = [...line.matchAll(BLANK)].map(([, name]) => name);
    if (!names.every((name) => values.has(name))) return [];
    return line.replace(BLANK, (_all, name: string) => values.get(name)?.value ?? '');
  });
}

function plainLines(readout: Readout, wanted: readonly string[] | undefined): string[] {
  const values = valuesOf(readout.lines);
  const numbers = [...values].filter(([, { isNumber }]) => isNumber).map(([name]) => name);
  return (wanted ?? numbers).flatMap((name) => {
    const found = values.get(name);
    return found ? `${name}=${found.value}` : [];
  });
}

/** Lines to as few datagrams as there can be; one line that is too long goes by itself. */
function packed(lines: readonly string[]): string[] {
  const all: string[] = [];
  for (const line of lines) {
    const last = all.length - 1;
    const isRoom = last >= 0 && all[last].length + line.length < MOST_BYTES;
    if (isRoom) all[last] += `${line}\n`;
    else all.push(`${line}\n`);
  }
  return all;
}

function newWriter({ content, readings, template }: UdpOptions): (readout: Readout) => string[] {
  const print = newPrinter(false);
  if (content === 'json') return ({ json }) => [json];
  if (content === 'telegram') return (readout) => [print(readout) ?? ''].filter(Boolean);
  if (template !== undefined) return (readout) => packed(templateLines(template, readout));
  return (readout) => packed(plainLines(readout, readings));
}

interface Post {
  socket: Socket;
  counts: { taken: number; told: number; dropped: number; between: number; waiting: number };
  told: Set<string>;
  isClosed: boolean;
}

function tellOnce(post: Post, name: string, code: string, { tell }: Pick<Around, 'tell'>): void {
  if (post.told.has(code)) return;
  post.told.add(code);
  tell('warning', `Nothing can be sent to ${name} (${code}): check the address and the network.`);
}

/** All datagrams of one telegram; it is told when the system has taken all of them. */
function send(
  post: Post,
  datagrams: readonly string[],
  to: { host: string; port: number },
): Promise<void> {
  const one = (text: string) =>
    new Promise<void>((resolve, reject) => {
      post.socket.send(Buffer.from(text, 'latin1'), to.port, to.host, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  return Promise.all(datagrams.map(one)).then(() => undefined);
}

function put(post: Post, datagrams: string[], { to }: UdpOptions, around: Around): void {
  if (!to) return;
  const { counts } = post;
  const isTooLong = datagrams.some((text) => text.length > MOST_WHOLE);
  if (isTooLong || post.isClosed || counts.waiting >= MOST_WAITING) {
    counts.dropped++;
    return;
  }
  counts.waiting++;
  const settle = (count: 'told' | 'dropped') => {
    // With the socket all that waited was dropped.
    if (post.isClosed) return;
    counts.waiting--;
    counts[count]++;
  };
  send(post, datagrams, to)
    .then(() => {
      settle('told');
      post.told.clear();
    })
    .catch((error: NodeJS.ErrnoException) => {
      settle('dropped');
      tellOnce(post, textOf(to), error.code ?? error.message, around);
    });
}

/** What waits for the name of its host would go with the socket, without a word. */
async function closePost(post: Post): Promise<void> {
  const { counts, socket } = post;
  if (post.isClosed) return;
  await waitUntil(() => counts.waiting === 0, GOODBYE_MS);
  post.isClosed = true;
  counts.dropped += counts.waiting;
  counts.waiting = 0;
  await new Promise<void>((resolve) => socket.close(() => resolve()));
}

function openSocket(host: string): Promise<Socket> {
  const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4' });
  // Errors of sending come to who has sent.
  socket.on('error', () => undefined);
  return new Promise((resolve) => {
    socket.bind(0, () => {
      socket.setBroadcast(true);
      resolve(socket);
    });
  });
}

export const openUdp: OpenSink<UdpOptions> = async (options, around) => {
  const fault = udpFault(options);
  const { to } = options;
  if (fault !== undefined || !to) throw newProblem(`${fault}.`, FAILED);
  const write = newWriter(options);
  const pace: Pace = { intervalMs: options.interval_s * 1000, latestMs: new Map() };
  const counts = { taken: 0, told: 0, dropped: 0, between: 0, waiting: 0 };
  const socket = await openSocket(to.host);
  const post: Post = { socket, counts, told: new Set(), isClosed: false };
  return {
    name: `udp ${textOf(to)}`,
    take(readout) {
      counts.taken++;
      const datagrams = isTime(pace, readout) ? write(readout) : [];
      if (datagrams.length > 0) put(post, datagrams, options, around);
      else counts.between++;
    },
    async room() {
      await waitUntil(() => counts.waiting <= MOST_WAITING / 2, Infinity);
    },
    facts: () => ({ state: 'open', ...counts }),
    close: () => closePost(post),
  };
};
