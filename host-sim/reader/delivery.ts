/**
 * The end of a run that ended by itself: what its sinks still have goes out.
 * In: what they count. Out: resolves when nothing waits any more, when nothing has gone out for a time (who is
 * away may still come), or by the signal; and how much is lost in the end.
 */
import { waitUntil } from '../command/waiting.ts';
import type { Facts } from '../source/source.ts';

type Counted = readonly { name: string; facts: Facts }[];

const STILL_MS = 10_000;

function sumOf(facts: Facts, ...names: string[]): number {
  return names.reduce((total, name) => total + Number(facts[name] ?? 0), 0);
}

function unsentAt(sinks: Counted): number {
  return sinks.reduce((total, { facts }) => total + sumOf(facts, 'waiting', 'unsent'), 0);
}

export async function awaitDelivery(
  count: () => Counted,
  signal: AbortSignal,
  stillMs = STILL_MS,
): Promise<void> {
  let before: number;
  let now = unsentAt(count());
  const isLess = () => (now = unsentAt(count())) < before;
  do before = now;
  while (before > 0 && (await waitUntil(isLess, stillMs, signal)));
}

/** What each sink was to have and has not told: dropped, or missed because it was never open. */
export function lossesOf(sinks: Counted): { name: string; lost: number }[] {
  return sinks
    .map(({ name, facts }) => ({ name, lost: sumOf(facts, 'dropped', 'missed') }))
    .filter(({ lost }) => lost > 0);
}
