/** The simulator's command line: see `npm start -- --help`. */
import { mistakeSentence, runCommand } from './command/command.ts';

const ending = new AbortController();

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => ending.abort());
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
  // At the very end, when the terminal has been given back.
  process.on('exit', () => process.stderr.write(`${mistakeSentence(error)}\n`));
  process.exit(1);
});

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  signal: ending.signal,
});
