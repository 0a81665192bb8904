/** The whole command without a dongle: ports and esptool are stand-ins on PATH. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runFlash } from './program.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smarty-flash-'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'image'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Only what the test puts there is on PATH. */
const onlyOurs = () => ({ PATH: join(folder, 'bin') });

function program(name: string, script: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Two ports as `udevadm info -e` tells them: one behind a CP2102, one built in. */
function plugIn(): void {
  const lines = [
    'P: /devices/virtual/tty/ttyUSB9',
    'N: ttyUSB9',
    'E: DEVNAME=/dev/ttyUSB9',
    'E: ID_VENDOR_ID=10c4',
    'E: ID_MODEL_ID=ea60',
    '',
    'P: /devices/platform/ttyS0',
    'N: ttyS0',
    'E: DEVNAME=/dev/ttyS0',
    '',
  ];
  program('udevadm', lines.map((line) => `echo '${line}'`).join('\n'));
}

/** First bytes as in the ESP32's image and partition table formats. */
function putImage(): string {
  const image = join(folder, 'image');
  const part = (name: string, bytes: number[]) =>
    writeFileSync(join(image, name), Buffer.from(bytes));
  part('bootloader.bin', [0xe9, 3]);
  part('partitions_espruino.bin', [0xaa, 0x50]);
  part('espruino_esp32.bin', [0xe9, 5]);
  return image;
}

const onLinux = describe.skipIf(process.platform !== 'linux');
if (process.platform !== 'linux') console.warn('SKIPPED: flash command, its stand-ins need Linux');

describe('the command', () => {
  test('shows its help', async () => {
    const { code, out } = await runFlash(['--help']);
    expect(code).toBe(0);
    expect(out).toMatch(/--port PORT/);
  });

  test('ends with 2 when its arguments are wrong', async () => {
    const { code, err } = await runFlash(['--prot', 'x']);
    expect(code).toBe(2);
    expect(err).toMatch(/^Unknown option '--prot'.*--help\.\n$/);
  });

  test('ends with 1 and says how to build when nothing was built', async () => {
    const { code, err } = await runFlash(['--dist', folder, '--port', 'x']);
    expect(code).toBe(1);
    expect(err).toMatch(/npm run build/);
  });

  test('says what a password on a label looks like', async () => {
    writeFileSync(join(folder, 'loader.bin'), '1');
    writeFileSync(join(folder, 'dongle.bin'), '1');
    writeFileSync(join(folder, 'password'), 'Top Secret');
    const { code, err } = await runFlash([
      ...['--dist', folder, '--port', 'x', '--password-file', join(folder, 'password')],
    ]);
    expect(code).toBe(1);
    expect(err).toMatch(/10 letters/);
    expect(err).not.toMatch(/Secret/);
  });
});

onLinux('the serial ports', () => {
  test('are listed with what may be an ESP32, without those a PC always has', async () => {
    plugIn();
    const { code, out } = await runFlash(['--list'], onlyOurs());
    expect(code).toBe(0);
    expect(out).toBe('  /dev/ttyUSB9  Silicon Labs CP2102 (USB 10c4:ea60): may be an ESP32\n');
  });

  test('must be named where the system does not list them', async () => {
    const { code, err } = await runFlash(['--list'], onlyOurs());
    expect(code).toBe(1);
    expect(err).toMatch(/--port \/dev\/ttyUSB0/);
  });

  test('that are not there, or no ports, say so', async () => {
    writeFileSync(join(folder, 'loader.bin'), '1');
    writeFileSync(join(folder, 'dongle.bin'), '1');
    const at = (port: string) => runFlash(['--dist', folder, '--folder', folder, '--port', port]);
    expect(await at(join(folder, 'ttyUSB0'))).toMatchObject({
      code: 1,
      err: expect.stringMatching(/not there/),
    });
    expect(await at('/dev/null')).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no serial port/),
    });
  });
});

onLinux('the Espruino image', () => {
  test('is written by esptool to its three addresses', async () => {
    program('esptool', `[ "$1" = version ] || echo "esptool: $*"`);
    const image = putImage();
    const { code, out } = await runFlash(
      ['--firmware', image, '--port', '/dev/ttyUSB9'],
      onlyOurs(),
    );
    expect(code).toBe(0);
    expect(out).toContain(
      [
        'esptool: --chip esp32 --port /dev/ttyUSB9 --baud 921600 --after hard_reset write_flash -z',
        '--flash_mode dio --flash_freq 40m --flash_size detect',
        `0x1000 ${join(image, 'bootloader.bin')} 0x8000 ${join(image, 'partitions_espruino.bin')}`,
        `0x10000 ${join(image, 'espruino_esp32.bin')}`,
      ].join(' '),
    );
  });

  test('goes to the only port that may be an ESP32', async () => {
    plugIn();
    program('esptool.py', `[ "$1" = version ] || echo "esptool: $*"`);
    const { code, out } = await runFlash(['--firmware', putImage()], onlyOurs());
    expect(code).toBe(0);
    expect(out).toMatch(/Serial ports:\n.*\nUsing \/dev\/ttyUSB9: no other/);
    expect(out).toMatch(/esptool: .*--port \/dev\/ttyUSB9/);
  });

  test('is shown as a command where esptool is not installed', async () => {
    const file = join(putImage(), 'espruino_esp32.bin');
    const { code, out, err } = await runFlash(['--firmware', file], onlyOurs());
    expect(code).toBe(1);
    expect(out).toMatch(/esptool\.py --chip esp32 --port PORT .*0x1000 .*0x8000 .*0x10000 /);
    expect(err).toMatch(/pipx install esptool/);
  });

  test('that esptool cannot write: the way into download mode', async () => {
    program('esptool', '[ "$1" = version ] || exit 2');
    const args = ['--firmware', putImage(), '--port', '/dev/ttyUSB9'];
    expect(await runFlash(args, onlyOurs())).toMatchObject({
      code: 1,
      err: expect.stringMatching(/BOOT \(GPIO0\)/),
    });
  });

  test.each([
    ['bootloader.bin', undefined, /bootloader\.bin is not in that folder/],
    ['partitions_espruino.bin', [0xe9], /partitions_espruino\.bin is not what its name says/],
    ['espruino_esp32.bin', [], /espruino_esp32\.bin is not what its name says/],
  ])('with a wrong %s is refused', async (name, bytes, sentence) => {
    const path = join(putImage(), name);
    if (bytes) writeFileSync(path, Buffer.from(bytes));
    else rmSync(path);
    const { code, err } = await runFlash(['--firmware', join(folder, 'image')], onlyOurs());
    expect(code).toBe(1);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/espruino_2v25/);
  });

  test('still packed, or not there, is refused with what to do', async () => {
    const packed = join(folder, 'espruino_2v25_esp32.tgz');
    writeFileSync(packed, readFileSync(process.execPath).subarray(0, 10));
    expect(await runFlash(['--firmware', packed])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/unpack/),
    });
    expect(await runFlash(['--firmware', '/none'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/no \/none/),
    });
  });
});
