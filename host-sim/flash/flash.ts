/**
 * The order of things when a dongle is flashed.
 * In: options, where to write. Out: a dongle that runs, its identity kept, its label written; a
 * sentence for each step. What goes wrong is thrown as a problem.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Board } from './board.ts';
import {
  awaitLife,
  eraseStorage,
  inspectBoard,
  areStored,
  readStoredIdentity,
  restart,
  turnBluetoothOff,
} from './board.ts';
import { reachConsole, stopApplication } from './console.ts';
import type { StoredFile } from './files.ts';
import { bytesOf, filesOf, readBuild, roomFor } from './files.ts';
import type { Identity } from './identity.ts';
import { accessPointOf, idOf, isSetupPassword, newIdentity, readIdentity } from './identity.ts';
import { writeImage } from './image.ts';
import type { Kept } from './keeping.ts';
import { keepIdentity, readAllKept, usualFolder } from './keeping.ts';
import { labelSvg } from './label.ts';
import type { Line } from './line.ts';
import { closeLine, openLine } from './line.ts';
import type { FlashOptions } from './options.ts';
import { HELP } from './options.ts';
import { listPorts, portLines, settlePort } from './ports.ts';
import type { Screen } from './progress.ts';
import { newProgress } from './progress.ts';
import { sendFiles } from './transfer.ts';
import { terminalCode, wifiCode } from './wifi-code.ts';

export interface Bench {
  env: Record<string, string | undefined>;
  out: Screen;
}

interface Job {
  options: FlashOptions;
  out: Screen;
  line: Line;
  folder: string;
  /** What this PC knows of dongles it has flashed. */
  kept: Kept[];
  /** The password of the label, as it was given. */
  password?: string;
}

function say(out: Screen, sentence: string): void {
  out.write(`${sentence}\n`);
}

function readPassword({ passwordFile }: FlashOptions): string | undefined {
  if (passwordFile === undefined) return undefined;
  let text: string;
  try {
    text = readFileSync(passwordFile, 'utf8').trim();
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw newProblem(`--password-file cannot be read (${code}): ${passwordFile}`, FAILED);
  }
  if (isSetupPassword(text)) return text;
  const form = '10 letters a to z or digits 2 to 9, as on the label';
  throw newProblem(`The password in ${passwordFile} must be ${form}.`, FAILED);
}

const STORE_TRIES = 3;
const BLUETOOTH = {
  none: 'This Espruino has no Bluetooth to turn off.',
  'was-off': 'Bluetooth is off already.',
  'turned-off': 'Bluetooth is off now: that frees a third of the memory.',
};

async function takeHold(job: Job): Promise<Board> {
  const { line, out, kept, password } = job;
  const passwords = [password, ...kept.map(({ setup }) => setup)].filter(
    (one) => one !== undefined,
  );
  const opened = await reachConsole(line, passwords);
  const board = await inspectBoard(line);
  const { version, serial } = board;
  say(out, `Board ${board.board} with Espruino ${version}, chip ${serial}.`);
  if (opened !== undefined) say(out, 'Its console was locked and is open now.');
  await stopApplication(line);
  return board;
}

/** What is known of the dongle: by itself, by this PC, by its owner. */
async function settleIdentity(job: Job, { serial }: Board): Promise<Identity> {
  const { line, out, folder, password } = job;
  const id = idOf(serial);
  if (id === undefined) {
    throw newProblem(`The chip names no number of its own ("${serial}"): it is no ESP32.`, FAILED);
  }
  const stored = readIdentity(await readStoredIdentity(line));
  const before = stored?.id === id ? stored : job.kept.find((one) => one.serial === serial);
  const identity = newIdentity(id, before ?? { setup: password });
  const path = keepIdentity(folder, { ...identity, serial });
  const age = before || password ? 'as before: its label stays true' : 'new';
  say(out, `Identity ${accessPointOf(identity)}, ${age}. Kept in ${path}`);
  return identity;
}

/** Erases, sends and compares; false: not all has arrived as it was sent. */
async function storeOnce({ line, out }: Job, files: readonly StoredFile[]): Promise<boolean> {
  say(out, 'Erasing Storage, which takes up to half a minute.');
  const free = await eraseStorage(line);
  const room = roomFor(files);
  if (free < room) {
    const remedy = 'put Espruino 2v25 or later on with all three files (docs/flash.md)';
    throw newProblem(`Storage has ${free} bytes, the dongle needs ${room}: ${remedy}.`, FAILED);
  }
  const progress = newProgress(out, bytesOf(files));
  const isSent = await sendFiles(line, files, progress.advance);
  progress.done();
  return isSent && (await areStored(line, files));
}

async function store(job: Job, files: readonly StoredFile[]): Promise<void> {
  const names = files.map(({ name }) => name).join(', ');
  for (let left = STORE_TRIES; left > 0; left--) {
    if (await storeOnce(job, files)) return say(job.out, `Stored and verified: ${names}.`);
    say(job.out, 'Not all of it has arrived as it was sent.');
  }
  const remedy =
    'use a short cable, no hub, and run this again; if it stays, the flash is worn out';
  throw newProblem(`The dongle could not be written: ${remedy}.`, FAILED);
}

async function showIdentity({ options, out }: Job, identity: Identity): Promise<void> {
  const label = options.label ?? `smarty-${identity.id}.svg`;
  writeFileSync(label, labelSvg(identity));
  say(out, `\n${terminalCode(wifiCode(identity))}`);
  say(out, `Wi-Fi:    ${accessPointOf(identity)}`);
  say(out, `Password: ${identity.setup}`);
  say(out, `Label to print, 40 x 20 mm: ${label}`);
  say(out, '\nJoin that Wi-Fi with a phone: the setup page opens by itself, or at');
  say(out, 'http://192.168.4.1');
}

async function flashDongle(options: FlashOptions, { env, out }: Bench): Promise<void> {
  const built = readBuild(options.dist);
  const password = readPassword(options);
  const folder = options.folder ?? usualFolder(env);
  const kept = readAllKept(folder);
  const port = await settlePort(options.port, (text) => say(out, text));
  const line = await openLine(port);
  const job: Job = { options, out, line, folder, kept, password };
  try {
    const board = await takeHold(job);
    const identity = await settleIdentity(job, board);
    say(out, BLUETOOTH[await turnBluetoothOff(line)]);
    await store(job, filesOf(built, identity));
    restart(line, board);
    say(out, `It runs: ${await awaitLife(line)}.`);
    await showIdentity(job, identity);
  } finally {
    closeLine(line);
  }
}

export async function flash(options: FlashOptions, bench: Bench): Promise<void> {
  if (options.help) return say(bench.out, HELP.trimEnd());
  if (options.list) {
    const ports = await listPorts();
    return say(bench.out, ports.length ? portLines(ports).join('\n') : 'No serial port is there.');
  }
  const { firmware, port } = options;
  if (firmware === undefined) return flashDongle(options, bench);
  return writeImage({ firmware, port }, (text) => say(bench.out, text));
}
