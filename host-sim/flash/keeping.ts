/**
 * Where the PC keeps the identities of its dongles: one JSON file each, for its owner's eyes only.
 * In: a folder, a serial number. Out: what was kept under it. A file that is damaged is a problem to
 * solve by hand: a new password would make the label wrong.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Identity } from './identity.ts';
import { readIdentity } from './identity.ts';

export interface Kept extends Identity {
  /** The whole number of the chip: two of them may end in the same four digits. */
  serial: string;
}

export function usualFolder(env: Record<string, string | undefined>): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'smarty-dongle');
}

function readKept(path: string): Kept {
  const remedy = `put it right or move it away: ${path}`;
  try {
    const read = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    const identity = readIdentity(read);
    if (identity && typeof read.serial === 'string') return { ...identity, serial: read.serial };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code) throw newProblem(`The file of a dongle cannot be read (${code}): ${path}`, FAILED);
  }
  throw newProblem(`The file of a dongle is not what was written there, ${remedy}`, FAILED);
}

/** All dongles that this PC has flashed. */
export function readAllKept(folder: string): Kept[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => readKept(join(folder, name)));
}

/** A1B2.json, or a longer name where another chip has that already. */
function pathFor(folder: string, { id, serial }: Kept): string {
  const short = join(folder, `${id}.json`);
  const isFree = !existsSync(short) || readKept(short).serial === serial;
  return isFree ? short : join(folder, `${id}-${serial}.json`);
}

/** Returns the path. The file is whole or not there: it is written beside and then renamed. */
export function keepIdentity(folder: string, kept: Kept): string {
  const path = pathFor(folder, kept);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600 });
    // The mode above is only for files that are new.
    chmodSync(`${path}.new`, 0o600);
    renameSync(`${path}.new`, path);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    const remedy = `choose another with --folder`;
    throw newProblem(`Nothing can be kept in ${folder} (${code}): ${remedy}.`, FAILED);
  }
  return path;
}
