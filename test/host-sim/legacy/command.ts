/** `smarty` in this process, which is quicker than a new one; and files that it reads. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../host-sim/settings/environment.ts';
import { runSmarty } from '../../../host-sim/smarty/smarty.ts';
import { newOutput } from '../smarty/output.ts';

export interface Run {
  ended: Promise<{ code: number; out: string; err: string }>;
  out(): string;
  err(): string;
  end(): void;
}

export function start(args: string[], env: Environment = {}): Run {
  const [out, err] = [newOutput(), newOutput()];
  const ending = new AbortController();
  const around = { env, in: process.stdin, out: out.stream, err: err.stream };
  const ended = runSmarty(args, { ...around, signal: ending.signal }).then((code) => {
    return { code, out: out.text(), err: err.text() };
  });
  return { ended, out: out.text, err: err.text, end: () => ending.abort() };
}

export function run(args: string[], env?: Environment) {
  return start(args, env).ended;
}

export interface Folder {
  path: string;
  file(name: string, text: string): string;
  remove(): void;
}

export function newFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'smarty-legacy-'));
  return {
    path,
    file(name, text) {
      const file = join(path, name);
      writeFileSync(file, text, { mode: 0o600 });
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A recording, one frame a line. */
export function hexOf(frames: readonly Uint8Array[]): string {
  return frames.map((frame) => Buffer.from(frame).toString('hex')).join('\n');
}
