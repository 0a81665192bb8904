/**
 * What the resident server and the rooms that are loaded on demand hand to each other.
 * In and out: byte strings.
 */
import type { ApiKind } from './api/content.ts';
import type { Request } from './request.ts';

/** A body that is read in slices as it goes out. */
export interface Content {
  size: number;
  /** Offsets are multiples of 510, lengths too but for the last. */
  read(offset: number, length: number): string;
}

/** A body that is made piece by piece as it goes out; how long it will be nobody knows. */
export interface Flow {
  kind: 'live' | 'trial' | ApiKind;
  /** The readings, as lines of name, unit and value. */
  lines: string;
  /** How far it is: -1 before the first piece, then the place in `lines`. */
  at: number;
  /** Media type; JSON where it is left out. */
  type?: string;
  /** Entity tag: who has what was told under it has the latest. */
  tag?: string;
}

export function isFlow(body: Content | Flow): body is Flow {
  return (body as Flow).kind !== undefined;
}

export interface Response {
  /** Status line and fields; with the empty line where none follow. */
  head: string;
  /** Those that every response has, with the empty line. */
  fields?: string;
  body?: string | Content | Flow;
}

/** Takes a body as it comes. */
export interface Sink {
  /** False: no more is wanted, `end` says why. */
  take(piece: string): boolean;
  /** All of it was taken, or no more of it is wanted: a short word for what is wrong with it. */
  end(): string | undefined;
  /** The rest will never come. */
  drop(): void;
}

/** What has come of a request so far. */
export interface Exchange {
  /** With the empty line; forgotten once `request` says the same. */
  head: string;
  /** Set by who answers, as soon as the head is understood. */
  request?: Request;
  /** As much of the body as has come, where no sink takes it. */
  body: string;
  /** Set by who answers, and taken away again before its `end` is called. */
  sink?: Sink;
}
