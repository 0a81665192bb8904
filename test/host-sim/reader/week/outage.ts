/** A place that goes away now and then, and comes back. In: rounds. Out: how often it was away. */
import type { Chance } from './chance.ts';
import type { Place } from './listeners.ts';

export interface Outage {
  place: Pick<Place, 'goAway' | 'comeBack'>;
  count: number;
  isAway: boolean;
  /** The round in which it goes or comes back. */
  nextRound: number;
  /** Rounds: from one outage to the next at least, and the longest. */
  rest: number;
  longest: number;
}

export function newOutage(place: Outage['place'], rest: number, longest: number): Outage {
  return { place, count: 0, isAway: false, nextRound: rest, rest, longest };
}

/** `before`: while everybody still hears it. */
export async function playOutage(
  outage: Outage,
  round: number,
  chance: Chance,
  before: () => void = () => undefined,
): Promise<void> {
  if (round < outage.nextRound) return;
  outage.isAway = !outage.isAway;
  if (outage.isAway) {
    before();
    outage.count++;
    await outage.place.goAway();
    outage.nextRound = round + 1 + chance.below(outage.longest);
  } else {
    await outage.place.comeBack();
    outage.nextRound = round + outage.rest + chance.below(outage.rest);
  }
}

export async function endOutage(outage: Outage): Promise<void> {
  if (outage.isAway) await outage.place.comeBack();
  outage.isAway = false;
}
