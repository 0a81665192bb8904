/** node:timers/promises over the timers that can be set: those that it has by itself cannot. */
import { setImmediate as nextTurn } from 'node:timers';

export function setTimeout<T>(
  ms: number,
  value?: T,
  { signal }: { signal?: AbortSignal } = {},
): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const fail = () => {
      globalThis.clearTimeout(timer);
      reject(new Error('aborted'));
    };
    const timer = globalThis.setTimeout(() => {
      signal?.removeEventListener('abort', fail);
      resolve(value);
    }, ms);
    if (signal?.aborted) fail();
    else signal?.addEventListener('abort', fail, { once: true });
  });
}

export function setImmediate(): Promise<void> {
  return new Promise((resolve) => nextTurn(resolve));
}
