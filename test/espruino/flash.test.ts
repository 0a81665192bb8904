/**
 * The command `npm run flash` and the real interpreter, joined by a pseudo-terminal (socat). What is
 * in its flash afterwards is read from the file that the interpreter keeps it in.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { runFlash } from '../host-sim/flash/program.ts';
import type { Flashed } from '../host-sim/flash/program.ts';
import { esp32Script } from './esp32.ts';
import { anyInterpreters } from './fit.ts';
import { hasDeviceFlash } from './interpreter.ts';

const interpreters = anyInterpreters('flashing');
const hasSocat = spawnSync('socat', ['-V']).status === 0;
const hasBuild = ['loader', 'dongle'].every((name) => existsSync(`dist/${name}.bin`));
if (!hasSocat) console.warn('SKIPPED: flashing, there is no socat here (apt install socat)');
if (!hasBuild) console.warn('SKIPPED: flashing what is built, for it is not (npm run build)');

/** It locks its console, like the real one, and never stops talking. */
const APPLICATION = `
var S = require("Storage"), i = JSON.parse(S.read("identity"));
print("Smarty dongle 9.8.7, setup as " + i.id);
E.setPassword(i.setup);
E.lockConsole();
setInterval(function () { print("talk, talk>"); }, 200);
`;
const LOADER = 'eval(require("Storage").read("app1"))';

async function until(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !isTrue(); i++) await sleep(10);
  expect(isTrue()).toBe(true);
}

/** What runs side by side says for itself when it has finished. */
type Finished = TestContext['onTestFinished'];

interface Bench {
  onFinished: Finished;
  at(...names: string[]): string;
  flashWith(...args: string[]): Promise<Flashed>;
  /** What was kept of the only dongle. */
  kept(folder: string): Record<string, string>;
}

function newBench(onFinished: Finished): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'smarty-tty-'));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (...names: string[]) => join(folder, ...names);
  writeFileSync(at('loader.bin'), LOADER);
  writeFileSync(at('dongle.bin'), APPLICATION);
  const args = ['--port', at('tty'), '--dist', folder, '--label', at('label.svg')];
  return {
    onFinished,
    at,
    flashWith: (...more) => runFlash([...args, ...more]),
    kept: (name) => {
      const files = readdirSync(at(name));
      expect(files).toHaveLength(1);
      return { file: files[0], ...JSON.parse(readFileSync(at(name, files[0]), 'utf8')) };
    },
  };
}

/** The interpreter, with its console at the end of `tty`. */
async function plugIn({ at, onFinished }: Bench, interpreter: string, env = {}): Promise<void> {
  writeFileSync(at('run.sh'), `#!/bin/sh\necho $$ > pid\nexec ${interpreter} 2> /dev/null\n`, {
    mode: 0o755,
  });
  const port = `PTY,link=${at('tty')},raw,echo=0`;
  const child = spawn('socat', [port, 'EXEC:./run.sh,pty,raw,echo=0,setsid'], {
    cwd: at(),
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  onFinished(async () => {
    // It does not end with its terminal.
    process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL');
    child.kill();
    await until(() => child.exitCode !== null || child.signalCode !== null);
  });
  await until(() => existsSync(at('tty')) && existsSync(at('pid')));
}

interface Stored {
  name: string;
  address: number;
  data: string;
}

const PAGE = 4096;

/** Files in the order they lie in; header: size (low 24 bits), 28 bytes of name. */
function storedFiles({ at }: Bench): Stored[] {
  const flash = readFileSync(at('espruino.flash'));
  const files: Stored[] = [];
  // Of the ESP32 the file holds all flash, of Linux only Storage.
  for (let place = flash.length > 0x320000 ? 0x320000 : 0; ;) {
    // The slots may fill it to its end.
    if (place >= flash.length || flash.readUInt32LE(place) === 0xffffffff) return files;
    const size = flash.readUIntLE(place, 3);
    const name = flash.toString('latin1', place + 4, place + 32).replace(/\0+$/, '');
    const address = place + 32;
    files.push({ name, address, data: flash.toString('latin1', address, address + size) });
    place = address + Math.ceil(size / 4) * 4;
  }
}

describe.skipIf(!hasSocat).concurrent.each(interpreters)('flashing %s', (interpreter) => {
  test('stores the dongle page by page, keeps its identity, and sees it start', async ({
    onTestFinished,
  }) => {
    const bench = newBench(onTestFinished);
    await plugIn(bench, interpreter);
    const { code, out, err } = await bench.flashWith('--folder', bench.at('kept'));
    expect([err, code]).toEqual(['', 0]);

    const { file, ...identity } = bench.kept('kept');
    expect(file).toBe(`${identity.id}.json`);
    expect(out).toContain(`It runs: Smarty dongle 9.8.7, setup`);
    expect(out).toMatch(new RegExp(`Wi-Fi: +Smarty-${identity.id}\nPassword: ${identity.setup}\n`));
    expect(readFileSync(bench.at('label.svg'), 'utf8')).toContain(identity.setup);

    const files = storedFiles(bench);
    const texts = Object.fromEntries(files.map(({ name, data }) => [name, data.trimEnd()]));
    expect(Object.keys(texts).sort()).toEqual(['.bootcde', 'app1', 'app2', 'identity']);
    expect(texts['.bootcde']).toBe(LOADER);
    expect(texts.app1).toBe(APPLICATION.trimEnd());
    expect({ ...JSON.parse(texts.identity), serial: identity.serial }).toEqual(identity);
    expect(texts.app2).toMatch(/^\xff+$/);
    for (const { name, address, data } of files) {
      if (name.startsWith('app')) expect([address % PAGE, data.length % PAGE]).toEqual([0, 0]);
    }
  });

  test('opens a dongle that is locked with the password on its label, and leaves it', async ({
    onTestFinished,
  }) => {
    const bench = newBench(onTestFinished);
    await plugIn(bench, interpreter);
    expect(await bench.flashWith('--folder', bench.at('kept'))).toMatchObject({ code: 0 });
    const { setup, seed, update } = bench.kept('kept');

    const stranger = await bench.flashWith('--folder', bench.at('other'));
    expect(stranger.code).toBe(1);
    expect(stranger.err).toMatch(/locked.*--password-file.*erase_flash/);

    const password = bench.at('password');
    writeFileSync(password, `${setup}\n`);
    const known = ['--password-file', password];
    const owner = await bench.flashWith('--folder', bench.at('other'), ...known);
    expect([owner.err, owner.code]).toEqual(['', 0]);
    const again = bench.kept('other');
    expect(again).toMatchObject({ setup, update });
    expect(again.seed).not.toBe(seed);
  });

  test('says what to do when the dongle does not start', async ({ onTestFinished }) => {
    const bench = newBench(onTestFinished);
    const broken = 'print("no dongle at all");throw new Error("bad day");';
    writeFileSync(bench.at('dongle.bin'), broken);
    await plugIn(bench, interpreter);
    const { code, err } = await bench.flashWith('--folder', bench.at('kept'));
    expect(code).toBe(1);
    expect(err).toMatch(/does not start.*bad day/);
  });
});

describe.skipIf(!hasSocat || !hasBuild).concurrent.each(interpreters.filter(hasDeviceFlash))(
  'flashing what is built on %s',
  (interpreter) => {
    test('ends with its first sign of life', async ({ onTestFinished }) => {
      const bench = newBench(onTestFinished);
      const { at } = bench;
      const script = esp32Script({
        pipe: at('p1'),
        networks: [],
        ports: {},
        hasFlash: true,
        partition: '',
      });
      spawnSync('mkfifo', [at('p1')]);
      // What an ESP32 has and this interpreter lacks, in front of the real loader.
      writeFileSync(at('esp32.js'), script);
      const loader = readFileSync('dist/loader.bin', 'latin1');
      const before = 'eval(require("fs").readFileSync("esp32.js"));';
      writeFileSync(at('loader.bin'), before + loader, 'latin1');
      writeFileSync(at('dongle.bin'), readFileSync('dist/dongle.bin'));
      await plugIn(bench, interpreter, { ESPR_VARS: '16383' });
      const { code, out, err } = await bench.flashWith('--folder', at('kept'));
      expect([err, code]).toEqual(['', 0]);
      expect(out).toMatch(/It runs: Smarty dongle \d+\.\d+\.\d+, (starting|setup)/);
      const stored = storedFiles(bench).find(({ name }) => name === 'app1')!.data;
      const built = readFileSync('dist/dongle.bin', 'latin1');
      expect(stored.length).toBeGreaterThanOrEqual(built.length);
      expect(stored.slice(0, built.length) === built).toBe(true);
    });
  },
);

if (interpreters.length && !interpreters.some(hasDeviceFlash)) {
  const names = interpreters.map((path) => basename(path)).join(', ');
  console.warn(`SKIPPED: flashing what is built, ${names} has no flash at the ESP32's addresses`);
}
