/** `readMeter`: the telegrams of one meter, for `for await` or for a function. */
import type { ReadOptions } from './options.ts';
import { endQueue, newQueue, nextTelegram, putTelegram, roomIn } from './queue.ts';
import { prepareRun } from './run.ts';
import type { Telegram } from './telegram.ts';

/** Telegrams as they come. Leaving the loop ends the reading and closes the source. */
export interface MeterReading extends AsyncIterableIterator<Telegram> {
  return(): Promise<IteratorResult<Telegram>>;
  /** Telegrams that were dropped because the program was slower than the meter. */
  readonly dropped: number;
}

const MOST = 100;

function mostOf({ most = MOST }: ReadOptions): number {
  if (Number.isInteger(most) && most > 0) return most;
  throw new TypeError('most must be a whole number from 1');
}

function follow(signal: AbortSignal | undefined, ending: AbortController): void {
  if (signal?.aborted) ending.abort();
  signal?.addEventListener('abort', () => ending.abort(), { once: true });
}

function iterate(options: ReadOptions): MeterReading {
  const queue = newQueue(mostOf(options));
  const ending = new AbortController();
  follow(options.signal, ending);
  const run = prepareRun(options, {
    telegram: (telegram, mayWait) => putTelegram(queue, telegram, mayWait),
    room: () => roomIn(queue),
  });
  let running: Promise<void> | undefined;
  const start = () => {
    running ??= run(ending.signal).then(
      () => endQueue(queue),
      (fault: unknown) => endQueue(queue, fault),
    );
  };
  const reading: MeterReading = {
    [Symbol.asyncIterator]: () => reading,
    get dropped() {
      return queue.dropped;
    },
    async next() {
      start();
      const value = await nextTelegram(queue);
      return value === undefined ? { value, done: true } : { value, done: false };
    },
    async return() {
      ending.abort();
      endQueue(queue);
      await running;
      queue.waiting.length = 0;
      return { value: undefined, done: true };
    },
  };
  return reading;
}

async function tellAll(options: ReadOptions, take: (telegram: Telegram) => unknown): Promise<void> {
  for await (const telegram of iterate(options)) await take(telegram);
}

/**
 * The telegrams of a meter, one after the other.
 *
 *   for await (const { readings } of readMeter({ source: '/dev/ttyUSB0', key })) {
 *     console.log(readings.power_net?.value, readings.power_net?.unit);
 *   }
 *
 * Good telegrams only: their tag (unless `tag` says else) and their checksum were right. A line that
 * breaks is opened again by itself. Throws a TypeError for options that are wrong; rejects where the source
 * can never be read, such as a file that is not there.
 */
export function readMeter(options: ReadOptions): MeterReading;
/** The same for a function, which is called for one telegram at a time; resolves at the end. */
export function readMeter(
  options: ReadOptions,
  take: (telegram: Telegram) => unknown,
): Promise<void>;
export function readMeter(options: ReadOptions, take?: (telegram: Telegram) => unknown) {
  return take ? tellAll(options, take) : iterate(options);
}
