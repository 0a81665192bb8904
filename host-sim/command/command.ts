/**
 * The command: arguments in, exit code out; all that goes wrong becomes one sentence on standard
 * error.
 */
import type { Outputs } from '../view/view.ts';
import type { Ending } from './account.ts';
import { helpText } from './help.ts';
import { versionText } from '../node/version.ts';
import type { Asked } from './options.ts';
import { parseOptions } from './options.ts';
import { FAILED, isProblem } from './problem.ts';

export interface Surroundings extends Outputs {
  env: Record<string, string | undefined>;
  /** Asks the command to end. */
  signal: AbortSignal;
}

async function answer(asked: Asked, around: Surroundings): Promise<Ending> {
  if (asked.kind === 'run') {
    // Loaded here, so that --help need not wait for broker and client.
    const { run } = await import('./run.ts');
    return run(asked.options, around, around.signal);
  }
  around.out.write(asked.kind === 'help' ? helpText() : `smarty-dongle ${versionText()}\n`);
  return { exitCode: 0, sentences: [] };
}

/** What only a programmer can put right, without the trace that means nothing to others. */
export function mistakeSentence(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return `This is a mistake in the program, please report it: ${text}`;
}

function endingOf(thrown: unknown): Ending {
  if (isProblem(thrown)) return { exitCode: thrown.exitCode, sentences: [thrown.message] };
  return { exitCode: FAILED, sentences: [mistakeSentence(thrown)] };
}

export async function runCommand(args: string[], around: Surroundings): Promise<number> {
  let ending: Ending;
  try {
    ending = await answer(parseOptions(args, around.env), around);
  } catch (thrown) {
    // What broke off because it was asked to end has not failed.
    ending = around.signal.aborted ? { exitCode: 0, sentences: [] } : endingOf(thrown);
  }
  for (const sentence of ending.sentences) around.err.write(`${sentence}\n`);
  return ending.exitCode;
}
