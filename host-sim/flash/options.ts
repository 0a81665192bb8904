/**
 * The command line of `npm run flash` -> options, and its help.
 * Out: what is asked for; what is wrong is thrown as a problem that names the option.
 */
import { parseArgs } from 'node:util';
import { newProblem, USAGE } from '../command/problem.ts';

export interface FlashOptions {
  port?: string;
  firmware?: string;
  passwordFile?: string;
  /** Where identities are kept; left out, a folder of the user. */
  folder?: string;
  label?: string;
  /** Where the built files are. */
  dist: string;
  list: boolean;
  help: boolean;
}

export const HELP = `Puts the Smarty dongle on an ESP32 that runs Espruino.

Usage: npm run flash -- [OPTION]...

  --port PORT           serial port: /dev/ttyUSB0, /dev/cu.usbserial-1, COM3.
                        Left out, it is the only one that may be an ESP32.
  --list                shows the serial ports, and nothing else
  --firmware FOLDER     puts Espruino itself on the chip first: the folder with
                        bootloader.bin, partitions_espruino.bin and
                        espruino_esp32.bin. Needs esptool; without it, shows
                        the command.
  --password-file FILE  the password on the label, where the dongle is locked
                        and this PC does not know it
  --folder FOLDER       where the identities of dongles are kept
                        (~/.config/smarty-dongle)
  --label FILE          the label to print (smarty-XXXX.svg)
  --dist FOLDER         what is put on (dist, made by npm run build)
  --help                this text

All that was on the dongle is replaced but its settings: those stay, and so do
its name and the password on its label. No Internet is needed.

Exit codes:
  0  the dongle runs
  1  port, board, Espruino or transfer: one sentence says what to do
  2  the command line is wrong: one sentence says what to put right
`;

const OPTIONS = {
  port: { type: 'string' },
  firmware: { type: 'string' },
  'password-file': { type: 'string' },
  folder: { type: 'string' },
  label: { type: 'string' },
  dist: { type: 'string', default: 'dist' },
  list: { type: 'boolean', default: false },
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

export function parseFlashOptions(args: string[]): FlashOptions {
  const { 'password-file': passwordFile, ...values } = parse(args);
  const texts = { ...values, 'password-file': passwordFile };
  const empty = Object.entries(texts).find(([, value]) => value === '');
  if (empty) throw newProblem(`--${empty[0]} needs a value: see --help.`, USAGE);
  return { ...values, passwordFile };
}
