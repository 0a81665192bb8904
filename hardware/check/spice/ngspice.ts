/**
 * Runs one circuit in ngspice. In: the lines of a deck without its control part, and the vectors to
 * record. Out: the samples, one array per vector, with the time first.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Samples {
  timeS: number[];
  /** Under the name it was asked for, such as `v(rx)`. */
  of: Record<string, number[]>;
}

function parseSamples(text: string, vectors: readonly string[]): Samples {
  const columns: number[][] = [[], ...vectors.map(() => [])];
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields.length === columns.length) columns.forEach((c, i) => c.push(Number(fields[i])));
  }
  return {
    timeS: columns[0],
    of: Object.fromEntries(vectors.map((name, i) => [name, columns[i + 1]])),
  };
}

/** A run takes a second; one that takes this long does not converge. */
const LONGEST_MS = 60_000;

/** Throws what ngspice said when it did not reach the end time. */
export function simulate(
  deck: readonly string[],
  vectors: readonly string[],
  endS: number,
): Samples {
  const dir = mkdtempSync(join(tmpdir(), 'spice-'));
  try {
    const control = ['set wr_singlescale', 'set wr_vecnames', 'run'];
    const wanted = `wrdata samples.txt ${vectors.join(' ')}`;
    const text = [...deck, '.control', ...control, wanted, 'quit', '.endc', '.end'];
    writeFileSync(join(dir, 'deck.cir'), text.join('\n') + '\n');
    const run = spawnSync('ngspice', ['-b', 'deck.cir'], {
      cwd: dir,
      encoding: 'utf8',
      timeout: LONGEST_MS,
    });
    const said = `${run.stdout}${run.stderr}`.slice(-400);
    if (run.status !== 0) throw new Error(`ngspice: ended with ${run.status}: ${said}`);
    const samples = parseSamples(readFileSync(join(dir, 'samples.txt'), 'utf8'), vectors);
    const reachedS = samples.timeS.at(-1) ?? 0;
    if (reachedS < endS * 0.99) throw new Error(`ngspice: stopped at ${reachedS} s: ${said}`);
    return samples;
  } finally {
    rmSync(dir, { recursive: true });
  }
}
