/** Why a serial port does not open or breaks, in the words of the system -> a problem to solve. */
import type { Problem } from '../command/problem.ts';
import { FAILED, newProblem } from '../command/problem.ts';

const GROUP = [
  'your user may not use it. On Linux join the group that may: sudo usermod -aG dialout "$USER"',
  '(uucp on Arch), then log out and in again',
].join(' ');
const BUSY = [
  'another program has it open. Close terminals, the Web IDE, the Arduino IDE and other runs of',
  'this command',
].join(' ');
const GONE = [
  'it is not there. Plug the dongle in with a cable that carries data, and call this command',
  'without --port: it lists the ports that are',
].join(' ');

const REASONS: readonly [RegExp, string][] = [
  // Windows says "Access denied" of a port that is taken.
  [/lock port|busy|temporarily unavailable|access (is )?denied/i, BUSY],
  [/permission denied|EACCES|EPERM/i, GROUP],
  [/no such|ENOENT|not found|ENXIO|port was closed|disconnected/i, GONE],
  [/ioctl|inappropriate|not a (tty|typewriter)|unsupported/i, 'it is no serial port'],
];

export function portProblem(path: string, reason: string): Problem {
  const found = REASONS.find(([pattern]) => pattern.test(reason));
  const why = found ? found[1] : `the system says "${reason}"`;
  return newProblem(`The port ${path} cannot be used: ${why}.`, FAILED);
}
