/**
 * Getting hold of the interpreter: it may be starting, busy, or locked with the setup password.
 * In: a line, passwords that may fit. Out: a console that answers, without a password, with nothing
 * running; or the problem why not.
 */
import { FAILED, newProblem } from '../command/problem.ts';
import type { Line } from './line.ts';
import { ask, awaitText, type } from './line.ts';

const LOCKED = /password>/;
/** At the start of a line; the application may go on talking behind it. */
const PROMPT = /password>|(^|[\r\n])>/;
const DOWNLOAD = /waiting for download/;
/** A connection that does not come about holds the interpreter for ten seconds. */
const TRIES = 10;
const TRY_MS = 1500;
const BUSY_MS = 12_000;
const LATE_MS = 400;
const ROUNDS = 3;

function silenceProblem({ path, heard }: Line): Error {
  const remedy = DOWNLOAD.test(heard)
    ? 'The chip waits for an image: let go of BOOT (GPIO0), press reset, and run this again.'
    : [
        'Is Espruino on it? A new ESP32 needs the image first: npm run flash -- --firmware FOLDER.',
        'If it is, press reset on the board and run this again; check that TX and RX are crossed.',
      ].join(' ');
  return newProblem(`Nothing that is Espruino answers at ${path}. ${remedy}`, FAILED);
}

/** An empty line asks for a prompt; Ctrl-C ends what runs, and counts as a wrong password. */
async function awaitPrompt(line: Line): Promise<void> {
  for (let tried = 0; tried < TRIES; tried++) {
    line.heard = '';
    type(line, tried % 3 === 2 ? '\x03\n' : '\n');
    await awaitText(line, new RegExp(`${PROMPT.source}|${DOWNLOAD.source}`), TRY_MS);
    if (PROMPT.test(line.heard)) return;
    if (DOWNLOAD.test(line.heard)) break;
  }
  throw silenceProblem(line);
}

function lockedProblem(path: string): Error {
  return newProblem(
    [
      `The dongle at ${path} is locked with the password on its label, which this PC does not know:`,
      'write it into a file and give it with --password-file FILE. If the label is lost, erase the',
      `chip (esptool.py --chip esp32 --port ${path} erase_flash), put Espruino on again`,
      '(npm run flash -- --firmware FOLDER), and run this again.',
    ].join(' '),
    FAILED,
  );
}

/** A refusal may still be that of the empty line before. */
async function isOpenedBy(line: Line, password: string): Promise<boolean> {
  line.heard = '';
  type(line, `${password}\n`);
  await awaitText(line, /Logged in|Invalid/, BUSY_MS);
  return awaitText(line, /Logged in/, LATE_MS);
}

/** Returns the password that fitted; undefined: there was none to give. */
async function unlock(line: Line, passwords: readonly string[]): Promise<string | undefined> {
  if (!LOCKED.test(line.heard)) return undefined;
  // More than once: now and then the interpreter loses a byte.
  for (let round = 0; round < ROUNDS; round++) {
    for (const password of passwords) {
      if (await isOpenedBy(line, password)) return password;
    }
  }
  throw lockedProblem(line.path);
}

/** A console that answers; with the password that opened it, if one was needed. */
export async function reachConsole(
  line: Line,
  passwords: readonly string[],
): Promise<string | undefined> {
  await awaitPrompt(line);
  return unlock(line, passwords);
}

/**
 * Ends the application: nothing is left that prints, holds the console, or lets the watchdog bite
 * while files are written.
 */
export async function stopApplication(line: Line): Promise<void> {
  await ask(line, '(function(){E.setPassword();E.enableWatchdog(3600);return 1})()');
  line.heard = '';
  type(line, '\x10reset();\n');
  await awaitPrompt(line);
}
