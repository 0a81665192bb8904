/**
 * A kind of sink: its settings, and how it is opened. `kinds.ts` lists all.
 * A sink is on for a meter as soon as one of its settings is given to it, and off with `enabled = false`.
 */
import type { Group, OptionsOf, Rows } from '../settings/row.ts';
import type { OpenSink } from './sink.ts';

export interface SinkKind<R extends Rows = Rows> {
  group: Group<R>;
  /** Meters with the same settings share one, such as one port for Prometheus. */
  isShared: boolean;
  /** What is wrong with settings that do not go together, or with the name of the meter; with the remedy. */
  fault?(options: OptionsOf<R>, meter: string): string | undefined;
  /** Loads what it needs by `import()` in here: --help need not wait for it. */
  open: OpenSink<OptionsOf<R>>;
}

/** Keeps the types of the rows. */
export function sinkKind<R extends Rows>(kind: SinkKind<R>): SinkKind<R> {
  return kind;
}
