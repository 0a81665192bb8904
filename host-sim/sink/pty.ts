/**
 * A pseudo-terminal under a stable name, for programs that read serial ports.
 * In: readouts, or frames. Out: each whole, to whoever has the other end open. Who does not read keeps
 * nobody waiting: what does not fit is finished as soon as there is room, and what comes in between is
 * dropped and counted. While nobody has it open nothing is kept: who comes gets the next one.
 */
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { FAILED, newProblem } from '../command/problem.ts';
import { openPseudoTerminal } from '../node/pty.ts';
import type { Pty } from '../node/pty.ts';
import { makeLink, removeLink } from './link-name.ts';
import { newPrinter } from './printed.ts';
import type { PtyOptions } from './settings/pty.ts';
import { ptyFault } from './settings/pty.ts';
import type { OpenSink } from './sink.ts';

interface Line {
  pty: Pty;
  /** What is left of the one that is being written. */
  rest: Buffer;
  timer: NodeJS.Timeout | undefined;
  /** Something was written that may still lie there unread. */
  isDirty: boolean;
  isOver: boolean;
  counts: { taken: number; told: number; dropped: number; unheard: number; heard_bytes: number };
}

const TRY_MS = 50;
const GOODBYE_MS = 500;
const NOTHING = Buffer.alloc(0);
const GROUPS = '/etc/group';

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

/** Also takes what was said at the other end, so that it never fills up. */
function isSomebodyThere(line: Line): boolean {
  const bytes = Buffer.alloc(4096);
  try {
    for (;;) line.counts.heard_bytes += readSync(line.pty.master, bytes);
  } catch (error) {
    // EIO: nobody has the other end open (Linux, pty(7)).
    return codeOf(error) === 'EAGAIN';
  }
}

/** What lay there unread is old news to who comes next. */
function discard(line: Line): void {
  if (!line.isDirty) return;
  line.isDirty = false;
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
  const slave = openSync(line.pty.name, O_RDWR | O_NOCTTY | O_NONBLOCK);
  const bytes = Buffer.alloc(4096);
  try {
    while (readSync(slave, bytes) > 0);
  } catch {
    // Empty.
  }
  closeSync(slave);
}

function giveUp(line: Line): void {
  if (line.rest.length > 0) line.counts.dropped++;
  line.rest = NOTHING;
}

function writeSome(line: Line): void {
  try {
    while (line.rest.length > 0) {
      line.isDirty = true;
      line.rest = line.rest.subarray(writeSync(line.pty.master, line.rest));
    }
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') giveUp(line);
    return;
  }
  line.counts.told++;
}

/** Goes on with what did not fit. */
function tryAgain(line: Line): void {
  line.timer = undefined;
  if (line.rest.length === 0) return;
  if (!isSomebodyThere(line)) {
    giveUp(line);
    discard(line);
    return;
  }
  writeSome(line);
  if (line.rest.length > 0) line.timer = setTimeout(() => tryAgain(line), TRY_MS).unref();
}

function put(line: Line, bytes: string): void {
  if (line.isOver) return;
  line.counts.taken++;
  if (line.rest.length > 0) tryAgain(line);
  if (line.rest.length > 0) {
    line.counts.dropped++;
  } else if (isSomebodyThere(line)) {
    line.rest = Buffer.from(bytes, 'latin1');
    writeSome(line);
    if (line.rest.length > 0) line.timer ??= setTimeout(() => tryAgain(line), TRY_MS).unref();
  } else {
    discard(line);
    line.counts.unheard++;
  }
}

function groupNumber(group: string): number {
  if (/^\d+$/.test(group)) return Number(group);
  const row = readFileSync(GROUPS, 'utf8')
    .split('\n')
    .map((text) => text.split(':'))
    .find(([name]) => name === group);
  if (!row)
    throw newProblem(`There is no group ${group}: see ${GROUPS} for those there are.`, FAILED);
  return Number(row[2]);
}

function setRights({ name }: Pty, { group, mode }: PtyOptions): void {
  const number = group === undefined ? undefined : groupNumber(group);
  try {
    if (number !== undefined) chownSync(name, process.getuid?.() ?? -1, number);
    chmodSync(name, parseInt(mode, 8));
  } catch (error) {
    const advice = 'choose a group that the user of this program is in';
    throw newProblem(
      `${name} cannot be given to ${group ?? mode} (${codeOf(error)}): ${advice}.`,
      FAILED,
    );
  }
}

async function openLine(link: string, options: PtyOptions): Promise<Line> {
  const pty = await openPseudoTerminal();
  try {
    setRights(pty, options);
    makeLink(link, pty.name, dirname(pty.name));
  } catch (problem) {
    closeSync(pty.master);
    throw problem;
  }
  const counts = { taken: 0, told: 0, dropped: 0, unheard: 0, heard_bytes: 0 };
  return { pty, rest: NOTHING, timer: undefined, isDirty: false, isOver: false, counts };
}

/** What was written and not read is gone when our end closes: it gets a moment. */
async function end(line: Line): Promise<void> {
  const endMs = performance.now() + GOODBYE_MS;
  while (line.rest.length > 0 && performance.now() < endMs) {
    tryAgain(line);
    await new Promise((resolve) => setTimeout(resolve, TRY_MS));
  }
  clearTimeout(line.timer);
  giveUp(line);
}

export const openPty: OpenSink<PtyOptions> = async (options, { tell }) => {
  const fault = ptyFault(options);
  const { link } = options;
  if (fault !== undefined || link === undefined) throw newProblem(`${fault}.`, FAILED);
  const line = await openLine(link, options);
  const print = newPrinter(options.aliases);
  const isTelegram = options.content === 'telegram';
  tell('info', `${link} is a serial port for other programs: ${line.pty.name}.`);
  return {
    name: link,
    take(readout) {
      const text = isTelegram ? print(readout) : undefined;
      if (text !== undefined) put(line, text);
    },
    frame(_meter, frame) {
      if (!isTelegram) put(line, frame);
    },
    facts: () => ({ state: 'open', waiting: line.rest.length > 0 ? 1 : 0, ...line.counts }),
    async close() {
      // Its number may be somebody else's by now: it is closed once.
      if (line.isOver) return;
      line.isOver = true;
      await end(line);
      removeLink(link, line.pty.name);
      closeSync(line.pty.master);
    },
  };
};
