/**
 * Who is told "busy" asks again a little later, as the page does: in step with telegrams it stays busy. In: how to ask.
 * Out: the first answer that is none of these; fails where none comes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';

const BUSY = 503;
const AGAIN_MS = 300;
const LIMIT_MS = 20_000;

export async function askPatiently(ask: () => Promise<Response>): Promise<Response> {
  const endMs = Date.now() + LIMIT_MS;
  let answer = await ask();
  while (answer.status === BUSY) {
    expect(Date.now(), 'it stays busy though nobody else is there').toBeLessThan(endMs);
    await sleep(AGAIN_MS);
    answer = await ask();
  }
  return answer;
}
