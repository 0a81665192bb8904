/**
 * What the app counts.
 */
/** What happened since boot. */
export interface Counts {
  /**
   * By TELEGRAMS, AUTHENTICATED, UNREAD and REPEATED. In a record each would take one more variable
   * on Espruino once it is past 8191: memory in use must not grow.
   */
  numbers: Uint32Array;
  /** The meter's clock in the latest telegram, ISO 8601. */
  latestTime: string | undefined;
  /** The same, in seconds since 1970. */
  latestUtcS: number | undefined;
}

/** The places of what is counted. */
export const TELEGRAMS = 0;
export const AUTHENTICATED = 1;
export const UNREAD = 2;
export const REPEATED = 3;

export function newCounts(): Counts {
  return { numbers: new Uint32Array(REPEATED + 1), latestTime: undefined, latestUtcS: undefined };
}
