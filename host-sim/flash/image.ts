/**
 * The Espruino image itself, which esptool writes.
 * In: a folder with the three files of an Espruino release, or a file in it. Out: the command, and
 * whether esptool is there to carry it out. Nothing is downloaded.
 *
 *   0x1000   bootloader.bin
 *   0x8000   partitions_espruino.bin     (Storage has 256 kB in 2v25, 896 kB since 2v26)
 *   0x10000  espruino_esp32.bin
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAILED, newProblem } from '../command/problem.ts';
import { settlePort } from './ports.ts';

interface Part {
  address: string;
  name: string;
  /** How the file begins. */
  magic: readonly number[];
}

const IMAGE = [0xe9];
const PARTS: readonly Part[] = [
  { address: '0x1000', name: 'bootloader.bin', magic: IMAGE },
  { address: '0x8000', name: 'partitions_espruino.bin', magic: [0xaa, 0x50] },
  { address: '0x10000', name: 'espruino_esp32.bin', magic: IMAGE },
];
const WHERE = [
  'unpack espruino_2v25_esp32.tgz, which is in espruino_2v25.zip of espruino.com/binaries,',
  'and name the folder that comes out',
].join(' ');

/** The folder that is meant: itself, or the one that a named file is in. */
function folderOf(path: string): string {
  if (!existsSync(path)) throw newProblem(`There is no ${path}: ${WHERE}.`, FAILED);
  if (statSync(path).isDirectory()) return path;
  if (PARTS.some(({ name }) => path.endsWith(name))) return dirname(path);
  throw newProblem(`${path} is none of the three files of the image: ${WHERE}.`, FAILED);
}

function checkPart(path: string, { name, magic }: Part): void {
  if (!existsSync(path)) throw newProblem(`${name} is not in that folder: ${WHERE}.`, FAILED);
  const bytes = readFileSync(path);
  if (magic.every((byte, at) => bytes[at] === byte)) return;
  throw newProblem(`${path} is not what its name says: ${WHERE}.`, FAILED);
}

/** Arguments of esptool, which also knows these names in its fifth version. */
export function imageArguments(path: string, port: string): string[] {
  const folder = folderOf(path);
  const parts = PARTS.flatMap((part) => {
    const file = join(folder, part.name);
    checkPart(file, part);
    return [part.address, file];
  });
  const chip = ['--chip', 'esp32', '--port', port, '--baud', '921600', '--after', 'hard_reset'];
  const flash = ['--flash_mode', 'dio', '--flash_freq', '40m', '--flash_size', 'detect'];
  return [...chip, 'write_flash', '-z', ...flash, ...parts];
}

/** A line for a shell. */
export function commandLine(words: readonly string[]): string {
  return words.map((word) => (/[^\w@%+=:,./\\-]/.test(word) ? `"${word}"` : word)).join(' ');
}

const CALLS: readonly (readonly string[])[] = [
  ['esptool'],
  ['esptool.py'],
  ['python3', '-m', 'esptool'],
  ['python', '-m', 'esptool'],
];

/** How esptool is called here; undefined where it is not installed. */
function findEsptool(): readonly string[] | undefined {
  return CALLS.find(([program, ...rest]) => {
    return spawnSync(program, [...rest, 'version'], { stdio: 'ignore' }).status === 0;
  });
}

/** Its words go straight to the terminal. */
async function runEsptool(call: readonly string[], args: readonly string[]): Promise<void> {
  const [program, ...rest] = call;
  const child = spawn(program, [...rest, ...args], { stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  if (code === 0) return;
  const remedy = 'hold BOOT (GPIO0), press reset, let go of BOOT, and run this again';
  throw newProblem(`esptool could not write the image: ${remedy}.`, FAILED);
}

/** Writes the image where esptool is installed; elsewhere tells the command, which is a problem. */
export async function writeImage(
  { firmware, port }: { firmware: string; port?: string },
  tell: (text: string) => void,
): Promise<void> {
  const esptool = findEsptool();
  if (esptool === undefined) {
    const args = imageArguments(firmware, port ?? 'PORT');
    tell(`The command that puts Espruino on:\n\n  ${commandLine(['esptool.py', ...args])}\n`);
    const remedy = 'install it (pipx install esptool) and run this again, or give the command';
    throw newProblem(`esptool is not installed here: ${remedy} where it is.`, FAILED);
  }
  // The files first: no port is of use without them.
  imageArguments(firmware, '');
  const args = imageArguments(firmware, await settlePort(port, tell));
  tell(`Espruino goes on: ${commandLine([...esptool, ...args])}`);
  await runEsptool(esptool, args);
  tell('Espruino is on. Now the dongle itself: npm run flash, without --firmware.');
}
