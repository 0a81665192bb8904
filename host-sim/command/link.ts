/**
 * The connection to the broker, as the person who watches is told of it.
 * In: the session and its changes. Out: a problem when the first connection fails; later losses,
 * which the session mends by itself, are sentences.
 */
import { faultAdvice } from '../../firmware/core/mqtt/session.ts';
import type { Session } from '../../firmware/core/mqtt/session.ts';
import { FAILED, newProblem } from './problem.ts';
import type { Address } from './values.ts';
import { urlOf } from './values.ts';
import { waitUntil } from './waiting.ts';

/** The session gives up earlier. */
const CONNECT_MS = 20_000;

/** False: asked to end before the broker has answered. */
export async function awaitLink(
  session: Session,
  address: Address,
  signal: AbortSignal,
): Promise<boolean> {
  const isDecided = () => session.state === 'up' || session.fault !== undefined;
  await waitUntil(isDecided, CONNECT_MS, signal);
  if (session.state === 'up') return true;
  if (signal.aborted) return false;
  throw newProblem(`${urlOf(address)}: ${faultAdvice(session.fault ?? 'timeout')}`, FAILED);
}

/** Each fault is told once until the broker is back, however often it is tried. */
export function newLinkTeller(address: Address, tell: (sentence: string) => void) {
  const told = new Set<string>();
  let wasUp = false;
  return ({ state, fault }: Session): void => {
    if (state === 'up') {
      if (told.size > 0) tell(`${urlOf(address)} is back.`);
      told.clear();
      wasUp = true;
    } else if (state === 'waiting' && wasUp && fault && !told.has(fault)) {
      told.add(fault);
      tell(`${urlOf(address)} is lost and tried again. ${faultAdvice(fault)}`);
    }
  };
}
