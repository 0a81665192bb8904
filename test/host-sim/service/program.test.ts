/**
 * The program as the unit starts it: one process, which systemd hears itself, and which falls silent
 * when it hangs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { textOf } from './files.ts';
import { canListen, newListener } from './systemd.ts';

if (!canListen)
  console.warn('SKIPPED: the program under systemd (apt install libsystemd0 python3)');

const inTime = { timeout: 40_000, interval: 50 };
const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** The command line of the unit, with its specifiers as systemd fills them in. */
function commandOf(config: string, secrets: string): string[] {
  const line = textOf('smarty@.service').match(/^ExecStart=(.*)$/m)![1];
  return line
    .replace('/etc/smarty/smarty.toml', config)
    .replace('${CREDENTIALS_DIRECTORY}/secrets.toml', secrets)
    .replace('%i', 'house')
    .split(' ');
}

async function startService(env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'service-'));
  const config = join(folder, 'smarty.toml');
  const secrets = join(folder, 'secrets.toml');
  writeFileSync(config, '[house]\nsource = "simulated"\n[other]\nsource = "kamstrup:simulated"\n');
  writeFileSync(secrets, '');
  const { path, heard, stop } = await newListener();
  const [command, ...args] = commandOf(config, secrets);
  expect(command).toBe('/usr/bin/node');
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NOTIFY_SOCKET: path, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const text = { err: '' };
  child.stderr.on('data', (piece: Buffer) => (text.err += piece.toString()));
  ends.push(() => rmSync(folder, { recursive: true, force: true }), stop);
  ends.push(() => child.kill('SIGKILL'));
  const count = (message: string) =>
    heard().filter((line) => line.startsWith(`${child.pid} ${message}`)).length;
  return { child, heard, count, text };
}

describe.skipIf(!canListen)('the program as a service', () => {
  test('is ready, tells what it does, gives signs of life, and says that it ends', async () => {
    const { child, heard, count, text } = await startService({ WATCHDOG_USEC: '1500000' });
    await vi.waitFor(() => expect(count('WATCHDOG=1')).toBeGreaterThan(2), inTime);
    expect(count('READY=1')).toBe(1);
    expect(count('STATUS=house: ')).toBeGreaterThan(0);
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code, text.err).toBe(0);
    // Who listens is a program of its own, which may be behind.
    await vi.waitFor(() => expect(count('STOPPING=1')).toBe(1), inTime);
    // All from the main process.
    expect(heard().filter((line) => !line.startsWith(`${child.pid} `))).toEqual([]);
  });

  test('gives no sign of life while it hangs, and again when it goes on', async () => {
    const { child, count } = await startService({ WATCHDOG_USEC: '300000' });
    await vi.waitFor(() => expect(count('WATCHDOG=1')).toBeGreaterThan(0), inTime);
    child.kill('SIGSTOP');
    let before = -1;
    // What was under way has come.
    await vi.waitFor(
      () => {
        const now = count('WATCHDOG=1');
        const isQuiet = now === before;
        before = now;
        expect(isQuiet).toBe(true);
      },
      { timeout: 40_000, interval: 1000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(count('WATCHDOG=1')).toBe(before);
    child.kill('SIGCONT');
    await vi.waitFor(() => expect(count('WATCHDOG=1')).toBeGreaterThan(before), inTime);
  });

  test('ends with 2, which is not started again, when its configuration is wrong', async () => {
    expect(textOf('smarty@.service')).toMatch(/^RestartPreventExitStatus=2$/m);
    const folder = mkdtempSync(join(tmpdir(), 'service-'));
    ends.push(() => rmSync(folder, { recursive: true, force: true }));
    const config = join(folder, 'smarty.toml');
    writeFileSync(config, '[house]\nsource = "simulated"\nno_such_setting = 1\n');
    const [, ...args] = commandOf(config, config);
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    expect(code).toBe(2);
  });
});
