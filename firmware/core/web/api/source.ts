/**
 * What programs may ask of a dongle: all that is needed to answer them, on the device and on Node.
 */
import type { Diagnosis } from '../../message/diagnostics.ts';

/** Of the latest telegram. */
export interface ApiNews {
  /** The latest readings, one a line: name, unit and value; '' where there are none. */
  lines: string;
  /** The latest telegram as the meter printed it; '' where it was not kept. */
  printed: string;
  /** Its first line, without "/". */
  header: string;
  /** The meter's clock in it, ISO 8601, and in seconds since 1970. */
  time: string | undefined;
  utcS: number | undefined;
  /** How long ago it came; undefined: none has come. */
  ageS: number | undefined;
  /** Another one for each telegram, also after a restart. */
  tag: string;
}

export interface ApiSource extends ApiNews {
  name: string;
  version: string;
  /** All that was counted, and what else the host tells of itself. */
  facts: Diagnosis;
}
