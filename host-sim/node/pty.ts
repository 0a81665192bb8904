/**
 * A pseudo-terminal, asked of libc by koffi: Node has no call for it.
 * Out: our end as a file descriptor that never blocks, and the name of the other end, which is raw:
 * bytes go through as they are. A system that has none is a problem, thrown.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { FAILED, newProblem } from '../command/problem.ts';

export interface Pty {
  master: number;
  /** "/dev/pts/3". */
  name: string;
}

/** At least as large as struct termios anywhere. */
const TERMIOS_BYTES = 256;
const NOW = 0;

async function libc() {
  const { default: koffi } = await import('koffi');
  const lib = koffi.load(null);
  return {
    open: lib.func('int posix_openpt(int)') as (flags: number) => number,
    grant: lib.func('int grantpt(int)') as (fd: number) => number,
    unlock: lib.func('int unlockpt(int)') as (fd: number) => number,
    nameOf: lib.func('const char *ptsname(int)') as (fd: number) => string | null,
    getattr: lib.func('int tcgetattr(int, _Out_ uint8_t *)') as (fd: number, t: Buffer) => number,
    setattr: lib.func('int tcsetattr(int, int, uint8_t *)') as SetAttributes,
    makeraw: lib.func('void cfmakeraw(_Inout_ uint8_t *)') as (t: Buffer) => void,
  };
}

type SetAttributes = (fd: number, when: number, t: Buffer) => number;
type Libc = Awaited<ReturnType<typeof libc>>;

function makeRaw(c: Libc, name: string): boolean {
  // Opened and closed once: from then on our end can tell whether somebody is there.
  const slave = openSync(name, constants.O_RDWR | constants.O_NOCTTY);
  const termios = Buffer.alloc(TERMIOS_BYTES);
  const isRead = c.getattr(slave, termios) === 0;
  if (isRead) c.makeraw(termios);
  const isRaw = isRead && c.setattr(slave, NOW, termios) === 0;
  closeSync(slave);
  return isRaw;
}

function noPty(): Error {
  const advice = 'use Linux, and a system with /dev/ptmx and /dev/pts';
  return newProblem(`No pseudo-terminal can be had here: ${advice}.`, FAILED);
}

export async function openPseudoTerminal(): Promise<Pty> {
  if (process.platform === 'win32') throw noPty();
  const c = await libc();
  const master = c.open(constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  if (master < 0) throw noPty();
  const isOurs = c.grant(master) === 0 && c.unlock(master) === 0;
  const name = isOurs ? c.nameOf(master) : null;
  if (name === null || !makeRaw(c, name)) {
    closeSync(master);
    throw noPty();
  }
  return { master, name };
}
