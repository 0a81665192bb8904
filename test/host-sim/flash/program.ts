/** The command as its users have it: a process with arguments, exit code and outputs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Flashed {
  code: number | null;
  out: string;
  err: string;
}

/** `env` is added to that of the test. */
export async function runFlash(args: string[], env: Record<string, string> = {}): Promise<Flashed> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'host-sim/flash/main.ts', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (text.out += piece));
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (text.err += piece));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}
