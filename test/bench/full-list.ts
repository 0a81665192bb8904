/** The frame that the benchmark is about: a full list of Luxembourg, sealed. In: its counter. Out: its bytes. */
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';

const nowMs = Date.UTC(2026, 0, 15, 18);

export function fullList(counter: number): Uint8Array {
  const telegram = formatTelegram(newHouse({ seed: 1, startMs: nowMs }), nowMs, 'full');
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram, counter, ...keys });
}
