/**
 * The frame counter of each system title (Lux. P1 specification §3.2.5): it rises with every frame,
 * begins at 0 with a new key and stops at FFFFFFFF.
 *
 * In: title and counter of an accepted frame. Out: accept or refuse; counts of frames lost in
 * gaps and of refusals. A counter that does not rise is a copy of an old frame, unless three in a
 * row rise among themselves: then the meter has a new key, and is believed.
 */
export interface Counters {
  /** The latest titles, oldest first. */
  titles: Title[];
  /** Frames that the gaps in the counters tell were sent and not received. */
  lost: number;
}

interface Title {
  title: string;
  last: number;
  /** Refused frames in a row that rose among themselves, and the counter of the latest of them. */
  rising: number;
  refused: number;
}

/** A house has one meter; a few more titles cost little and cover a swap. */
const MOST_TITLES = 4;
const BELIEVED = 3;

export function newCounters(): Counters {
  return { titles: [], lost: 0 };
}

function findTitle(c: Counters, title: string): Title | undefined {
  for (let i = 0; i < c.titles.length; i++) if (c.titles[i].title === title) return c.titles[i];
  return undefined;
}

/** A repeat is never believed; a counter that went back is, when it goes on rising. */
function isBelieved(t: Title, counter: number): boolean {
  if (counter === t.last) return false;
  t.rising = t.rising && counter > t.refused ? t.rising + 1 : 1;
  t.refused = counter;
  return t.rising >= BELIEVED;
}

/** True when a frame with this counter is new; the counters are then moved on. */
export function acceptCounter(c: Counters, title: string, counter: number): boolean {
  const t = findTitle(c, title);
  if (!t) {
    if (c.titles.length === MOST_TITLES) c.titles.shift();
    c.titles.push({ title: title, last: counter, rising: 0, refused: 0 });
    return true;
  }
  if (counter > t.last) c.lost += counter - t.last - 1;
  else if (!isBelieved(t, counter)) return false;
  t.last = counter;
  t.rising = 0;
  return true;
}
