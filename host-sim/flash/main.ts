/** `npm run flash`: see `npm run flash -- --help`. In: arguments. Out: an exit code, 0, 1 or 2. */
import { mistakeSentence } from '../command/command.ts';
import { FAILED, isProblem } from '../command/problem.ts';
import { flash } from './flash.ts';
import { parseFlashOptions } from './options.ts';

const STOPPED = 'Stopped: what is on the dongle now may be half of it. Run this again.';

/** Ends at once: the espruino package leaves its own devices open. */
function end(code: number, sentence?: string): void {
  if (sentence !== undefined) process.stderr.write(`${sentence}\n`, () => process.exit(code));
  else process.stdout.write('', () => process.exit(code));
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => end(FAILED, STOPPED));
process.on('uncaughtException', (error) => end(FAILED, mistakeSentence(error)));

try {
  await flash(parseFlashOptions(process.argv.slice(2)), {
    env: process.env,
    out: process.stdout,
  });
  end(0);
} catch (thrown) {
  if (isProblem(thrown)) end(thrown.exitCode, thrown.message);
  else end(FAILED, mistakeSentence(thrown));
}
