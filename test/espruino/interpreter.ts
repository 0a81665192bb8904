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
import { readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { checkSettings } from '../../firmware/core/config/check.ts';
import { saveSettings } from '../../firmware/core/config/saved.ts';
import type { Settings } from '../../firmware/core/config/settings.ts';
import { slotLayout } from '../../firmware/core/update/slot.ts';
import { nodeDigest } from '../../host-sim/node/digest.ts';
import { padded, storageFile, storageOf } from '../core/update/flashed.ts';
import { newFlash } from '../fakes/flash.ts';
import { esp32Script } from './esp32.ts';
import type { FakeNetwork } from './esp32.ts';

/**
 * Variables that the stand-ins for the ESP32 take (test/bench/memory.ts measures them): with these on top
 * the dongle itself has as many as it is given.
 */
export const STAND_INS = 250;

export const IDENTITY = {
  id: 'A1B2',
  setup: 'abcdefghjk',
  seed: '00112233445566778899aabbccddeeff',
  update: 'c0ffee'.repeat(10) + 'c0ff',
};

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

/** What the interpreter prints for a line of script. */
function printedBy(interpreter: string, script: string): string {
  const line = `setTimeout(function(){${script};quit()},10);`;
  const ran = spawnSync(interpreter, ['-e', line], { timeout: 30_000, stdio: 'pipe' });
  if (ran.error) throw ran.error;
  return String(ran.stdout);
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
  folder: string;
  /** Bytes to its serial port. */
  send(bytes: Uint8Array): void;
  /** All that its console has printed, over all its restarts. */
  console(): string;
  /** Runs a line of script at its console, where that is open. */
  run(script: string): void;
  /** How often it has started. */
  starts(): number;
  /** As if the plug were pulled and put in again. */
  cutPower(): void;
  stop(): void;
}

export interface DeviceOptions {
  /** Left out, it has never been set up. */
  settings?: Partial<Settings>;
  /** Script that runs before the bundle. */
  script?: string;
  env?: Record<string, string>;
  networks?: FakeNetwork[];
  ports?: Record<number, number>;
  isConsoleClosed?: boolean;
  /** Laid out as by `npm run flash`, so that it takes updates; where the interpreter has the ESP32's flash. */
  hasSlots?: boolean;
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

const PARTITION = 0x310000;
const HOME: FakeNetwork = { ssid: 'Home', password: 'correct horse', rssi: -58, authMode: 'wpa2' };

/** True where the interpreter has flash at the ESP32's addresses. */
export const hasDeviceFlash = (interpreter: string) =>
  printedBy(interpreter, 'print(JSON.stringify(require("Flash").getFree()))').includes('3211264');

/** True where Storage goes on behind the two slots, so that a script of a test finds a place there. */
export const hasRoomBehindSlots = (interpreter: string) =>
  parseInt(
    printedBy(interpreter, 'print("FREE"+require("Storage").getFree())').split('FREE')[1],
    10,
  ) > 300_000;

/** The 64 kB of the settings, as the firmware itself writes them. */
function partitionWith(settings: Partial<Settings>): Uint8Array {
  const flash = newFlash({ start: PARTITION, size: 0x10000 });
  const checked = checkSettings(settings, undefined, 'smarty-a1b2');
  if (!checked.settings) throw new Error(JSON.stringify(checked.faults));
  saveSettings(flash, nodeDigest, checked.settings);
  return flash.bytes;
}

function writePartition(file: string, at: number, bytes: Uint8Array): void {
  const handle = openSync(file, at ? 'r+' : 'w');
  writeSync(handle, bytes, 0, bytes.length, at);
  closeSync(handle);
}

/** The flash as `npm run flash` leaves it, and the script behind it. */
function flashWithSlots(script: string): Buffer {
  const layout = slotLayout();
  const built = (name: string) => readFileSync(`dist/${name}.bin`, 'latin1');
  const flash = Buffer.alloc(0x400000, 0xff);
  const slots = storageOf(built('loader'), built('dongle'), JSON.stringify(IDENTITY));
  const behind = storageFile('.boot0', padded(script, (script.length + 3) & ~3));
  Buffer.concat([slots, behind]).copy(flash, layout.storage);
  return flash;
}

/** Everything a device finds in its flash when it boots. */
function provision(interpreter: string, folder: string, o: DeviceOptions): void {
  const hasFlash = hasDeviceFlash(interpreter);
  const esp32 = esp32Script({
    pipe: join(folder, 'p1'),
    networks: o.networks ?? [HOME],
    ports: o.ports ?? {},
    hasFlash,
    isConsoleClosed: o.isConsoleClosed,
    partition: join(folder, 'partition.bin'),
  });
  const script = `${esp32}\n${o.script ?? ''}`;
  if (o.hasSlots) writeFileSync(join(folder, 'espruino.flash'), flashWithSlots(script));
  else {
    copyFileSync('dist/loader.bin', join(folder, 'loader.js'));
    copyFileSync('dist/dongle.bin', join(folder, 'bundle.js'));
    writeFileSync(join(folder, 'identity.json'), JSON.stringify(IDENTITY));
    writeFileSync(join(folder, 'esp32.js'), script);
    fillFlash(interpreter, folder, [
      ['esp32.js', '.boot0'],
      ['identity.json', 'identity'],
      ['loader.js', '.bootcde'],
      ['bundle.js', 'app1'],
    ]);
  }
  if (!o.settings) return;
  const bytes = partitionWith(o.settings);
  if (hasFlash) writePartition(join(folder, 'espruino.flash'), PARTITION, bytes);
  else writePartition(join(folder, 'partition.bin'), 0, bytes);
}

/** Starts the interpreter, again and again where the firmware restarts itself. */
function keepRunning(interpreter: string, folder: string, env: NodeJS.ProcessEnv) {
  const seen = {
    printed: '',
    starts: 0,
    isOver: false,
    child: undefined as ChildProcess | undefined,
  };
  const start = () => {
    if (seen.isOver) return;
    const from = seen.printed.length;
    const child = spawn(interpreter, [], { cwd: folder, env });
    seen.child = child;
    seen.starts++;
    child.stdout.on('data', (piece) => (seen.printed += String(piece)));
    child.on('close', () => {
      if (seen.child === child && seen.printed.slice(from).includes('RESTART!')) start();
    });
  };
  start();
  return { seen, start };
}

/** Boots the bundle from flash. */
export function bootDevice(interpreter: string, o: DeviceOptions): Device {
  const folder = mkdtempSync(join(tmpdir(), 'smarty-'));
  spawnSync('mkfifo', [join(folder, 'p1')]);
  provision(interpreter, folder, o);
  const uart = openSync(join(folder, 'p1'), 'r+');
  const { seen, start } = keepRunning(interpreter, folder, { ...process.env, ...o.env });
  return {
    folder,
    send: (bytes) => void writeSync(uart, bytes),
    console: () => seen.printed,
    run: (script) => void seen.child?.stdin?.write(`${script}\n`),
    starts: () => seen.starts,
    cutPower: () => {
      const { child } = seen;
      seen.child = undefined;
      child?.once('close', start);
      child?.kill('SIGKILL');
    },
    stop: () => {
      seen.isOver = true;
      closeSync(uart);
      seen.child?.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
