/** Which configuration file is meant. */
import { existsSync } from 'node:fs';
import { newProblem, USAGE } from '../command/problem.ts';
import type { Flag } from '../settings/flags.ts';
import type { Environment } from '../settings/environment.ts';

const HERE = 'smarty.toml';
const SYSTEM = '/etc/smarty/smarty.toml';

export const CONFIG_FLAGS: readonly Flag[] = [
  {
    name: 'config',
    value: 'FILE',
    short: 'c',
    help: `The configuration (TOML). Variable SMARTY_CONFIG. Default: ${HERE} in this directory, else ${SYSTEM}.`,
  },
  {
    name: 'secrets',
    value: 'FILE',
    help: 'Keys and passwords, in tables of the same names. Variable SMARTY_SECRETS. Default: .secrets.toml beside the configuration.',
  },
];

export const METER_FLAG: Flag = {
  name: 'meter',
  value: 'NAME',
  help: 'Only this meter of the configuration; may be given again. Variable SMARTY_METER.',
};

/** Named by the flag, else by the variable; none: all. */
export function chosenMeters(given: string[], env: Environment): string[] {
  return given.length || !env.SMARTY_METER ? given : [env.SMARTY_METER];
}

export function findConfig(given: string | undefined, env: Environment): string {
  const named = given ?? env.SMARTY_CONFIG;
  const found = named ?? [HERE, SYSTEM].find((file) => existsSync(file));
  if (found !== undefined) return found;
  const advice = `there is neither ${HERE} here nor ${SYSTEM}: name it with --config FILE`;
  throw newProblem(`No configuration: ${advice}; without one use "smarty read".`, USAGE);
}
