/**
 * The real Espruino interpreter for Linux with the built bundle in its flash, as a device: frames go
 * in at its serial port (a named pipe), MQTT comes out of a real socket.
 *
 * Interpreters: the environment variable ESPRUINO (several, separated by colons), or
 * `espruino-linux` on PATH.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { accessSync, closeSync, constants, copyFileSync, mkdtempSync, openSync } from 'node:fs';
import { rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Paths of the interpreters that are there; a name in ESPRUINO that is not throws. */
export function findInterpreters(): string[] {
  const named = process.env.ESPRUINO?.split(':').filter(Boolean);
  if (!named) {
    const folders = (process.env.PATH ?? '').split(delimiter);
    return folders
      .map((folder) => join(folder, 'espruino-linux'))
      .filter(isExecutable)
      .slice(0, 1);
  }
  const missing = named.filter((path) => !isExecutable(path));
  if (missing.length) throw new Error(`ESPRUINO names no executable: ${missing.join(', ')}`);
  return named;
}

/** Copies files of the working folder to Storage, in pieces that fit a small memory. */
const STORE = `
var S = require("Storage");
S.eraseAll();
FILES.forEach(function (file) {
  var size = require("fs").statSync(file[0]).size, f = E.openFile(file[0], "r"), at = 0, d;
  while (at < size) { d = f.read(1024); S.write(file[1], d, at, size); at += d.length; }
  f.close();
});
quit();
`;

export interface Device {
  /** Bytes to its serial port. */
  send(bytes: Uint8Array): void;
  /** All that its console has printed. */
  console(): string;
  stop(): void;
}

export interface DeviceOptions {
  bundle: string;
  settings: Record<string, unknown>;
  /** Script that runs before the bundle, as \`.boot0\`. */
  probe?: string;
  env?: Record<string, string>;
}

export function fillFlash(interpreter: string, folder: string, files: [string, string][]): void {
  const script = join(folder, 'store.js');
  writeFileSync(script, `var FILES = ${JSON.stringify(files)};${STORE}`);
  const stored = spawnSync(interpreter, [script], {
    cwd: folder,
    // An open, silent console: at its end the interpreter would read garbage.
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: 20_000,
    env: { ...process.env, ESPR_VARS: '16383' },
  });
  if (stored.status !== 0) throw new Error(`${interpreter}: ${String(stored.stdout)}`);
}

function whenGone(child: ChildProcess, folder: string): () => void {
  return () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Boots the bundle from flash. */
export function bootDevice(interpreter: string, o: DeviceOptions): Device {
  const folder = mkdtempSync(join(tmpdir(), 'smarty-'));
  const pipe = join(folder, 'p1');
  spawnSync('mkfifo', [pipe]);
  copyFileSync(o.bundle, join(folder, 'bundle.js'));
  writeFileSync(join(folder, 'smarty.json'), JSON.stringify({ ...o.settings, path: pipe }));
  writeFileSync(join(folder, 'probe.js'), o.probe ?? ' ');
  fillFlash(interpreter, folder, [
    ['probe.js', '.boot0'],
    ['smarty.json', 'smarty.json'],
    ['bundle.js', '.bootcde'],
  ]);
  const uart = openSync(pipe, 'r+');
  const child = spawn(interpreter, [], { cwd: folder, env: { ...process.env, ...o.env } });
  let printed = '';
  child.stdout.on('data', (piece) => (printed += String(piece)));
  const remove = whenGone(child, folder);
  return {
    send: (bytes) => void writeSync(uart, bytes),
    console: () => printed,
    stop: () => {
      closeSync(uart);
      remove();
    },
  };
}
