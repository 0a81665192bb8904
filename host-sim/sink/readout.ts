/**
 * What one meter said at one time, as every sink takes it.
 * All strings that come from a meter are byte strings: one character is one byte.
 */
import type { Snapshot } from '../../firmware/core/meter/snapshot.ts';

export interface Readout {
  /** The name of the meter in the configuration: that of topics, labels and rows. */
  meter: string;
  /** Milliseconds since 1970, by the clock of this computer. */
  receivedMs: number;
  /** Readings with unit and exact thousandths; header, meter time, title, counter, authenticated or not. */
  snapshot: Snapshot;
  /** The readings, and what was derived from them, a line each: "name unit value\n" (core/message/json.ts). */
  lines: string;
  /** All of it as one JSON object: what the dongle publishes in smarty/NAME/telegram. */
  json: string;
  /** The telegram as the meter printed it, to its last byte; undefined: no P1 meter. */
  printed?: string;
  /** The frame as it was received; undefined: it came in the clear, or from no P1 meter. */
  frame?: string;
}
