/**
 * Loader and update in the real interpreter, on flash laid out as on the ESP32. An interpreter that
 * has no such flash is left out. There is no watchdog here: an application that hangs is not tested.
 */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { slotLayout } from '../../firmware/core/update/slot.ts';
import { buildScript } from '../core/update/bundle.mjs';
import { packageOf, SECRET, storageOf } from '../core/update/flashed.ts';
import { esp32Interpreters } from './fit.ts';

const FLASH_SIZE = 0x400000;
const layout = slotLayout();

/**
 * What the applications of this test can do; each has its name in front. Names in quotes are called
 * from outside: the build shortens the others.
 */
const APPLICATION = `
import { confirmTrial, noteHealthy, noteRestart } from '../../firmware/core/boot/marks.ts';
import { finishUpdate, newUpdate, takePiece } from '../../firmware/core/update/package.ts';
import { digest, flash } from '../../firmware/espruino/flash.ts';

var left = -1;
var isOff = false;
/** The power goes in the middle of a flash operation: from then on nothing is done. */
function cutting(bytes, address) {
  if (isOff) return true;
  if (left-- !== 0) return false;
  isOff = true;
  if (bytes) flash.write(bytes.subarray(0, 8), address);
  print('CUT');
  return true;
}
var ports = {
  digest: digest,
  flash: {
    read: flash.read,
    erasePage: function (address) { if (!cutting(undefined, address)) flash.erasePage(address); },
    write: function (bytes, address) { if (!cutting(bytes, address)) flash.write(bytes, address); },
  },
  bytesOf: function (text) { return E.toUint8Array(text); },
  openSlot: function (slot) {
    return {
      sha256: function (n) {
        return new Uint8Array(require('crypto').SHA256(require('Storage').read(slot, 0, n)));
      },
      crc32: function () { return E.CRC32(require('Storage').read(slot)); },
    };
  },
};
global['update'] = function (size, cut) {
  left = cut;
  var u = newUpdate(ports, '${SECRET}', size);
  if (typeof u === 'string') return print('RESULT ' + u);
  var f = E['openFile']('package', 'r'), at = 0, piece;
  while (at < size) { piece = f['read'](Math.min(536, size - at)); takePiece(u, piece); at += piece.length; }
  f['close']();
  print('RESULT ' + (finishUpdate(u) || 'staged'));
};
global['confirm'] = function () { confirmTrial(ports); print('CONFIRMED'); };
global['restart'] = function () { noteHealthy(ports); noteRestart(ports, 'update'); E.reboot(); };
var b = SMARTY_BOOT;
print('RUNS ' + [NAME, b.slot, b.trial, b.boots, b.cause, b.safe].join(' '));
`;

const interpreters = esp32Interpreters('loader and update in the real interpreter');

let work: string;
let loader: string;
let bundle: string;

beforeAll(async () => {
  mkdirSync('dist', { recursive: true });
  work = mkdtempSync('dist/update-');
  writeFileSync(join(work, 'application.js'), APPLICATION);
  loader = await buildScript('firmware/loader.ts', work, 'loader');
  if (interpreters.length)
    bundle = await buildScript(join(work, 'application.js'), work, 'application');
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** As large as a real one, page included: more than all variables together could hold. */
const appNamed = (name: string) => `/*00070000:${'A'.repeat(70_000)}*/var NAME="${name}";${bundle}`;

/** The flash of a dongle that was just flashed. */
function newImage(app: string): Buffer {
  const image = Buffer.alloc(FLASH_SIZE, 0xff);
  storageOf(loader, app).copy(image, layout.storage);
  return image;
}

const inTime = { timeout: 20_000, interval: 20 };
const ends: (() => void)[] = [];
afterEach(() => ends.splice(0).forEach((end) => end()));

/** A dongle with this flash, whose files stay when it is switched off. */
function newDongle(interpreter: string, image: Buffer) {
  const folder = mkdtempSync(join(tmpdir(), 'smarty-'));
  const file = join(folder, 'espruino.flash');
  writeFileSync(file, image);
  let printed = '';
  let child: ReturnType<typeof spawn> | undefined;
  const off = () => {
    child?.kill('SIGKILL');
    child = undefined;
    printed = '';
  };
  ends.push(() => (off(), rmSync(folder, { recursive: true, force: true })));
  return {
    file,
    off,
    on() {
      off();
      child = spawn(interpreter, [], { cwd: folder });
      child.stdout?.on('data', (piece) => (printed += String(piece)));
    },
    offer: (bytes: string) => writeFileSync(join(folder, 'package'), bytes, 'latin1'),
    type: (line: string) => void child?.stdin?.write(`${line}\n`),
    /** Waits for a line that is printed, and forgets all up to it. */
    async sees(text: string) {
      await vi.waitFor(() => expect(printed).toContain(text), inTime);
      printed = printed.slice(printed.indexOf(text) + text.length);
    },
  };
}

/** The dongle runs `app1` with the name "old" and has taken a package. */
async function updated(interpreter: string, app: string) {
  const dongle = newDongle(interpreter, newImage(appNamed('old')));
  dongle.on();
  await dongle.sees('RUNS old app1 false 1 power false');
  const bytes = packageOf(app);
  dongle.offer(bytes);
  dongle.type(`update(${bytes.length}, -1)`);
  await dongle.sees('RESULT staged');
  dongle.type('restart()');
  return dongle;
}

test('the loader fits into its place in Storage', () => {
  expect(loader.length).toBeLessThanOrEqual(layout.small);
});

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (_name, interpreter) => {
  test('a dongle that was just flashed starts app1', async () => {
    const dongle = newDongle(interpreter, newImage(appNamed('old')));
    dongle.on();
    await dongle.sees('RUNS old app1 false 1 power false');
    dongle.on();
    await dongle.sees('RUNS old app1 false 2 power false');
  });

  test('a new application is tried, confirmed, and stays', async () => {
    const dongle = await updated(interpreter, appNamed('new'));
    await dongle.sees('RUNS new app2 true 1 update false');
    dongle.type('confirm()');
    await dongle.sees('CONFIRMED');
    dongle.on();
    await dongle.sees('RUNS new app2 false 2 power false');
  });

  test('a new application that nobody confirms is started twice', async () => {
    const dongle = await updated(interpreter, appNamed('new'));
    await dongle.sees('RUNS new app2 true 1 update false');
    dongle.on();
    await dongle.sees('RUNS new app2 true 2 power false');
    dongle.on();
    await dongle.sees('RUNS old app1 false 1 power false');
  });

  test.each([
    ['throws', '/*00000000:*/throw "broken";'],
    ['cannot be parsed', '/*00000000:*/function (((('],
  ])('a new application that %s is given up after two attempts', async (_what, app) => {
    const dongle = await updated(interpreter, app);
    await dongle.sees('app2 has failed to start');
    await dongle.sees('app2 has failed to start');
    await dongle.sees('RUNS old app1 false 1 crash false');
  });

  test('a damaged application is not started; without another one it is said', async () => {
    const dongle = newDongle(interpreter, newImage(appNamed('old')));
    dongle.on();
    await dongle.sees('RUNS old app1 false 1 power false');
    dongle.off();
    const image = readFileSync(dongle.file);
    image[layout.storage + layout.page + 5000] ^= 1;
    const damaged = newDongle(interpreter, image);
    damaged.on();
    await damaged.sees('there is no sound application');
  });

  test('a power cut after any flash operation of an update leaves the old application', async () => {
    const dongle = newDongle(interpreter, newImage(appNamed('old')));
    const bytes = packageOf(appNamed('new'));
    dongle.offer(bytes);
    const before = `${dongle.file}.before`;
    copyFileSync(dongle.file, before);
    // 31 pages are erased and written in 8 pieces each, then the entry of the boot record is written.
    const operations = 31 * 9 + 1;
    for (let cut = 0; cut < operations; cut++) {
      copyFileSync(before, dongle.file);
      dongle.on();
      await dongle.sees('RUNS old app1');
      dongle.type(`update(${bytes.length}, ${cut})`);
      await dongle.sees('CUT');
      dongle.on();
      await dongle.sees('RUNS old app1 false 2 power');
    }
    // There are no more: cut off behind them, the update is complete.
    copyFileSync(before, dongle.file);
    dongle.on();
    await dongle.sees('RUNS old app1');
    dongle.type(`update(${bytes.length}, ${operations})`);
    await dongle.sees('RESULT staged');
    console.log(`${basename(interpreter)}: ${operations} power cuts, then the old one ran`);
  }, 300_000);
});
