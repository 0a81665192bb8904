/**
 * The end of a run: what is queued goes out, within a time.
 * In: the dongle and the time. Out: a sentence when the broker has not taken everything.
 */
import { isTold } from '../../firmware/core/message/publication.ts';
import type { Dongle } from './dongle.ts';
import { waitUntil } from './waiting.ts';

export async function awaitDelivery(
  { app, session }: Dongle,
  mostS: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { queue } = session;
  const isDelivered = () => queue.messages.length === 0 && isTold(app.publication);
  await waitUntil(isDelivered, mostS * 1000, signal);
  const lost = queue.dropped + queue.messages.length;
  if (lost === 0 || signal.aborted) return undefined;
  return `Messages that the broker has not taken within ${mostS} s and that are lost: ${lost}.`;
}
