/** What the benchmark is about: a list of the simulated house, sealed. In: its counter, which list. Out: the frame. */
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';

const nowMs = Date.UTC(2026, 0, 15, 18);
const house = newHouse({ seed: 1, startMs: nowMs });

export function frameOf(counter: number, list: ReadoutList): Uint8Array {
  const telegram = formatTelegram(house, nowMs, list);
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram, counter, ...keys });
}
