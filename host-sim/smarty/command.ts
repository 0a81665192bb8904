/**
 * A command of `smarty`: its name, its help, and what it does.
 */
import type { Environment } from '../settings/environment.ts';
import type { Flag } from '../settings/flags.ts';

export interface Surroundings {
  env: Environment;
  in: NodeJS.ReadableStream;
  out: NodeJS.WritableStream & { isTTY?: boolean; columns?: number };
  err: NodeJS.WritableStream;
  /** Asks the command to end. */
  signal: AbortSignal;
}

export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** Behind "smarty NAME". */
  usage: string;
  /** What it does, and examples: paragraphs for its own help; lines that begin with a blank stay as they are. */
  about: string;
  flags: readonly Flag[];
  /** All settings of docs/reader.md are flags too. */
  hasSettings?: boolean;
  /** It stays out of the list: an old name, for those who have it in a script. */
  isOld?: boolean;
  /** The arguments behind its name. Problems are thrown (command/problem.ts). Out: the exit code. */
  run(args: string[], around: Surroundings): Promise<number>;
}
