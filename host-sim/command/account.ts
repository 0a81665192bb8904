/** What became of the frames of a recording, in sentences, and the exit code for it. */
import { TELEGRAMS } from '../../firmware/core/counts.ts';
import type { App } from '../../firmware/core/app.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import { FAILED } from './problem.ts';

export interface Ending {
  exitCode: number;
  sentences: string[];
}

function meaningOf(fault: string): string {
  return FAULT_MEANINGS[fault as Fault];
}

export function accountOf({ counts, receiver }: App): Ending {
  const accepted = counts.numbers[TELEGRAMS];
  const faults = Object.entries(receiver.faults);
  const refused = faults.reduce((sum, [, count]) => sum + count, 0);
  return {
    exitCode: accepted > 0 ? 0 : FAILED,
    sentences: [
      `Frames accepted: ${accepted}, refused: ${refused}.`,
      ...faults.map(([fault, count]) => `${count} x ${fault}: ${meaningOf(fault)}`),
      ...(receiver.noise ? [`Bytes that belong to no frame: ${receiver.noise}.`] : []),
    ],
  };
}

/** Tells each fault once, when it first happens. */
export function newFaultTeller({ receiver }: App, tell: (sentence: string) => void): () => void {
  const told = new Set<string>();
  return () => {
    for (const fault of Object.keys(receiver.faults)) {
      if (!told.has(fault)) tell(meaningOf(fault));
      told.add(fault);
    }
  };
}
