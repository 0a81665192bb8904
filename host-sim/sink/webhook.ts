/**
 * Each readout as JSON to a web server.
 * In: readouts. Out: one request after the other, oldest first: {"meter":"cellar","readings":{...}, ...}, the
 * rest as in smarty/NAME/telegram. What the server has not taken is tried again with growing pauses,
 * always with the same Idempotency-Key, by which it can tell a repeat. What it refuses for good (4xx) is
 * dropped and counted.
 */
import { randomUUID } from 'node:crypto';
import { jsonString } from '../../firmware/core/message/json.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import { pause, waitUntil } from '../command/waiting.ts';
import type { Pace } from './interval.ts';
import { isTime } from './interval.ts';
import { newLimit } from './limit.ts';
import type { Readout } from './readout.ts';
import type { WebhookOptions } from './settings/webhook.ts';
import { webhookFault } from './settings/webhook.ts';
import type { Around, OpenSink } from './sink.ts';

interface Letter {
  key: string;
  body: Buffer;
}

interface Post {
  options: WebhookOptions & { url: URL };
  name: string;
  letters: Letter[];
  isBusy: boolean;
  failures: number;
  told: Set<string>;
  ending: AbortController;
  around: Pick<Around, 'tell' | 'version'>;
  wake: () => void;
  counts: { taken: number; told: number; dropped: number; between: number; retries: number };
}

type Outcome = 'taken' | 'refused' | { againMs: number | undefined };

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;
const LONGEST_ASKED_MS = 300_000;
const GOODBYE_MS = 3000;
/** "Too many requests" and "too late" are about the time, not about the request (RFC 9110 §15.5). */
const PASSING = [408, 425, 429];

function bodyOf({ meter, json }: Readout): Buffer {
  return Buffer.from(`{"meter":${jsonString(meter)},${json.slice(1)}`, 'latin1');
}

function headersOf({ options, around }: Post, key: string): Headers {
  const { headers = [], authorization, secret_header: secret } = options;
  const all = new Headers({
    'User-Agent': `smarty-dongle/${around.version}`,
    'Idempotency-Key': key,
  });
  for (const field of secret === undefined ? headers : [...headers, secret]) {
    const colon = field.indexOf(':');
    all.set(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  if (authorization !== undefined) all.set('Authorization', authorization);
  all.set('Content-Type', 'application/json');
  return all;
}

function tellOnce(post: Post, word: string, sentence: string): void {
  if (post.told.has(word)) return;
  post.told.add(word);
  post.around.tell('warning', `${post.name} ${sentence}`);
}

/** Retry-After in seconds; a date is not looked at. */
function askedMs(response: Response): number | undefined {
  const text = response.headers.get('retry-after') ?? '';
  return /^\d{1,6}$/.test(text) ? Math.min(LONGEST_ASKED_MS, Number(text) * 1000) : undefined;
}

function judge(post: Post, response: Response): Outcome {
  const { status } = response;
  if (response.ok) return 'taken';
  if (status >= 500 || PASSING.includes(status)) {
    tellOnce(post, String(status), `answers ${status} and is tried again: read its log.`);
    return { againMs: askedMs(response) };
  }
  const advice =
    status === 401 || status === 403
      ? 'check authorization, or the secret header'
      : status < 400
        ? 'give the address that it points to'
        : 'check the address, and read its log';
  tellOnce(post, String(status), `refuses telegrams with ${status}, which are dropped: ${advice}.`);
  return 'refused';
}

function codeOf(error: unknown): string {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return name === 'TimeoutError' ? 'no answer' : (cause?.code ?? 'no connection');
}

async function send(post: Post, { key, body }: Letter): Promise<Outcome> {
  const { url, method } = post.options;
  const limit = newLimit(post.ending.signal, post.options.timeout_s * 1000);
  const { signal } = limit;
  try {
    // A redirect would turn the request into another one.
    const headers = headersOf(post, key);
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
    await response.body?.cancel();
    return judge(post, response);
  } catch (error) {
    const code = codeOf(error);
    const advice = 'check the address, the network and its certificate';
    if (!post.ending.signal.aborted) {
      tellOnce(post, code, `cannot be reached and is tried again (${code}): ${advice}.`);
    }
    return { againMs: undefined };
  } finally {
    limit.end();
  }
}

function waitMs({ failures }: Post): number {
  const longestMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures, 6));
  return longestMs * (0.5 + Math.random() / 2);
}

/** The oldest, until it is taken, refused, or pushed out. */
async function sendOldest(post: Post): Promise<void> {
  post.isBusy = true;
  const outcome = await send(post, post.letters[0]);
  post.isBusy = false;
  if (typeof outcome === 'object') {
    const againMs = outcome.againMs ?? waitMs(post);
    post.failures++;
    post.counts.retries++;
    await pause(againMs, post.ending.signal);
    return;
  }
  post.failures = 0;
  if (outcome === 'taken') {
    if (post.told.size > 0) post.around.tell('info', `${post.name} takes telegrams again.`);
    post.told.clear();
  }
  post.letters.shift();
  if (outcome === 'taken') post.counts.told++;
  else post.counts.dropped++;
}

async function work(post: Post): Promise<void> {
  while (!post.ending.signal.aborted) {
    if (post.letters.length > 0) await sendOldest(post);
    else await new Promise<void>((resolve) => (post.wake = resolve));
  }
}

function put(post: Post, body: Buffer): void {
  post.letters.push({ key: randomUUID(), body });
  if (post.letters.length > post.options.queue) {
    // The one that is under way is not taken back.
    post.letters.splice(post.isBusy ? 1 : 0, 1);
    post.counts.dropped++;
  }
  post.wake();
}

/** For people: the part behind "?" may be a secret. */
function nameOf(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

function newPost(options: Post['options'], around: Post['around']): Post {
  return {
    options,
    name: nameOf(options.url),
    letters: [],
    isBusy: false,
    failures: 0,
    told: new Set(),
    ending: new AbortController(),
    around,
    wake: () => undefined,
    counts: { taken: 0, told: 0, dropped: 0, between: 0, retries: 0 },
  };
}

export const openWebhook: OpenSink<WebhookOptions> = async (options, around) => {
  const fault = webhookFault(options);
  const { url, queue } = options;
  if (fault !== undefined || !url) throw newProblem(`${fault}.`, FAILED);
  const post = newPost({ ...options, url }, around);
  const { counts, letters, ending } = post;
  const pace: Pace = { intervalMs: options.interval_s * 1000, latestMs: new Map() };
  const working = work(post);
  return {
    name: post.name,
    take(readout) {
      counts.taken++;
      if (isTime(pace, readout)) put(post, bodyOf(readout));
      else counts.between++;
    },
    async room() {
      await waitUntil(() => letters.length <= queue / 2, Infinity, ending.signal);
    },
    facts: () => ({
      state: post.failures > 0 ? 'waiting' : 'open',
      ...counts,
      waiting: letters.length,
    }),
    async close() {
      await waitUntil(() => letters.length === 0 || post.failures > 0, GOODBYE_MS);
      ending.abort();
      post.wake();
      await working;
      counts.dropped += letters.splice(0).length;
    },
  };
};
