/** The simulator's command line: see `npm start -- --help`. */
import { runCommand } from './command/command.ts';
import { newEnding } from './command/ending.ts';

process.exitCode = await runCommand(process.argv.slice(2), {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  signal: newEnding(),
});
