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

/**
 * True once `work` is done; false when the time is up or the signal came before. What `work` throws is
 * thrown. Nothing of it is left behind: no timer that holds the program, no listener at a signal that lives on.
 */
export function isDone(
  work: Promise<unknown>,
  mostMs: number,
  signal?: AbortSignal,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const end = (answer: () => void) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      answer();
    };
    const leave = () => end(() => resolve(false));
    const timer = mostMs === Infinity ? undefined : setTimeout(leave, mostMs);
    signal?.addEventListener('abort', leave);
    work.then(
      () => end(() => resolve(true)),
      (thrown: unknown) => end(() => reject(thrown)),
    );
    if (signal?.aborted) leave();
  });
}
