/** The program `smarty`: see `npx smarty --help`. */
import { newEnding } from '../command/ending.ts';
import { runSmarty } from './smarty.ts';

const signal = newEnding((times) => {
  // Whoever asks twice does not want to wait for what is still to be handed out.
  if (times > 1) process.exit(1);
});

// What is waited for need not keep the program alive by itself.
const alive = setInterval(() => undefined, 1 << 30);

process.exitCode = await runSmarty(process.argv.slice(2), {
  env: process.env,
  in: process.stdin,
  out: process.stdout,
  err: process.stderr,
  signal,
});
clearInterval(alive);
// Standard input that nobody reads any more must not hold the program.
process.stdin.unref?.();
