/**
 * What is asked of the interpreter and done to it, in its own words.
 * In: a line with a console that answers. Out: what kind of board it is, what is stored on it.
 */
import { interpreterSentence, judgeInterpreter } from '../../firmware/core/boot/interpreter.ts';
import type { Interpreter } from '../../firmware/core/boot/interpreter.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import { reachConsole } from './console.ts';
import type { StoredFile } from './files.ts';
import { crcOf, RECORD_PAGES } from './files.ts';
import type { Line } from './line.ts';
import { ask, awaitText, evaluate, type } from './line.ts';

export interface Board extends Interpreter {
  /** The number of the chip, in hex. */
  serial: string;
}

const ENVIRONMENT = [
  '(function(e){return[e.VERSION,e.GIT_COMMIT,e.BOARD,e.SERIAL,',
  'typeof(new Date()).getUTCHours=="function"]})(process.env)',
].join('');

/** What stands at the other end; not fit is a problem. */
export async function inspectBoard(line: Line): Promise<Board> {
  const answer = await evaluate(line, ENVIRONMENT, 5);
  if (!Array.isArray(answer)) {
    const remedy = 'put Espruino 2v25 on it (npm run flash -- --firmware FOLDER)';
    throw newProblem(`What answers at ${line.path} is no Espruino: ${remedy}.`, FAILED);
  }
  const [version, commit, board, serial] = answer.map((field: unknown) => String(field ?? ''));
  const found = { version, commit, board, serial, hasUtc: answer[4] === true };
  const fault = judgeInterpreter(found);
  if (fault !== undefined) throw newProblem(interpreterSentence(fault, found), FAILED);
  return found;
}

const BLUETOOTH = '(typeof ESP32=="undefined"||!ESP32.enableBLE?0:ESP32.getState().BLE?2:1)';
const RESTART_MS = 4000;

/** Off for good, which erases what is stored and restarts. Returns what it came to. */
export async function turnBluetoothOff(line: Line): Promise<'none' | 'was-off' | 'turned-off'> {
  const before = await ask(line, BLUETOOTH);
  if (before !== 2) return before === 1 ? 'was-off' : 'none';
  line.heard = '';
  type(line, '\x10ESP32.enableBLE(false);\n');
  // Not before it has begun: what is typed into a restart is lost.
  await awaitText(line, /espruino\.com/i, RESTART_MS);
  await reachConsole(line, []);
  if ((await ask(line, BLUETOOTH)) === 1) return 'turned-off';
  const remedy = 'Erase the chip (esptool.py --chip esp32 erase_flash) and put Espruino on again';
  throw newProblem(`Bluetooth could not be turned off. ${remedy}.`, FAILED);
}

const READ_JSON = 'require("Storage").readJSON("identity",true)';

/** The identity that is on it, as it was read; null when there is none. */
export function readStoredIdentity(line: Line): Promise<unknown> {
  return evaluate(line, `${READ_JSON}||null`, 5);
}

/** A page takes up to 100 ms, there are 224. */
const ERASE_S = 90;

function eraseRecords(): string {
  const area = `require("Flash").getFree().some(function(a){return a.addr==${0x310000}})`;
  const pages = RECORD_PAGES.map((address) => `require("Flash").erasePage(${address})`);
  return `(${area}&&(${pages.join(',')},1),1)`;
}

/** Empties Storage and forgets which slot is to be started. Returns the bytes that are free now. */
export async function eraseStorage(line: Line): Promise<number> {
  await ask(line, '(require("Storage").eraseAll(),1)', ERASE_S);
  await ask(line, eraseRecords());
  return Number(await ask(line, 'require("Storage").getFree()'));
}

/** Is each file on the dongle as it was sent? */
export async function areStored(line: Line, files: readonly StoredFile[]): Promise<boolean> {
  for (const file of files) {
    const read = `require("Storage").read("${file.name}")`;
    const check = file.data === undefined ? '0' : 'E.CRC32(s)|0';
    const answer = await ask(line, `(function(s){return s?[s.length,${check}]:[0,0]})(${read})`);
    if (JSON.stringify(answer) !== JSON.stringify([file.size, crcOf(file)])) return false;
  }
  return true;
}

/** Restarts from flash; Espruino on a PC cannot, but starts what is there as well. */
export function restart(line: Line, { board }: Board): void {
  line.heard = '';
  type(line, board === 'LINUX' ? '\x10load();\n' : '\x10E.reboot();\n');
}

const LIFE = /Smarty dongle (?!:)\S+, \S+(?=\s)/;
/** What loader and interpreter say of an application that ends before it has begun. */
const DEATH = /(Uncaught|Smarty dongle:) [^\r\n]+(?=[\r\n])/;
const START_MS = 60_000;

/** The first line that the application prints. */
export async function awaitLife(line: Line): Promise<string> {
  await awaitText(line, new RegExp(`${LIFE.source}|${DEATH.source}`), START_MS);
  const life = LIFE.exec(line.heard);
  if (life) return life[0];
  const last =
    DEATH.exec(line.heard)?.[0] ??
    line.heard
      .trim()
      .split(/\s*\n\s*/)
      .at(-1);
  const found = last ? `its last words are "${last}"` : 'it says nothing';
  const remedy = 'Run this again; if it stays, please report it.';
  throw newProblem(`The dongle does not start: ${found}. ${remedy}`, FAILED);
}
