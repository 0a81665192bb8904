/**
 * Where readouts go. A sink fails alone: what goes wrong in it is told, counted and, where that makes
 * sense, tried again, and nobody else waits for it.
 */
import type { Diagnosis } from '../../firmware/core/message/diagnostics.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import type { Facts, Tell } from '../source/source.ts';
import type { Readout } from './readout.ts';

export interface Sink {
  /** For people and in counts: "mqtt://192.168.1.2:1883". No password. */
  readonly name: string;
  /** Each good readout, once, in order. Never throws and never waits: what must wait is queued, bounded. */
  take(readout: Readout): void;
  /** Each good frame as it was received, also where there is no key to open it. A byte string. */
  frame?(meter: string, frame: string, counter: number | undefined): void;
  /** A frame was refused; `counter`: where it was read. */
  fault?(meter: string, fault: Fault, counter: number | undefined): void;
  /** Resolves when there is room again: a recording waits for it, a meter cannot. */
  room?(): Promise<void>;
  /**
   * At least `taken`, `told` (what reached somebody or was written), `dropped` and `waiting`; and `state`
   * where there is one.
   */
  facts(): Facts;
  /** Hands out what waits, within a bounded time, and ends. */
  close(): Promise<void>;
}

/** All that is counted, for sinks that show it. */
export interface Account {
  meters: readonly { name: string; source: Facts; diagnosis: Diagnosis }[];
  sinks: readonly { name: string; facts: Facts }[];
}

/** What a sink is given beside its settings. */
export interface Around {
  /** The meters whose readouts it gets; one, unless the sink is shared. */
  meters: readonly string[];
  /** It is a heat meter: known before its first readout. */
  isHeat(meter: string): boolean;
  version: string;
  tell: Tell;
  /**
   * Whoever draws on the terminal shows the notices too, and nobody else then writes them. Returns what
   * ends that.
   */
  onNotice(take: (sentence: string) => void): () => void;
  account(): Account;
  /** Standard output, which the sinks that print share. */
  out: NodeJS.WritableStream;
}

/**
 * How a sink is made. Opening may wait for a port to be had, and throws a problem (command/problem.ts)
 * only for what cannot get better by itself; the other sinks go on.
 */
export type OpenSink<Options> = (options: Options, around: Around) => Promise<Sink>;
