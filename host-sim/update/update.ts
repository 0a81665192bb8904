/**
 * One update: files -> package -> dongle, or a file.
 * In: options. Out: sentences about each step; what goes wrong is thrown as a problem.
 */
import { writeFileSync } from 'node:fs';
import { FAILED, newProblem, USAGE } from '../command/problem.ts';
import { logIn, sendPackage } from './dongle.ts';
import { readApplication, readPassword, readSecret } from './files.ts';
import type { Secret } from './files.ts';
import { HELP, parseUpdateOptions } from './options.ts';
import type { UpdateOptions } from './options.ts';
import { newPackage } from './package.ts';

export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
}

function passwordFor({ passwordFile }: UpdateOptions, secret: Secret): string {
  const password = passwordFile === undefined ? secret.password : readPassword(passwordFile);
  if (password !== undefined) return password;
  throw newProblem('The device password is needed: give it with --password-file.', USAGE);
}

function writePackage(path: string, bytes: Buffer): void {
  try {
    writeFileSync(path, bytes);
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw newProblem(`${path} cannot be written (${code}): choose another name.`, FAILED);
  }
}

/** Shows on a terminal how far it is. */
function newTeller(out: Output, total: number): (sent: number) => void {
  return (sent) => {
    if (!out.isTTY) return;
    const percent = Math.floor((100 * sent) / total);
    out.write(`\r${percent} %${sent === total ? '\n' : ''}`);
  };
}

async function send(host: string, password: string, bytes: Buffer, out: Output): Promise<void> {
  const token = await logIn(host, password);
  out.write(`Logged in to ${host}; sending ${bytes.length} bytes.\n`);
  await sendPackage({ host, token, package: bytes, tell: newTeller(out, bytes.length) });
  out.write(
    'The dongle has checked the application and restarts to try it. It stays when within\n',
  );
  out.write('ten minutes Wi-Fi, broker and a verified telegram have been seen.\n');
}

export async function update(args: string[], out: Output): Promise<void> {
  const options = parseUpdateOptions(args);
  if (options === 'help') return void out.write(HELP);
  const secret = readSecret(options.secretFile);
  const password = options.host === undefined ? '' : passwordFor(options, secret);
  const bytes = newPackage(readApplication(options.dist), secret.update);
  if (options.package !== undefined) {
    writePackage(options.package, bytes);
    out.write(`Written: ${options.package}, ${bytes.length} bytes, for this one dongle.\n`);
  }
  if (options.host !== undefined) await send(options.host, password, bytes, out);
}
