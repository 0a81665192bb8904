/**
 * A port to listen at, which somebody else may have: it is tried again until it can be had.
 * In: how it is opened. Out: what was opened, or nothing yet; one sentence while it cannot be had, and one
 * when it can.
 */
import { isProblem } from '../command/problem.ts';
import { pause } from '../command/waiting.ts';
import type { Tell } from '../source/source.ts';

export interface Door<T> {
  /** Undefined: it cannot be had yet. */
  opened(): T | undefined;
  /** Ends the trying; what was opened has to be closed by its own. */
  end(): Promise<void>;
}

const AGAIN_MS = 5000;

export interface DoorOptions<T> {
  open(): Promise<T>;
  /** What is told once it is open. */
  sentence(opened: T): string;
  tell: Tell;
  againMs?: number;
}

/** Resolves after the first attempt, however it went. What is no problem of the user is thrown. */
export async function openDoor<T>(options: DoorOptions<T>): Promise<Door<T>> {
  const ending = new AbortController();
  let opened: T | undefined;
  let told = '';
  const attempt = async () => {
    try {
      opened = await options.open();
      options.tell('info', options.sentence(opened));
    } catch (problem) {
      if (!isProblem(problem)) throw problem;
      const sentence = `${problem.message} It is tried again.`;
      if (sentence !== told) options.tell('error', sentence);
      told = sentence;
    }
  };
  const goOn = async () => {
    while (opened === undefined && !ending.signal.aborted) {
      await pause(options.againMs ?? AGAIN_MS, ending.signal);
      if (!ending.signal.aborted) await attempt();
    }
  };
  await attempt();
  const trying = goOn();
  return {
    opened: () => opened,
    async end() {
      ending.abort();
      await trying;
    },
  };
}
