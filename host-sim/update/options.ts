/**
 * The command line of `npm run update` -> options, and its help.
 * Out: what is asked for; what is wrong is thrown as a problem that names the option.
 */
import { parseArgs } from 'node:util';
import { newProblem, USAGE } from '../command/problem.ts';

export interface UpdateOptions {
  host?: string;
  secretFile: string;
  passwordFile?: string;
  /** Where the package is written to. */
  package?: string;
  /** Where the built files are. */
  dist: string;
}

export const HELP = `Sends the built application to a dongle over the network.

Usage: npm run update -- --host HOST --secret-file FILE [OPTION]...

  --host HOST           address or name of the dongle: 192.168.1.7,
                        smarty-a1b2.local
  --secret-file FILE    the dongle's secret for updates: the file that
                        "npm run flash" has kept of it
                        (~/.config/smarty-dongle/A1B2.json), or 64 hex digits
  --password-file FILE  the device password; left out, the one on the label, as
                        the file of the dongle has it
  --package OUT         writes the package to a file as well; without --host it
                        is only written
  --dist FOLDER         what is sent (dist, made by npm run build)
  --help                this text

The new application is tried: it stays when within ten minutes Wi-Fi, broker and
a verified telegram have all been seen, else the one before comes back.

Exit codes:
  0  the package was written, or the dongle has taken it
  1  a file, the network or the dongle: one sentence says what to do
  2  the command line is wrong: one sentence says what to put right
`;

const OPTIONS = {
  host: { type: 'string' },
  'secret-file': { type: 'string' },
  'password-file': { type: 'string' },
  package: { type: 'string' },
  dist: { type: 'string', default: 'dist' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (thrown) {
    const [reason] = (thrown as Error).message.split('. ');
    throw newProblem(`${reason.replace(/\.$/, '')}: see --help.`, USAGE);
  }
}

/** A name or an IPv4 address, with a port or without. */
function isHost(text: string): boolean {
  return /^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(text);
}

export function parseUpdateOptions(args: string[]): UpdateOptions | 'help' {
  const { help, 'secret-file': secretFile, 'password-file': passwordFile, ...rest } = parse(args);
  if (help) return 'help';
  const texts = { ...rest, 'secret-file': secretFile, 'password-file': passwordFile };
  const empty = Object.entries(texts).find(([, value]) => value === '');
  if (empty) throw newProblem(`--${empty[0]} needs a value: see --help.`, USAGE);
  if (secretFile === undefined) throw newProblem('--secret-file is missing: see --help.', USAGE);
  if (rest.host === undefined && rest.package === undefined) {
    throw newProblem('Give --host to send it, or --package to write it: see --help.', USAGE);
  }
  if (rest.host !== undefined && !isHost(rest.host)) {
    throw newProblem('--host must be an address or a name, such as 192.168.1.7.', USAGE);
  }
  return { ...rest, secretFile, passwordFile };
}
