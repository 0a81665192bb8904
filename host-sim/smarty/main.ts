/** The program `smarty`: see `npx smarty --help`. */
import { mistakeSentence } from '../command/command.ts';
import { runSmarty } from './smarty.ts';

const ending = new AbortController();
let asked = 0;

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    ending.abort();
    // Whoever asks twice does not want to wait for what is still to be handed out.
    if (++asked > 1) process.exit(1);
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
  // At the very end, when the terminal has been given back.
  process.on('exit', () => process.stderr.write(`${mistakeSentence(error)}\n`));
  process.exit(1);
});

// What is waited for need not keep the program alive by itself.
const alive = setInterval(() => undefined, 1 << 30);

process.exitCode = await runSmarty(process.argv.slice(2), {
  env: process.env,
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
  signal: ending.signal,
});
clearInterval(alive);
// Standard input that nobody reads any more must not hold the program.
process.stdin.unref?.();
