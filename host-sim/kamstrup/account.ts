/**
 * What became of the readings of a heat meter, counted, and the one sentence that there is to say of
 * each. In: polls. Out: counts for people and /metrics, and sentences that name the remedy.
 */
import { FAULTS } from './kmp.ts';
import type { Fault } from './kmp.ts';
import type { Poll } from './poll.ts';

export interface Counts {
  polls: number;
  answeredPolls: number;
  readings: number;
  repeats: number;
  unanswered: number;
  unavailable: number;
  brokenLines: number;
  echoes: number;
  noiseBytes: number;
  faults: Record<Fault, number>;
}

export function newCounts(): Counts {
  const none = Object.keys(FAULTS).map((fault) => [fault, 0]);
  return {
    ...{ polls: 0, answeredPolls: 0, readings: 0, repeats: 0, unanswered: 0 },
    ...{ unavailable: 0, brokenLines: 0, echoes: 0, noiseBytes: 0 },
    faults: Object.fromEntries(none) as Record<Fault, number>,
  };
}

export function countPoll(counts: Counts, poll: Poll): void {
  counts.polls++;
  if (poll.readings.length > 0) counts.answeredPolls++;
  if (poll.broken !== undefined) counts.brokenLines++;
  counts.readings += poll.readings.length;
  counts.repeats += poll.repeats;
  counts.unanswered += poll.unanswered;
  counts.unavailable = poll.readings.length > 0 ? poll.unavailable.length : counts.unavailable;
  counts.echoes += poll.echoes;
  counts.noiseBytes += poll.noise;
  for (const fault of poll.faults) counts.faults[fault]++;
}

/** Under the names of the other counts of a meter. */
export function factsOf(counts: Counts): Record<string, number> {
  const faults = Object.entries(counts.faults).map(([fault, count]) => [`faults_${fault}`, count]);
  return {
    polls: counts.polls,
    answered_polls: counts.answeredPolls,
    heat_readings: counts.readings,
    repeated_questions: counts.repeats,
    unanswered_questions: counts.unanswered,
    unavailable_registers: counts.unavailable,
    broken_lines: counts.brokenLines,
    echoes: counts.echoes,
    noise_bytes: counts.noiseBytes,
    ...Object.fromEntries(faults),
  };
}

/** Everything was tried and nothing was heard of the meter: it sleeps, or is not there. */
export function isAsleep({ readings, faults, broken }: Poll): boolean {
  return broken === undefined && readings.length === 0 && faults.at(-1) === 'timeout';
}

const SLEEPS = [
  'The optical head works, for it hears what it sends, but the meter does not answer: press a key',
  'on the meter to wake it, and see that the head sits straight on its eye.',
].join(' ');

/** Undefined: all was answered. */
export function complaintOf(poll: Poll): string | undefined {
  if (poll.broken !== undefined) return poll.broken || 'The line to the heat meter was closed.';
  if (poll.unanswered === 0) return undefined;
  const fault = poll.faults.at(-1) as Fault;
  return isAsleep(poll) && poll.echoes > 0 ? SLEEPS : FAULTS[fault];
}
