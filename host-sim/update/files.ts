/**
 * The files of an update: application, secret, password. In: paths. Out: their contents, checked; no
 * secret is ever part of a sentence.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAILED, newProblem } from '../command/problem.ts';
import { checkApplication } from './package.ts';

export interface Secret {
  /** 64 hex digits, lower case. */
  update: string;
  /** The password on the label, where the file has it. */
  password?: string;
}

const SECRET_FORM = /^[0-9a-f]{64}$/;

function readText(path: string, remedy: string, encoding: BufferEncoding = 'utf8'): string {
  try {
    return readFileSync(path, encoding);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw newProblem(`${path} cannot be read (${code}): ${remedy}.`, FAILED);
  }
}

export function readApplication(folder: string): Buffer {
  const path = join(folder, 'dongle.bin');
  return checkApplication(readText(path, 'npm run build makes it', 'latin1'), path);
}

/** What the flashing tool has kept of a dongle, if it is that. */
function readKept(text: string): Partial<Record<'update' | 'setup', unknown>> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

export function readSecret(path: string): Secret {
  const text = readText(path, 'check the name after --secret-file').trim();
  const bare = text.toLowerCase();
  if (SECRET_FORM.test(bare)) return { update: bare };
  const { update, setup } = readKept(text);
  if (typeof update !== 'string' || !SECRET_FORM.test(update)) {
    const form = '64 hexadecimal digits, or be the file that "npm run flash" has kept';
    throw newProblem(`${path} must hold ${form}.`, FAILED);
  }
  return { update, password: typeof setup === 'string' ? setup : undefined };
}

/** A line end behind the password is not part of it. */
export function readPassword(path: string): string {
  const text = readText(path, 'check the name after --password-file').replace(/\r?\n$/, '');
  if (text === '') throw newProblem(`${path} is empty: write the device password in it.`, FAILED);
  return text;
}
