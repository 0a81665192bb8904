/**
 * What a run is made of: files are read and the broker is found before anything starts.
 * In: options. Out: key, source of frames, address of the broker; problems are thrown.
 */
import { readFile } from 'node:fs/promises';
import { openBroker } from '../broker/embedded.ts';
import type { EmbeddedBroker } from '../broker/embedded.ts';
import { TEST_KEY } from '../house/seal.ts';
import type { Flash } from '../../firmware/core/ports.ts';
import { newMemoryFlash, openFileFlash } from '../node/flash.ts';
import { newHouseSource } from '../source/house.ts';
import { newReplaySource } from '../source/replay.ts';
import type { Tell } from '../source/source.ts';
import type { Supply } from '../source/supply.ts';
import type { Streams } from '../stream/streams.ts';
import { openStreams } from '../stream/streams.ts';
import { FAILED, newProblem } from './problem.ts';
import type { Options } from './settings.ts';
import { KEY_FORM } from './settings.ts';
import type { Address } from './values.ts';
import { readKey } from './values.ts';

export interface Stage {
  options: Options;
  /** Undefined: only plain telegrams can be read. */
  key: Uint8Array | undefined;
  source: Supply;
  periodMs: number;
  device: string;
  flash: Flash;
  address: Address;
  /** Undefined: the broker is somebody else's. */
  broker: EmbeddedBroker | undefined;
  streams: Streams;
}

const SIMULATED_S = 2;

async function readText(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = `check the name after --${option} and your right to read it`;
    throw newProblem(`${file} cannot be read (${code}): ${advice}.`, FAILED);
  }
}

async function findKey({ key, keyFile, replay }: Options): Promise<Uint8Array | undefined> {
  if (keyFile === undefined) return key ?? (replay === undefined ? TEST_KEY : undefined);
  const fileKey = readKey(await readText(keyFile, 'key-file'));
  if (!fileKey) throw newProblem(`The content of ${keyFile} ${KEY_FORM}.`, FAILED);
  return fileKey;
}

async function openReplay(file: string): Promise<Supply> {
  const source = newReplaySource(await readText(file, 'meter replay:'));
  if (source === undefined) {
    throw newProblem(`${file} holds no frame: write one a line, in hexadecimal.`, FAILED);
  }
  if ('badLine' in source) {
    const advice = 'the whole line must be pairs of hexadecimal digits, or begin with #';
    throw newProblem(`${file}, line ${source.badLine}: ${advice}.`, FAILED);
  }
  return source;
}

async function openSource(options: Options, key: Uint8Array | undefined): Promise<Supply> {
  const { replay, list = 'full', seed = 1, authKey } = options;
  if (replay !== undefined) return openReplay(replay);
  return newHouseSource({ list, seed, key: key ?? TEST_KEY, authKey, nowMs: Date.now() });
}

/** Streams that are open already end with a broker that cannot run. */
async function openBeside(streams: Streams, port: number): Promise<EmbeddedBroker> {
  try {
    return await openBroker(port);
  } catch (problem) {
    await streams.close();
    throw problem;
  }
}

/** `tell`: what goes wrong once it runs. */
export async function setStage(options: Options, tell: Tell): Promise<Stage> {
  const { replay, periodS, broker: choice } = options;
  const key = await findKey(options);
  const source = await openSource(options, key);
  const { state } = options;
  const flash = state === undefined ? newMemoryFlash() : openFileFlash(state, tell);
  const streams = await openStreams(options);
  const broker = choice.isEmbedded ? await openBeside(streams, choice.port) : undefined;
  return {
    options,
    key,
    source,
    periodMs: 1000 * (periodS ?? (replay === undefined ? SIMULATED_S : 0)),
    device: options.device ?? (replay === undefined ? 'simulated' : 'meter'),
    flash,
    address: choice.isEmbedded ? (broker as EmbeddedBroker).address : choice.address,
    broker,
    streams,
  };
}
