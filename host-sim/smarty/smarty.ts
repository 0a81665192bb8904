/**
 * `smarty`: arguments in, exit code out; all that goes wrong becomes one sentence on standard error.
 *
 *   0  done, or asked to end      1  something does not work      2  command line or settings are wrong
 */
import { mistakeSentence } from '../command/command.ts';
import { versionText } from '../node/version.ts';
import { FAILED, isProblem, newProblem, USAGE } from '../command/problem.ts';
import { suggestion } from '../settings/suggestion.ts';
import type { Command, Surroundings } from './command.ts';
import { COMMANDS } from './commands.ts';
import { commandHelp, groupHelp, overview } from './help.ts';

function commandOf(name: string, commands: readonly Command[]): Command {
  const command = commands.find((one) => one.name === name);
  if (command) return command;
  const near = suggestion(
    name,
    commands.map((one) => one.name),
  );
  throw newProblem(`There is no such command.${near} "smarty --help" lists them.`, USAGE);
}

function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

async function answer(
  [name, ...args]: string[],
  around: Surroundings,
  commands: readonly Command[],
): Promise<number> {
  const { out } = around;
  if (name === undefined) {
    around.err.write(overview(commands));
    return USAGE;
  }
  if (name === '--version') out.write(`smarty ${versionText()}\n`);
  else if (name === 'help' && args.length) {
    out.write(groupHelp(args[0]) ?? commandHelp(commandOf(args[0], commands)));
  } else if (name === 'help' || name === '--help' || name === '-h') out.write(overview(commands));
  else {
    const command = commandOf(name, commands);
    if (!asksForHelp(args)) return command.run(args, around);
    out.write(commandHelp(command));
  }
  return 0;
}

export async function runSmarty(
  args: string[],
  around: Surroundings,
  commands = COMMANDS,
): Promise<number> {
  try {
    return await answer(args, around, commands);
  } catch (thrown) {
    // What broke off because it was asked to end has not failed.
    if (around.signal.aborted) return 0;
    const sentence = isProblem(thrown) ? thrown.message : mistakeSentence(thrown);
    around.err.write(`${sentence}\n`);
    return isProblem(thrown) ? thrown.exitCode : FAILED;
  }
}
