/** `npm run update`: see `npm run update -- --help`. In: arguments. Out: an exit code, 0, 1 or 2. */
import { mistakeSentence } from '../command/command.ts';
import { FAILED, isProblem } from '../command/problem.ts';
import { update } from './update.ts';

try {
  await update(process.argv.slice(2), process.stdout);
} catch (thrown) {
  process.exitCode = isProblem(thrown) ? thrown.exitCode : FAILED;
  process.stderr.write(`${isProblem(thrown) ? thrown.message : mistakeSentence(thrown)}\n`);
}
