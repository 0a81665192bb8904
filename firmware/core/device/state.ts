/**
 * What state the dongle is in, in the order in which a person must put things right, and how its two
 * lamps show it.
 *
 * In: signs. Out: one word, and for each quarter of a second which lamp is on.
 */
import { findText } from '../bytes.ts';

export type State =
  | 'unsupported'
  | 'setup'
  | 'starting'
  | 'joining'
  | 'no-broker'
  | 'no-telegram'
  | 'wrong-key'
  | 'running';

export interface Signs {
  /** The interpreter is one that works. */
  isSupported: boolean;
  isSetup: boolean;
  /** The key's tables are built. */
  isPrepared: boolean;
  isJoined: boolean;
  /** True as well where no broker is set. */
  isBrokerUp: boolean;
  /** Milliseconds since start, or since the latest good telegram; the latter only when there was one. */
  sinceGoodMs: number;
  hasTelegram: boolean;
  /** A frame was refused for its key since the latest good telegram. */
  isKeyRefused: boolean;
}

/** Meters send every 10 seconds at the slowest. */
const PATIENCE_MS = 35000;

export function stateOf(s: Signs): State {
  if (!s.isSupported) return 'unsupported';
  if (s.isSetup) return 'setup';
  if (!s.isPrepared) return 'starting';
  if (!s.isJoined) return 'joining';
  if (!s.isBrokerUp) return 'no-broker';
  if (s.hasTelegram && s.sinceGoodMs < PATIENCE_MS) return 'running';
  if (s.isKeyRefused) return 'wrong-key';
  return s.sinceGoodMs < PATIENCE_MS ? 'starting' : 'no-telegram';
}

/**
 * Eight quarters of a second each: 0 dark, 1 green, 2 red, 3 both. One text, which stays in flash.
 * Documented for the owner in docs/troubleshooting.md.
 */
const PATTERNS = `
unsupported 22222222
setup 11110000
starting 33333333
joining 10101010
no-broker 12111111
no-telegram 12121111
wrong-key 12121211
running 10000000
resetting 12121212
`;

/** Which lamps are on in the `quarter`th quarter of a second: bit 0 green, bit 1 red. */
export function lampsOf(state: State | 'resetting', quarter: number): number {
  const row = '\n' + state + ' ';
  return PATTERNS.charCodeAt(findText(PATTERNS, row, 0) + row.length + (quarter & 7)) - 48;
}
