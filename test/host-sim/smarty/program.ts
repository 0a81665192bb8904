/** `smarty` as its users have it: a process with arguments, variables, standard input and an exit code. */
import type { Ended, Program } from '../command/program.ts';
import { startNode } from '../command/program.ts';

const SMARTY = 'host-sim/smarty/smarty.mjs';

export function startSmarty(args: string[], env?: Record<string, string>, input?: string): Program {
  return startNode([SMARTY, ...args], env, input);
}

export function smarty(
  args: string[],
  env?: Record<string, string>,
  input?: string,
): Promise<Ended> {
  return startSmarty(args, env, input).ended;
}
