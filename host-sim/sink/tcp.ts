/**
 * The TCP streams of the dongle, for one meter: telegrams as printed, frames as received
 * (stream/server.ts, firmware/core/stream/hub.ts).
 * In: readouts, frames. Out: each whole to all who listen; who has not taken the one before is dropped.
 */
import { newHub, tellHub } from '../../firmware/core/stream/hub.ts';
import type { Hub } from '../../firmware/core/stream/hub.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';
import type { Facts } from '../source/source.ts';
import { openServer } from '../stream/server.ts';
import type { StreamServer } from '../stream/server.ts';
import type { Door } from './door.ts';
import { openDoor } from './door.ts';
import { newPrinter } from './printed.ts';
import type { TcpOptions } from './settings/tcp.ts';
import { tcpFault } from './settings/tcp.ts';
import type { Around, OpenSink } from './sink.ts';

interface Stream {
  what: 'telegrams' | 'frames';
  endpoint: Endpoint;
  hub: Hub;
  door: Door<StreamServer>;
  counts: { taken: number; told: number; unheard: number };
}

/** The one to name in advice. */
const OPTIONS = { telegrams: 'tcp', frames: 'tcp-frames' };

async function openStream(
  what: Stream['what'],
  endpoint: Endpoint,
  { listeners: most }: TcpOptions,
  { tell }: Pick<Around, 'tell'>,
): Promise<Stream> {
  const hub = newHub({ most });
  const door = await openDoor({
    open: () => openServer(hub, endpoint, OPTIONS[what]),
    sentence: (server) => `A stream of ${what} is at ${textOf(server.endpoint)}.`,
    tell,
  });
  return { what, endpoint, hub, door, counts: { taken: 0, told: 0, unheard: 0 } };
}

function put({ hub, counts }: Stream, bytes: string): void {
  counts.taken++;
  // Before the call: those who are too slow leave in it.
  if (hub.listeners.length > 0) counts.told++;
  else counts.unheard++;
  tellHub(hub, bytes);
}

function factsOf(streams: readonly Stream[]): Facts {
  const sum = (of: (stream: Stream) => number) => streams.reduce((all, one) => all + of(one), 0);
  const isOpen = streams.every(({ door }) => door.opened() !== undefined);
  return {
    state: isOpen ? 'open' : 'waiting',
    taken: sum(({ counts }) => counts.taken),
    told: sum(({ counts }) => counts.told),
    unheard: sum(({ counts }) => counts.unheard),
    dropped: 0,
    waiting: 0,
    listeners: sum(({ hub }) => hub.listeners.length),
    refused_listeners: sum(({ hub }) => hub.refused),
    slow_listeners: sum(({ hub }) => hub.slow),
    noisy_listeners: sum(({ hub }) => hub.noisy),
  };
}

function nameOf(streams: readonly Stream[]): string {
  return streams
    .map(({ what, endpoint, door }) => `${what} ${textOf(door.opened()?.endpoint ?? endpoint)}`)
    .join(', ');
}

export const openTcp: OpenSink<TcpOptions> = async (options, around) => {
  const fault = tcpFault(options);
  if (fault !== undefined) throw newProblem(`${fault}.`, FAILED);
  const open = (what: Stream['what']) => {
    const endpoint = options[what];
    return endpoint ? openStream(what, endpoint, options, around) : undefined;
  };
  const [telegrams, frames] = [await open('telegrams'), await open('frames')];
  const streams = [telegrams, frames].filter((stream) => stream !== undefined);
  const print = newPrinter(options.aliases);
  return {
    name: `tcp ${nameOf(streams)}`,
    take(readout) {
      const text = telegrams && print(readout);
      if (telegrams && text !== undefined) put(telegrams, text);
    },
    frame(_meter, frame) {
      if (frames) put(frames, frame);
    },
    facts: () => factsOf(streams),
    async close() {
      await Promise.all(streams.map(({ door }) => door.end()));
      await Promise.all(streams.map(({ door }) => door.opened()?.close()));
    },
  };
};
