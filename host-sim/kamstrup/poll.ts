/**
 * One reading of a meter: all registers that are wanted, in as few questions as the protocol allows.
 * In: a dial, registers, how often to try. Out: what was answered, and what went wrong on the way.
 *
 * A battery feeds most of these meters, so nothing is asked in vain: a meter that does not answer
 * the first question is not asked the second, and tries are bounded.
 */
import type { Dial } from '../source/connection.ts';
import { MAX_REGISTERS } from './kmp.ts';
import type { Fault, Outcome } from './kmp.ts';
import type { Reading } from './reading.ts';
import type { Talk, Waits } from './talk.ts';
import { ask, closeTalk, openTalk, rest } from './talk.ts';

export interface Asking {
  registers: readonly number[];
  /** For each question, the first one included. */
  tries: number;
  waits: Waits;
}

export interface Poll {
  readings: Reading[];
  /** Asked, answered, and not there: this meter does not have them. */
  unavailable: number[];
  /** Each fault of each question, in order. */
  faults: Fault[];
  /** How often a question was asked again. */
  repeats: number;
  /** Questions that stayed without an answer. */
  unanswered: number;
  /** Undefined: the line held. Else why it did not, '' where it did not say. */
  broken: string | undefined;
  echoes: number;
  noise: number;
}

export function questionsOf(registers: readonly number[]): number[][] {
  const count = Math.ceil(registers.length / MAX_REGISTERS);
  return Array.from({ length: count }, (_none, i) =>
    registers.slice(i * MAX_REGISTERS, (i + 1) * MAX_REGISTERS),
  );
}

async function askAgain(
  talk: Talk,
  registers: number[],
  tries: number,
  poll: Poll,
): Promise<Outcome | 'closed'> {
  let outcome: Outcome | 'closed' = 'timeout';
  for (let tried = 0; tried < tries; tried++) {
    if (tried > 0) poll.repeats++;
    outcome = await ask(talk, registers);
    if (typeof outcome !== 'string' || outcome === 'closed') return outcome;
    poll.faults.push(outcome);
    if (outcome !== 'timeout') await rest(talk);
  }
  return outcome;
}

async function askAll(talk: Talk, { registers, tries }: Asking, poll: Poll): Promise<void> {
  for (const question of questionsOf(registers)) {
    const outcome = await askAgain(talk, question, tries, poll);
    if (typeof outcome === 'string') {
      poll.unanswered++;
      if (outcome === 'closed') poll.broken = talk.reason ?? '';
      // Asleep, or gone: the next question would not be answered either.
      if (outcome === 'closed' || outcome === 'timeout') return;
    } else {
      poll.readings.push(...outcome.readings);
      poll.unavailable.push(...outcome.unavailable);
    }
  }
}

/** Opens the line, asks, and closes it: other programs may have the port in between. */
export async function pollMeter(dial: Dial, asking: Asking, signal: AbortSignal): Promise<Poll> {
  const poll: Poll = {
    readings: [],
    unavailable: [],
    faults: [],
    ...{ repeats: 0, unanswered: 0, broken: undefined, echoes: 0, noise: 0 },
  };
  const talk = await openTalk(dial, asking.waits, signal);
  if (talk.isClosed) return { ...poll, broken: talk.reason ?? '' };
  await askAll(talk, asking, poll);
  await closeTalk(talk);
  return { ...poll, echoes: talk.reader.echoes, noise: talk.reader.noise };
}
