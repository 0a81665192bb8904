/**
 * `smartyProxy`: the callback of smarty_dsmr_proxy, for programs that were written for it.
 *
 *   callback(frameCounter)                      a frame has come
 *   callback(undefined, telegram)               it was good; the telegram follows its counter
 *   callback(undefined, undefined, error)       it was not, or bytes came that are no frame
 *
 * Of the three exactly one is there in each call, and one call is over before the next begins, also
 * where it returns a promise. A telegram that comes in the clear has no counter, and no such call.
 */
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import type { ReadOptions } from './options.ts';
import { prepareRun } from './run.ts';
import type { Telegram } from './telegram.ts';

/** Why a frame was refused: `fault` is the name of docs/readings.md#faults. */
export interface FrameError extends Error {
  fault: string;
}

export type ProxyCallback = (
  frameCounter: number | undefined,
  telegram?: Telegram,
  error?: FrameError,
) => unknown;

type Call = Parameters<ProxyCallback>;

/** What waits while a callback takes its time; then the oldest are dropped, in pairs or alone. */
const MOST = 200;

function errorOf(fault: Fault): FrameError {
  return Object.assign(new Error(FAULT_MEANINGS[fault]), { fault });
}

interface Calls {
  waiting: Call[];
  isCalling: boolean;
  idle: Promise<void>;
}

async function callAll(calls: Calls, callback: ProxyCallback): Promise<void> {
  calls.isCalling = true;
  try {
    for (let call = calls.waiting.shift(); call; call = calls.waiting.shift()) {
      await callback(...call);
    }
  } finally {
    calls.isCalling = false;
  }
}

function newCalls(callback: ProxyCallback, fail: (thrown: unknown) => void) {
  const calls: Calls = {
    waiting: [],
    isCalling: false,
    idle: Promise.resolve(),
  };
  return {
    calls,
    put(call: Call, mayWait: boolean) {
      calls.waiting.push(call);
      if (!mayWait && calls.waiting.length > MOST) calls.waiting.shift();
      if (!calls.isCalling) calls.idle = callAll(calls, callback).catch(fail);
    },
  };
}

/**
 * Reads until the source ends or the signal asks for it. What the callback throws ends the reading and
 * is what the promise rejects with.
 */
export async function smartyProxy(options: ReadOptions, callback: ProxyCallback): Promise<void> {
  const ending = new AbortController();
  let failure: { thrown: unknown } | undefined;
  const { calls, put } = newCalls(callback, (thrown) => {
    failure ??= { thrown };
    ending.abort();
  });
  options.signal?.addEventListener('abort', () => ending.abort(), { once: true });
  if (options.signal?.aborted) ending.abort();
  const run = prepareRun(options, {
    telegram(telegram, mayWait) {
      if (telegram.frameCounter !== undefined) put([telegram.frameCounter], mayWait);
      put([undefined, telegram], mayWait);
    },
    fault(fault, counter) {
      if (counter !== undefined) put([counter], false);
      put([undefined, undefined, errorOf(fault)], false);
    },
    room: () => (calls.isCalling ? calls.idle : undefined),
  });
  await run(ending.signal);
  await calls.idle;
  if (failure) throw failure.thrown;
}
