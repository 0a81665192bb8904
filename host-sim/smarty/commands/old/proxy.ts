/** `smarty proxy`: the command line of smarty_dsmr_proxy, decrypt.py. */
import { newProblem, USAGE } from '../../../command/problem.ts';
import { proxyConsole } from '../../../legacy/console.ts';
import { addOld, oldPlan } from '../../../legacy/plan.ts';
import type { Old } from '../../../legacy/plan.ts';
import type { MeterPlan } from '../../../settings/plan.ts';
import type { Command } from '../../command.ts';
import { readLine } from '../../line.ts';
import { runResolved } from '../../reading.ts';

const PORT = '/dev/ttyUSB0';
const NAME = 'meter';
/** decrypt.py has the security byte and the authentication key in one. */
const AAD = /^30([0-9a-f]{32})$/i;

function authKeyOf(aad: string | undefined): string | undefined {
  if (aad === undefined) return undefined;
  const [, key] = AAD.exec(aad) ?? [];
  if (key !== undefined) return key;
  const form = '30 and the authentication key (Austria: GAK), 34 hexadecimal digits';
  throw newProblem(`--aad must be ${form}.`, USAGE);
}

function checkKey({ settings }: MeterPlan): void {
  const { key, key_file: file } = settings[''];
  if (key || file || settings.source.url?.kind === 'simulated') return;
  const ways = 'as KEY, or better in the variable SMARTY_KEY or in a file (--key-file)';
  throw newProblem(`There is no key: give it ${ways}; "smarty keys" says who has it.`, USAGE);
}

const SEEN =
  'warning: Other users of this computer can see a key that stands on the command line: better put it into the variable SMARTY_KEY or into a file (--key-file).\n';

export const PROXY: Command = {
  name: 'proxy',
  summary: 'Decrypts to the terminal and to a serial port, as smarty_dsmr_proxy',
  usage: '[KEY] [-i PORT] [-o PORT] [-a AAD] [-p]',
  isOld: true,
  about: `The command line of smarty_dsmr_proxy (decrypt.py): prints frame counter and telegram, or its
error, and writes telegrams to a serial port, until Ctrl-C. What is wrong beside is told on standard
error; a cable that is pulled out is read again when it is back. All settings of "smarty read" may be
added. docs/coming-from.md says what is different.

  smarty proxy 00112233445566778899AABBCCDDEEFF --serial-output-port=/dev/pts/2
  smarty proxy --key-file my.key -p`,
  flags: [
    {
      name: 'serial-input-port',
      value: 'PORT',
      short: 'i',
      help: `Where the meter is. Default: ${PORT}.`,
    },
    {
      name: 'serial-output-port',
      value: 'PORT',
      short: 'o',
      help: 'Where telegrams go too, such as /dev/pts/2.',
    },
    {
      name: 'aad',
      value: 'HEX',
      short: 'a',
      help: 'What is authenticated beside: 30 and the authentication key. Default: that of Luxembourg.',
    },
    {
      name: 'parse',
      short: 'p',
      help: 'Prints each reading with the name that dsmr_parser has for it.',
    },
  ],
  hasSettings: true,
  async run(args, around) {
    const line = readLine(PROXY, args, 1);
    const [key] = line.operands;
    if (key !== undefined) around.err.write(SEEN);
    addOld(line.layer, [
      ['source url', line.value('serial-input-port'), '--serial-input-port'],
      ['port path', line.value('serial-output-port'), '--serial-output-port'],
      ['key', key, 'KEY'],
      ['auth_key', authKeyOf(line.value('aad')), '--aad'],
    ]);
    const console = proxyConsole(line.value('parse') !== undefined);
    const presets: Old[] = [['source url', PORT]];
    const resolved = oldPlan(line.layer, { env: around.env, name: NAME, console, presets });
    if (resolved.complaints.every(({ isWarning }) => isWarning)) checkKey(resolved.plan.meters[0]);
    return runResolved(resolved, around);
  },
};
