/**
 * How a program ends: asked to, because nobody reads it any more, or by a mistake.
 * In: signals, the end of standard output, what nobody caught. Out: a signal to abort by; sentences on standard
 * error, at the very end, when the terminal has been given back.
 */
import { mistakeSentence } from './command.ts';

/** `onAsked` hears each time that somebody asks the program to end, with how often. */
export function newEnding(onAsked: (times: number) => void = () => undefined): AbortSignal {
  const ending = new AbortController();
  let asked = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(name, () => {
      ending.abort();
      onAsked(++asked);
    });
  }
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // EPIPE: whoever read the output has enough, and that is no failure.
    if (code !== 'EPIPE' && !ending.signal.aborted) {
      process.stderr.write(`Standard output takes nothing more (${code}): check where it goes.\n`);
      process.on('exit', () => (process.exitCode = 1));
    }
    ending.abort();
  });
  process.on('uncaughtException', (error) => {
    process.on('exit', () => process.stderr.write(`${mistakeSentence(error)}\n`));
    process.exit(1);
  });
  return ending.signal;
}
