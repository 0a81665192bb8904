/**
 * All readings of one telegram, and what is known of it.
 *
 * In: an opened frame, its parsed lines and the readings. Out: a snapshot.
 */
import type { Opening } from '../frame/open.ts';
import type { Parsing } from '../telegram/parse.ts';
import type { Reading } from '../telegram/reading.ts';
import type { Stamp } from '../telegram/stamp.ts';

export interface Snapshot {
  /** The header line of the telegram without "/": make and type of the meter. */
  header: string;
  /** The meter's clock; `stampText` as printed, `stamp` undefined when that is no time. */
  stampText: string | undefined;
  stamp: Stamp | undefined;
  encrypted: boolean;
  /** The tag was verified: nobody has changed a bit since the meter sealed the frame. */
  authenticated: boolean;
  /** System title in hex, and frame counter; undefined for plain telegrams. */
  title: string | undefined;
  counter: number | undefined;
  readings: Reading[];
  /** What the register table does not know, as printed. */
  other: { code: string; text: string }[];
}

/** The snapshot of a telegram that was opened and parsed. */
export function takeSnapshot(o: Opening, p: Parsing, readings: Reading[]): Snapshot {
  return {
    header: o.reader.header,
    stampText: p.stampText,
    stamp: p.stamp,
    encrypted: o.kind === 'encrypted',
    authenticated: o.isAuthentic,
    title: o.title,
    counter: o.counter,
    readings: readings,
    other: p.other,
  };
}
