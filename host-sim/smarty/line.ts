/** The command line of one command, read; what is wrong with it is thrown as one problem. */
import { newProblem, USAGE } from '../command/problem.ts';
import type { Line } from '../settings/flags.ts';
import { readFlags } from '../settings/flags.ts';
import type { Command } from './command.ts';

export interface Own extends Line {
  /** The latest value of a flag of the command. */
  value(flag: string): string | undefined;
  /** All of them. */
  values(flag: string): string[];
}

/** `most`: so many operands it takes. */
export function readLine(command: Command, args: string[], most: number): Own {
  const line = readFlags(args, command.flags, command.hasSettings);
  const [wrong] = line.layer.complaints;
  if (wrong) throw newProblem(`${wrong.where}: ${wrong.sentence}`, USAGE);
  if (line.operands.length > most) {
    const how = `smarty ${command.name} ${command.usage}`.trimEnd();
    throw newProblem(`That is more than it takes: ${how}. See --help.`, USAGE);
  }
  return {
    ...line,
    value: (flag) => line.own.get(flag)?.at(-1),
    values: (flag) => line.own.get(flag) ?? [],
  };
}
