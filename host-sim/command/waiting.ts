/** Waiting that ends early when the program is asked to end. */
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 10;

/** Never fails: the signal only shortens it. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal });
  } catch {
    // Aborted: whoever waits looks at the signal.
  }
}

/** True once `isReached`; false when the time is up or the signal came before. */
export async function waitUntil(
  isReached: () => boolean,
  mostMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  const endMs = performance.now() + mostMs;
  while (!isReached()) {
    if (signal?.aborted || performance.now() >= endMs) return false;
    await pause(LOOK_MS, signal);
  }
  return true;
}
