/**
 * `npm run bench`: the figures of docs/benchmark.md, made anew and printed. With `--node`, those of its
 * section on Node alone, and the device's stay.
 *
 *   ESPRUINO      interpreters, separated by colons; those with 14-byte variables give the memory
 *   TELEGRAMS     how many telegrams the memory is watched for (default 300)
 *   DSMR_PARSER, SMARTY_PROXY, PYTHON  the peers: node.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Extras } from '../../firmware/core/config/settings.ts';
import { slotLayout } from '../../firmware/core/update/slot.ts';
import { EVERYTHING } from '../espruino/everything.ts';
import { findInterpreters } from '../espruino/interpreter.ts';
import { BYTES_A_SECOND, LIST_TURNS, TURN_S, UART_BYTES } from './budget.ts';
import { buildBench } from './bundle.mjs';
import { hasValgrind, measurePieces, sumOf } from './callgrind.ts';
import type { Piece } from './callgrind.ts';
import { frameOf } from './frame.ts';
import { fits, isDeviceShaped, usedAfter, variablesAtRest } from './memory.ts';
import { nodeFields } from './node-page.ts';
import { table, whole } from './table.ts';

const PAGE = 'docs/benchmark.md';

/** What comes at 115,200 baud in so many turns, at the fastest and at the slowest that is expected. */
function sentIn(turns: number): string {
  const bytes = [TURN_S.fastest, TURN_S.slowest].map((s) => whole(turns * s * BYTES_A_SECOND));
  return bytes.join(' to ');
}

const MEANWHILE = 'bytes that a meter can send meanwhile';

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
    [
      `**decrypt, verify, check, parse, publish (budget ${whole(LIST_TURNS)})**`,
      `**${whole(work)}**`,
    ],
    ['readings to topics of their own', whole(sumOf(pieces, 'search readings'))],
    ['longest slice (budget 2,500)', whole(longest)],
    [`${MEANWHILE} (the UART of 2v25 holds ${whole(UART_BYTES)})`, sentIn(longest)],
  ];
}

/** What the next telegram costs once all is announced. */
function allRows(pieces: Piece[]): (string | number)[][] {
  const sum = (...starts: string[]) => starts.reduce((all, start) => all + sumOf(pieces, start), 0);
  const first = pieces.findIndex(({ stage }) => stage.startsWith('receive'));
  const longest = Math.max(...pieces.map(({ turns }) => turns));
  return [
    ['decrypt, verify, check', whole(sum('open'))],
    ['parse, and write the JSON', whole(sum('parse'))],
    ['quarter hours and tariff', whole(sum('derive'))],
    ['publish the JSON', whole(sum('publish'))],
    ['publish everything else', whole(sumOf(pieces.slice(first), 'search readings'))],
    ['longest slice', whole(longest)],
    [MEANWHILE, sentIn(longest)],
  ];
}

const MOST_VARIABLES = 5000;
/** More than any set of settings takes. */
const PLENTY = 7000;

async function fewest(interpreter: string, o: { withPage?: boolean; told?: Partial<Extras> }) {
  let least = o.told ? PLENTY : MOST_VARIABLES;
  if (!(await fits(interpreter, least, o))) return `more than ${whole(least)}`;
  while (least > 3000 && (await fits(interpreter, least - 100, o))) least -= 100;
  return whole(least);
}

async function deviceSection(interpreter: string, bundles: Bundles): Promise<string> {
  const name = basename(interpreter);
  const pieces = measurePieces(interpreter, bundles.json, [frameOf(1, 'full')]);
  const withAll = measurePieces(interpreter, bundles.all, [frameOf(1, 'full'), frameOf(2, 'full')]);
  const turns = [
    table(['work', 'loop turns'], turnRows(pieces)),
    table(['with everything on', 'loop turns'], allRows(withAll)),
  ].join('\n\n');
  if (!isDeviceShaped(interpreter)) return `### ${name}\n\n${turns}\n`;
  const rest = await variablesAtRest(interpreter);
  const alone = await fewest(interpreter, {});
  const visited = await fewest(interpreter, { withPage: true });
  const restWithAll = await variablesAtRest(interpreter, EVERYTHING);
  const aloneWithAll = await fewest(interpreter, { told: EVERYTHING });
  const counts = [100, Math.max(101, parseInt(process.env.TELEGRAMS ?? '300', 10))];
  const used = await usedAfter(interpreter, counts);
  const memory = table(
    ['variables of 14 bytes', ''],
    [
      ['at rest, everything loaded from flash (budget 3,500)', whole(rest)],
      ['fewest in all with which full lists get through', alone],
      ['the same with the status page open: visitors are let in with 820 free', visited],
      ['at rest with everything on', whole(restWithAll)],
      ['fewest in all with which full lists get through with everything on', aloneWithAll],
      ...counts.map((count, i) => [`in use after telegram ${whole(count)}`, whole(used[i] ?? 0)]),
    ],
  );
  return `### ${name}\n\n${turns}\n\n${memory}\n`;
}

interface Bundles {
  json: string;
  all: string;
}

/** What is flashed; budgets: rollup.config.mjs. */
function sizes(): string {
  const stored = readFileSync('dist/dongle.bin').length;
  const rows = [
    ['`dist/dongle.bin`: script, parts that are read when they are wanted, page', whole(stored)],
    ['a slot in flash', whole(slotLayout().slot)],
  ];
  return `${table(['bytes', ''], rows)}\n`;
}

async function devicePart(): Promise<string> {
  const interpreters = findInterpreters();
  if (!interpreters.length || !hasValgrind) {
    process.stderr.write('bench: no Espruino (ESPRUINO=path) or no valgrind: no device figures.\n');
    return 'Not measured: this run had no Espruino interpreter or no valgrind.\n';
  }
  const bundles = { json: await buildBench('json'), all: await buildBench('all') };
  const sections = [];
  for (const each of interpreters) sections.push(await deviceSection(each, bundles));
  return [sizes(), ...sections].join('\n');
}

/** Where the section on Node begins. */
const NODE = '\n## Node\n';
const template = readFileSync('test/bench/page.md', 'utf8');
const [devicePage, nodePage] = template.split(NODE);

async function deviceText(): Promise<string> {
  if (process.argv.includes('--node')) return readFileSync(PAGE, 'utf8').split(NODE)[0];
  return devicePage
    .replace('{{SIZE}}', whole(frameOf(1, 'full').length))
    .replace('{{DEVICE}}', await devicePart());
}

const before = await deviceText();
const fields = nodeFields();
const node = nodePage.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => fields[name]);
const page = before + NODE + node;
writeFileSync(PAGE, page);
process.stdout.write(page);
