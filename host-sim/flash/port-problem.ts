/** Why the dongle's serial port does not open or breaks, in the words of the system -> a problem to solve. */
import type { Problem } from '../command/problem.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import type { PortFault } from '../node/port-fault.ts';
import { JOIN_GROUP, portFault } from '../node/port-fault.ts';

const ADVICE: Readonly<Record<PortFault, string>> = {
  busy: [
    'another program has it open. Close terminals, the Web IDE, the Arduino IDE and other runs of',
    'this command',
  ].join(' '),
  denied: `your user may not use it. ${JOIN_GROUP}`,
  gone: [
    'it is not there. Plug the dongle in with a cable that carries data, and call this command',
    'without --port: it lists the ports that are',
  ].join(' '),
  'no-port': 'it is no serial port',
};

export function portProblem(path: string, reason: string): Problem {
  const fault = portFault(reason);
  const why = fault ? ADVICE[fault] : `the system says "${reason}"`;
  return newProblem(`The port ${path} cannot be used: ${why}.`, FAILED);
}
