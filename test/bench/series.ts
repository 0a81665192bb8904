/**
 * The work that every candidate gets: what one meter sends in a row. In: nothing. Out: the frames of
 * 600 full lists, one each ten seconds of a spring noon with sun and clouds, sealed by node:crypto with
 * a rising counter.
 */
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';

export const SERIES = 600;
const PERIOD_MS = 10_000;
const startMs = Date.UTC(2026, 3, 15, 10);
const PAST_MS = 86_400_000;
const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };

export function seriesTelegrams(): string[] {
  const house = newHouse({ seed: 1, startMs: startMs - PAST_MS });
  return Array.from({ length: SERIES }, (_, i) => {
    advanceHouse(house, startMs + i * PERIOD_MS);
    return formatTelegram(house, house.nowMs, 'full');
  });
}

export function seriesFrames(): Uint8Array[] {
  return seriesTelegrams().map((telegram, i) => sealFrame({ telegram, counter: i + 1, ...keys }));
}

/** How many lines of a telegram differ from the one before, on average. */
export function changedLines(telegrams: string[]): number {
  const lines = telegrams.map((telegram) => telegram.split('\r\n').slice(0, -2));
  const changed = lines
    .slice(1)
    .flatMap((now, i) => now.filter((line, at) => line !== lines[i][at]));
  return changed.length / (telegrams.length - 1);
}
