/**
 * `npm run bench`: the figures of docs/benchmark.md, made anew and printed.
 *
 *   ESPRUINO      interpreters, separated by colons; those with 14-byte variables give the memory
 *   DSMR_PARSER   path of the peer's built dist/protocols/dsmr.js, for the comparison
 *   TELEGRAMS     how many telegrams the memory is watched for (default 300)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { findInterpreters } from '../espruino/interpreter.ts';
import { buildBench } from './bundle.mjs';
import { hasValgrind, measurePieces } from './callgrind.ts';
import type { Piece } from './callgrind.ts';
import { fits, isDeviceShaped, usedAfter, variablesAtRest } from './memory.ts';
import { FRAME_SIZE, nodeRates } from './node.ts';

const PAGE = 'docs/benchmark.md';
const nowMs = Date.UTC(2026, 0, 15, 18);

function fullList(): Uint8Array {
  const telegram = formatTelegram(newHouse({ seed: 1, startMs: nowMs }), nowMs, 'full');
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram, counter: 1, ...keys });
}

const table = (head: string[], rows: (string | number)[][]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const whole = (value: number) => Math.round(value).toLocaleString('en');

function sumOf(pieces: Piece[], start: string): number {
  return pieces
    .filter(({ stage }) => stage.startsWith(start))
    .reduce((sum, { turns }) => sum + turns, 0);
}

/** What comes at 115,200 baud in so many turns, at the fastest and at the slowest that is expected. */
function sentIn(turns: number): string {
  const bytes = [60e-6, 90e-6].map((turnS) => whole(turns * turnS * 11_520));
  return bytes.join(' to ');
}

/** The budgets, with what was measured. The full list has 97 blocks: 94 of text, AAD and lengths. */
function turnRows(pieces: Piece[]): (string | number)[][] {
  const work = ['open', 'parse', 'publish'].reduce((sum, each) => sum + sumOf(pieces, each), 0);
  const longest = Math.max(...pieces.map(({ turns }) => turns));
  return [
    ['GHASH, a block (budget 210)', whole(sumOf(pieces, 'open hash') / 95)],
    ['GHASH table, once after a key is set', whole(sumOf(pieces, 'prepare'))],
    ['receive, in 24 pieces', whole(sumOf(pieces, 'receive'))],
    ['find the frame', whole(sumOf(pieces, 'search') - sumOf(pieces, 'search readings'))],
    ['verify the tag', whole(sumOf(pieces, 'open hash'))],
    ['decrypt, checksum, cut into lines', whole(sumOf(pieces, 'open text'))],
    ['parse, and write the JSON', whole(sumOf(pieces, 'parse'))],
    ['publish the JSON', whole(sumOf(pieces, 'publish'))],
    ['**decrypt, verify, check, parse, publish (budget 30,000)**', `**${whole(work)}**`],
    ['first readings to topics of their own', whole(sumOf(pieces, 'search readings'))],
    ['longest slice (budget 2,500)', whole(longest)],
    ['bytes that the meter sends meanwhile (the UART of 2v25 holds 1,400)', sentIn(longest)],
  ];
}

const MOST_VARIABLES = 5000;

async function fewest(interpreter: string, withPage: boolean): Promise<string> {
  let least = MOST_VARIABLES;
  if (!(await fits(interpreter, least, withPage))) return `more than ${whole(least)}`;
  while (least > 3000 && (await fits(interpreter, least - 100, withPage))) least -= 100;
  return whole(least);
}

async function deviceSection(interpreter: string, bundle: string): Promise<string> {
  const name = basename(interpreter);
  const pieces = measurePieces(interpreter, bundle, fullList());
  const turns = table(['work', 'loop turns'], turnRows(pieces));
  if (!isDeviceShaped(interpreter)) return `### ${name}\n\n${turns}\n`;
  const rest = await variablesAtRest(interpreter);
  const alone = await fewest(interpreter, false);
  const visited = await fewest(interpreter, true);
  const counts = [100, Math.max(101, parseInt(process.env.TELEGRAMS ?? '300', 10))];
  const used = await usedAfter(interpreter, counts);
  const memory = table(
    ['variables of 14 bytes', ''],
    [
      ['at rest, everything loaded from flash (budget 3,500)', whole(rest)],
      ['fewest in all with which full lists get through', alone],
      ['the same with the status page open: visitors are let in with 950 free', visited],
      ...counts.map((count, i) => [`in use after telegram ${whole(count)}`, whole(used[i] ?? 0)]),
    ],
  );
  return `### ${name}\n\n${turns}\n\n${memory}\n`;
}

async function devicePart(): Promise<string> {
  const interpreters = findInterpreters();
  if (!interpreters.length || !hasValgrind) {
    process.stderr.write('bench: no Espruino (ESPRUINO=path) or no valgrind: no device figures.\n');
    return 'Not measured: this run had no Espruino interpreter or no valgrind.\n';
  }
  const bundle = await buildBench();
  const sections = [];
  for (const each of interpreters) sections.push(await deviceSection(each, bundle));
  return sections.join('\n');
}

function nodePart(): string {
  const rates = nodeRates();
  const peer = rates.find(({ name }) => name.startsWith('@athombv'));
  return table(
    ['what', 'a second', 'against the peer'],
    rates.map(({ name, perSecond }) => [
      name,
      whole(perSecond),
      peer ? `${(perSecond / peer.perSecond).toFixed(2)} x` : 'not measured',
    ]),
  );
}

const page = readFileSync('test/bench/page.md', 'utf8')
  .replace('{{SIZE}}', whole(FRAME_SIZE))
  .replace('{{NODE_VERSION}}', process.version)
  .replace('{{DEVICE}}', await devicePart())
  .replace('{{NODE}}', nodePart());
writeFileSync(PAGE, page);
process.stdout.write(page);
