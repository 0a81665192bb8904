/**
 * What the user can put right: one sentence with the remedy, and the exit code that goes with it.
 * It is thrown where it is found and printed by `command.ts` alone. No key, no password in it.
 */
export interface Problem extends Error {
  exitCode: number;
}

/** The command line itself is wrong. */
export const USAGE = 2;
/** What the command line names does not work. */
export const FAILED = 1;

export function newProblem(sentence: string, exitCode: number): Problem {
  return Object.assign(new Error(sentence), { exitCode });
}

export function isProblem(thrown: unknown): thrown is Problem {
  return thrown instanceof Error && 'exitCode' in thrown;
}
