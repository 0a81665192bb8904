/**
 * The simulated meter as a source of frames.
 * In: the time of each frame. Out: a sealed frame with the telegram of the house at that time.
 * The house stands for a year already, so that its registers show something; the frame counter has
 * risen by one every 10 s since, as a real meter's would.
 */
import { advanceHouse, newHouse } from '../house/load.ts';
import { sealFrame, TEST_TITLE } from '../house/seal.ts';
import type { ReadoutList } from '../house/telegram.ts';
import { formatTelegram } from '../house/telegram.ts';
import type { Supply } from './supply.ts';

export interface HouseSettings {
  seed: number;
  list: ReadoutList;
  key: Uint8Array;
  authKey: Uint8Array;
  nowMs: number;
}

const PAST_MS = 365 * 86_400_000;
const PERIOD_MS = 10_000;

export function newHouseSource({ seed, list, key, authKey, nowMs }: HouseSettings): Supply {
  const house = newHouse({ seed, startMs: nowMs - PAST_MS });
  let counter = PAST_MS / PERIOD_MS;
  advanceHouse(house, nowMs);
  return {
    isAtEnd: () => false,
    next(atMs) {
      advanceHouse(house, atMs);
      const telegram = formatTelegram(house, atMs, list);
      return sealFrame({ telegram, key, authKey, systemTitle: TEST_TITLE, counter: counter++ });
    },
  };
}
