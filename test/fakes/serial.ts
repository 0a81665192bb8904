/**
 * A serial line without hardware: two pseudo-terminals that socat joins. What is written at one end is read
 * at the other, at any rate. To pull the cable is to end socat: the names are gone, and who reads is told.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const hasSocat = spawnSync('socat', ['-V']).status === 0;

export function warnWithoutSocat(what: string): void {
  if (!hasSocat)
    console.warn(`SKIPPED: socat is not here, so there is no serial line for ${what}.`);
}

export interface SerialLine {
  /** Where the reader opens it. */
  path: string;
  /** What the meter sends. Waits for room, as a UART does. */
  send(bytes: Uint8Array): Promise<void>;
  pull(): Promise<void>;
  plugIn(): Promise<void>;
  remove(): Promise<void>;
}

const { O_RDWR, O_NONBLOCK, O_NOCTTY } = constants;
const LOOK_MS = 5;

async function eventually(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

function writeSome(handle: number, bytes: Uint8Array): number {
  try {
    return writeSync(handle, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

export async function newSerialLine(): Promise<SerialLine> {
  const directory = mkdtempSync(join(tmpdir(), 'smarty-line-'));
  const [path, far] = ['p1', 'meter'].map((name) => join(directory, name));
  let child: ChildProcess | undefined;
  let handle: number | undefined;
  const line: SerialLine = {
    path,
    async send(bytes) {
      let at = 0;
      while (at < bytes.length && handle !== undefined) {
        at += writeSome(handle, bytes.subarray(at, at + 512));
        if (at < bytes.length) await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async pull() {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
      if (!child) return;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
      child = undefined;
    },
    async plugIn() {
      const ends = [path, far].map((link) => `pty,raw,echo=0,link=${link}`);
      child = spawn('socat', ends, { stdio: 'ignore' });
      await eventually(() => existsSync(path) && existsSync(far));
      handle = openSync(far, O_RDWR | O_NONBLOCK | O_NOCTTY);
    },
    async remove() {
      await line.pull();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await line.plugIn();
  return line;
}
