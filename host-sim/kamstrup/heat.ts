/**
 * A Kamstrup heat meter as a source. In: a dial to its optical head, settings. Out: a snapshot for
 * each reading that was answered, at least in part; what goes wrong is told once until it is right.
 */
import type { Dial } from '../source/connection.ts';
import type { Heat, Tell } from '../source/source.ts';
import { pause } from '../command/waiting.ts';
import { complaintOf, countPoll, factsOf, isAsleep, newCounts } from './account.ts';
import { pollMeter } from './poll.ts';
import type { Poll } from './poll.ts';
import type { HeatSettings } from './settings.ts';
import { heatSnapshot } from './snapshot.ts';

export interface HeatOptions {
  dial: Dial;
  settings: HeatSettings;
  tell: Tell;
}

/** What a question and its answer take at 1200 baud is two seconds: a line that talks longer babbles. */
const LONGEST_MS = 10_000;
const REST_MS = 300;
/** The optical eye of a meter stays awake for minutes after a key was pressed: this finds it awake. */
const WAKE_MS = 60_000;
/** For so many tries: a meter that is awake and only badly seen would pay for each. */
const WAKE_TRIES = 30;
const MEND_MS = 30_000;

interface Course {
  state: 'opening' | 'open' | 'waiting' | 'ended';
  /** Told and still true. */
  complaint: string | undefined;
  sleeps: number;
}

/** When to ask again: in time with the period, or sooner where that may help. */
function waitMsAfter(poll: Poll, course: Course, periodMs: number): number {
  if (poll.broken !== undefined) return Math.min(MEND_MS, periodMs);
  return isAsleep(poll) && course.sleeps <= WAKE_TRIES ? Math.min(WAKE_MS, periodMs) : periodMs;
}

function tellOf(poll: Poll, course: Course, { dial, tell }: HeatOptions): void {
  const complaint = complaintOf(poll);
  const isNew = complaint !== undefined && complaint !== course.complaint;
  // Why a line breaks off, it says itself, with its name.
  if (isNew && poll.broken !== undefined) tell('error', `${complaint} It is tried again.`);
  else if (isNew) tell('warning', `${dial.name}: ${complaint}`);
  if (complaint === undefined && course.complaint !== undefined) {
    tell('info', `${dial.name}: the heat meter answers again.`);
  }
  course.complaint = complaint;
}

export function newHeatSource(options: HeatOptions): Heat {
  const { dial, settings } = options;
  const { registers, tries, silence_ms: silenceMs, period_s: periodS } = settings;
  const waits = { silenceMs, longestMs: Math.max(LONGEST_MS, silenceMs), restMs: REST_MS };
  const counts = newCounts();
  const course: Course = { state: 'opening', complaint: undefined, sleeps: 0 };

  async function pollOnce(signal: AbortSignal): Promise<Poll> {
    // A sleeping meter is not asked three times each minute.
    const asking = { registers, tries: course.sleeps > 0 ? 1 : tries, waits };
    const poll = await pollMeter(dial, asking, signal);
    if (signal.aborted) return poll;
    countPoll(counts, poll);
    course.sleeps = isAsleep(poll) ? course.sleeps + 1 : 0;
    tellOf(poll, course, options);
    return poll;
  }

  return {
    name: dial.name,
    isPatient: false,
    facts: () => ({ state: course.state, ...factsOf(counts) }),
    async run(take, signal) {
      let dueMs = performance.now();
      while (!signal.aborted) {
        const poll = await pollOnce(signal);
        if (poll.readings.length > 0) await take(heatSnapshot(poll.readings, Date.now()));
        // Between two readings nothing is wrong.
        course.state = course.complaint === undefined ? 'open' : 'waiting';
        // A computer that slept does not make up for what it missed.
        const nowMs = performance.now();
        dueMs = Math.max(nowMs, dueMs + waitMsAfter(poll, course, periodS * 1000));
        await pause(dueMs - nowMs, signal);
      }
      course.state = 'ended';
    },
  };
}
