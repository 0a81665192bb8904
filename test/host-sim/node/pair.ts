/**
 * The core that reads each frame anew, by its own cipher, and the core with all that a host remembers,
 * side by side: each hears the same bytes, and must tell the same.
 */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import { newApp, receiveBytes, tickApp, workStep } from '../../../firmware/core/app.ts';
import type { App, AppOptions } from '../../../firmware/core/app.ts';
import type { OpenSettings } from '../../../firmware/core/frame/open.ts';
import { newWorkspace } from '../../../firmware/core/frame/workspace.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { nodeBlocks } from '../../../host-sim/node/cipher.ts';
import { newCore, receivePiece, SLICE_BLOCKS, tickCore } from '../../../host-sim/node/core.ts';
import type { Core } from '../../../host-sim/node/core.ts';
import { nodeText } from '../../../host-sim/node/text.ts';
import { newSilentSession } from '../../../host-sim/reader/session.ts';

const CAPACITY = 16384;

export interface Pair {
  plain: App;
  host: Core;
  /** What was told since the latest comparison; copies, since readings are shared on a host. */
  told: { plain: unknown[]; host: unknown[] };
  /** Good telegrams in all. */
  good: number;
  nowMs: number;
}

type Keys = Partial<Pick<OpenSettings, 'key' | 'authKey' | 'tagMode'>>;

function optionsOf(told: unknown[], app: () => App, onGood?: () => void) {
  const options: Omit<AppOptions, 'workspace' | 'open'> = {
    device: 'd',
    session: newSilentSession(),
    shapes: [],
    keepsPrinted: true,
    onSnapshot: (snapshot, json) => {
      const { latest, printed, watched } = app();
      told.push(structuredClone({ snapshot, json, latest, printed, watched }));
      onGood?.();
    },
    onFault: (fault) => told.push(fault),
  };
  return options;
}

export function newPair(keys: Keys = {}): Pair {
  const open = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, tagMode: 'verify', ...keys } as const;
  const told: Pair['told'] = { plain: [], host: [] };
  const plain = newApp({
    ...optionsOf(told.plain, () => plain),
    workspace: newWorkspace(CAPACITY, SLICE_BLOCKS),
    open: { ...open, cipher: nodeBlocks, text: nodeText },
  });
  const host = newCore({
    ...optionsOf(
      told.host,
      () => host,
      () => pair.good++,
    ),
    capacity: CAPACITY,
    open,
  });
  const pair: Pair = { plain, host, told, good: 0, nowMs: 0 };
  while (workStep(plain));
  return pair;
}

/** expect alone takes far longer, over thousands that are equal. */
function expectSame(host: unknown, plain: unknown): void {
  if (isDeepStrictEqual(host, plain)) return;
  expect(host).toStrictEqual(plain);
  throw new Error('pair: not the same');
}

function compare({ plain, host, told }: Pair): void {
  expectSame(told.host, told.plain);
  told.plain.length = told.host.length = 0;
  expectSame(host.receiver.faults, plain.receiver.faults);
  expectSame(host.receiver.noise, plain.receiver.noise);
  expectSame(host.counts, plain.counts);
  expectSame(host.counters, plain.counters);
}

/** Both hear the bytes and have told the same. */
export function hear(pair: Pair, bytes: Uint8Array): void {
  const { plain, host, nowMs } = pair;
  plain.isWatched = host.isWatched = true;
  receiveBytes(plain, bytes, nowMs);
  while (workStep(plain));
  receivePiece(host, bytes, nowMs);
  compare(pair);
}

/** The line is silent for so long. */
export function fallSilent(pair: Pair, ms = 2000): void {
  const { plain, host } = pair;
  pair.nowMs += ms;
  if (tickApp(plain, pair.nowMs)) while (workStep(plain));
  tickCore(host, pair.nowMs);
  compare(pair);
}
