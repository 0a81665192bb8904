/**
 * The two TCP streams of a run: telegrams as printed, frames as received.
 * In: options. Out: what to call with each telegram and each frame, where somebody may listen; and
 * sentences that say where.
 */
import { aliasStep, newAliasing } from '../../firmware/core/stream/aliases.ts';
import { withLineEnd } from '../../firmware/core/stream/line-end.ts';
import { newHub, tellHub } from '../../firmware/core/stream/hub.ts';
import type { Hub } from '../../firmware/core/stream/hub.ts';
import { newCrcTables } from '../../firmware/core/telegram/crc16.ts';
import type { Options } from '../command/settings.ts';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';
import type { StreamServer } from './server.ts';
import { openServer } from './server.ts';

export interface Streams {
  onPrinted?(telegram: string): void;
  onFrame?(frame: string): void;
  sentences: string[];
  close(): Promise<void>;
}

/** Node has room for many; the dongle has not. */
const MOST = 128;

/** The telegram with its aliases, all steps at once. */
export function newAliaser(): (telegram: string) => string {
  const tables = newCrcTables();
  return (telegram) => {
    const aliasing = newAliasing(telegram, tables);
    while (!aliasStep(aliasing));
    return aliasing.text;
  };
}

export async function openStreams(
  options: Pick<Options, 'telegrams' | 'frames' | 'aliases'>,
): Promise<Streams> {
  const servers: StreamServer[] = [];
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()));
  };
  const streams: Streams = { sentences: [], close };
  const open = async (name: 'telegrams' | 'frames', endpoint: Endpoint): Promise<Hub> => {
    const hub = newHub({ most: MOST });
    const server = await openServer(hub, endpoint, name);
    servers.push(server);
    streams.sentences.push(`A stream of ${name} is at ${textOf(server.endpoint)}.`);
    return hub;
  };
  try {
    if (options.telegrams) {
      const hub = await open('telegrams', options.telegrams);
      const alias = options.aliases ? newAliaser() : (telegram: string) => telegram;
      streams.onPrinted = (telegram) => tellHub(hub, withLineEnd(alias(telegram)));
    }
    if (options.frames) {
      const hub = await open('frames', options.frames);
      streams.onFrame = (frame) => tellHub(hub, frame);
    }
  } catch (problem) {
    await close();
    throw problem;
  }
  return streams;
}
