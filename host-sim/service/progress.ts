/**
 * Whether the reader gets on, for the watchdog. In: what was counted, again and again. Out: yes or no.
 *
 * A meter that is silent and a cable that is pulled are no standstill: the reader waits, and says so.
 * A standstill is that bytes come and nothing becomes of them: no telegram, no fault, no noise.
 */
export interface Tally {
  /** Bytes that came, of all meters. */
  bytes: number;
  /** Telegrams, refused frames, bytes of noise: all that bytes can become. */
  outcomes: number;
}

/** More than four of the longest frames that a buffer may hold. */
const MOST_BYTES = 1 << 18;

export function newProgressJudge(mostBytes = MOST_BYTES): (now: Tally) => boolean {
  let latest: Tally = { bytes: 0, outcomes: 0 };
  return (now) => {
    if (now.outcomes !== latest.outcomes || now.bytes < latest.bytes) latest = { ...now };
    return now.bytes - latest.bytes < mostBytes;
  };
}
