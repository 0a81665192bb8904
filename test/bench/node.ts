/**
 * How many full lists a second Node opens, verifies and parses: the core as hosts run it, with less,
 * and the peers, where these variables name them:
 *
 *   DSMR_PARSER   the built dist/protocols/dsmr.js of @athombv/dsmr-parser
 *   SMARTY_PROXY  the decrypt.py of smarty_dsmr_proxy (PYTHON: which interpreter, default python3)
 *
 * All in turns in one run, each in a process of its own, since this is about ratios: the machine is not
 * quiet.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { nodeBlocks, nodeCipher } from '../../host-sim/node/cipher.ts';
import { newMemory } from '../../host-sim/node/memory.ts';
import { core, cryptoAlone, peer, publisher } from './candidates.ts';
import type { Candidate } from './candidates.ts';
import { proxyRate } from './proxy.ts';
import { seriesFrames } from './series.ts';
import { straightforward } from './straightforward.ts';

const ROUNDS = 5;
const ROUND_MS = 700;

export interface Rate {
  name: string;
  perSecond: number;
}

export const PEER = '@athombv/dsmr-parser, decrypt and parse';
export const MEMORY = 'core, frame opened by node:crypto';
export const ANEW = 'core, frame opened by node:crypto, every line read anew';

const { DSMR_PARSER, SMARTY_PROXY } = process.env;

const TASKS: Record<string, () => Candidate | Promise<Candidate>> = {
  'node:crypto alone, nothing parsed': cryptoAlone,
  [MEMORY]: () => core(nodeCipher, newMemory()),
  [ANEW]: () => core(nodeCipher),
  'core, own GCM over node:crypto blocks': () => core(nodeBlocks, newMemory()),
  'core, up to the published JSON (node:crypto)': publisher,
  'straightforward port: aes-js, GHASH bit by bit': straightforward,
  ...(DSMR_PARSER && { [PEER]: () => peer(DSMR_PARSER) }),
};

const PROXIES: Record<string, () => number> = SMARTY_PROXY
  ? {
      'smarty_dsmr_proxy, decrypt() alone: tag verified, nothing parsed': () =>
        proxyRate(SMARTY_PROXY, 'decrypt'),
      'smarty_dsmr_proxy, process(): from bytes to the printed text, nothing parsed': () =>
        proxyRate(SMARTY_PROXY, 'process'),
    }
  : {};

/** Per second of processor time: what else the machine does then matters less. */
function rateOf(task: Candidate, frames: Uint8Array[]): number {
  const start = process.cpuUsage();
  const spentMs = () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  let count = 0;
  while (spentMs() < ROUND_MS) {
    for (let i = 0; i < frames.length; i++) task(frames[i], i === 0);
    count += frames.length;
  }
  return (count * 1000) / spentMs();
}

/** One candidate in a process of its own, as a host would run it: none spoils another's compilation. */
function rateInChild(name: string): number {
  const child = spawnSync(process.execPath, [
    '--import',
    'tsx',
    fileURLToPath(import.meta.url),
    name,
  ]);
  const rate = parseFloat(String(child.stdout));
  if (!(rate > 0)) throw new Error(`bench: ${name}: ${String(child.stderr)}`);
  return rate;
}

/** Medians of ROUNDS rounds, every candidate once a round. */
export function nodeRates(): Rate[] {
  const names = [...Object.keys(TASKS), ...Object.keys(PROXIES)];
  const rounds = names.map(() => [] as number[]);
  for (let round = 0; round < ROUNDS; round++) {
    names.forEach((name, i) => rounds[i].push(PROXIES[name]?.() ?? rateInChild(name)));
  }
  return names.map((name, i) => ({
    name,
    perSecond: rounds[i].toSorted((a, b) => a - b)[ROUNDS >> 1],
  }));
}

const chosen = TASKS[process.argv[2] ?? ''];
if (chosen && process.argv[1] === fileURLToPath(import.meta.url)) {
  const task = await chosen();
  const frames = seriesFrames();
  rateOf(task, frames);
  process.stdout.write(String(rateOf(task, frames)));
}
