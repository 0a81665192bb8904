/**
 * Where the reader's data come from. A source runs until its end, or until it is asked to end; what
 * breaks it off on the way, it mends by itself.
 *
 *   Wire      bytes of a P1 port, in pieces of any size: the core finds the frames in them
 *   Heat      snapshots of a meter that has no P1 port
 *
 * Errors: `run` rejects with a problem (command/problem.ts) only where trying again makes no sense,
 * such as a file that does not exist. All else is told, counted and tried again.
 */
import type { Snapshot } from '../../firmware/core/meter/snapshot.ts';

/** Counts, and words such as a state, by names in small letters and "_": for people and /metrics. */
export type Facts = Readonly<Record<string, number | string>>;

/** A sentence for the person who watches: what is wrong, and what to do. No key, no password. */
export type Tell = (level: 'error' | 'warning' | 'info' | 'debug', sentence: string) => void;

export interface Source<T> {
  /** For people: "/dev/ttyUSB0", "tcp://192.168.1.50:2002". No password. */
  readonly name: string;
  /** It has time, as a recording has: it waits for what `take` returns. A meter does not. */
  readonly isPatient: boolean;
  /** Hands over what comes, until the end or until the signal. */
  run(take: (item: T) => void | Promise<void>, signal: AbortSignal): Promise<void>;
  /** At least `state`: opening, open, waiting (to try again), ended. */
  facts(): Facts;
}

export type Wire = Source<Uint8Array>;
export type Heat = Source<Snapshot>;
