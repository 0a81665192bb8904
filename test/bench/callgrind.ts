/**
 * Instruction counts of the bench bundle in the real interpreter, by valgrind's callgrind: one run,
 * with a dump at each mark, so each piece of work is the difference of two readings of one counter.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillFlash } from '../espruino/interpreter.ts';

/** The native function behind E.getErrorFlags. */
const MARK = 'jswrap_espruino_getErrorFlags';

export interface Piece {
  stage: string;
  turns: number;
}

export const hasValgrind = spawnSync('valgrind', ['--version']).error === undefined;

function totalOf(dump: string): number {
  const line = /^(?:totals|summary): (\d+)/m.exec(dump);
  return line ? parseInt(line[1], 10) : 0;
}

/** Instructions between the marks: the n-th dump is what came before the n-th mark. */
function totalsIn(folder: string): number[] {
  const numberOf = (name: string) => parseInt(/\.(\d+)$/.exec(name)?.[1] ?? '0', 10);
  return readdirSync(folder)
    .filter((name) => /^cg\.\d+$/.test(name))
    .toSorted((a, b) => numberOf(a) - numberOf(b))
    .map((name) => totalOf(readFileSync(join(folder, name), 'utf8')));
}

/** Every piece of work on the last frame, in loop turns of this very interpreter. */
export function measurePieces(interpreter: string, bundle: string, frames: Uint8Array[]): Piece[] {
  const folder = mkdtempSync(join(tmpdir(), 'smarty-bench-'));
  copyFileSync(bundle, join(folder, 'bundle.js'));
  const files: [string, string][] = [['bundle.js', '.bootcde']];
  for (const [i, name] of (frames.length > 1 ? ['before', 'frame'] : ['frame']).entries()) {
    writeFileSync(join(folder, name), frames[i]);
    files.push([name, name]);
  }
  fillFlash(interpreter, folder, files);
  const options = ['--tool=callgrind', `--dump-before=${MARK}`, '--callgrind-out-file=cg'];
  const run = spawnSync('valgrind', [...options, interpreter], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 900_000,
    maxBuffer: 1 << 26,
  });
  const printed = String(run.stdout);
  const stages = /STAGES (.*) TELEGRAMS 1 !/.exec(printed)?.[1].split(',');
  const totals = totalsIn(folder);
  rmSync(folder, { recursive: true });
  if (!stages) throw new Error(`bench: no telegram came out: ${printed.slice(-500)}`);
  return piecesOf(stages, totals);
}

/**
 * The dump of a mark holds what came before it. The first piece is nothing but a mark, and is taken
 * off all others; the loops of 100 and 300 turns give the unit.
 */
function piecesOf(stages: string[], totals: number[]): Piece[] {
  const [empty, short, long, ...pieces] = stages
    .slice(0, -1)
    .map((stage, i) => ({ stage, count: totals[i + 1] }));
  const unit = (long.count - short.count) / 200;
  return pieces.map(({ stage, count }) => ({ stage, turns: (count - empty.count) / unit }));
}

/** Loop turns of all pieces whose stage begins so. */
export function sumOf(pieces: Piece[], start: string): number {
  return pieces
    .filter(({ stage }) => stage.startsWith(start))
    .reduce((sum, { turns }) => sum + turns, 0);
}
