/**
 * Which message is next: line by line and shape by shape, so that no more than one is ever made at once.
 *
 * In: the latest readings as lines, the telegram as printed. Out: messages. First the shapes make
 * themselves known, where that is due; then each tells the telegram. Where the next telegram comes
 * before all have told this one, those go first that were left out.
 */
import type { Message } from '../mqtt/packet.ts';
import type { Shape, Walk } from './shape.ts';

export interface Publication {
  readonly shapes: Shape[];
  /** Which shape is next, how many have still to tell the telegram, and how far the first of them is. */
  shape: number;
  left: number;
  at: number;
  /** The shape that makes itself known, what it makes known, and how far it is; -1: none. */
  announcer: number;
  announced: string;
  walk: Walk;
  /** All shapes are to make themselves known with the next telegram. */
  isDue: boolean;
  /** The most readings that were made known. */
  known: number;
}

export function newPublication(shapes: Shape[]): Publication {
  return {
    shapes: shapes,
    shape: 0,
    left: 0,
    at: 0,
    announcer: -1,
    announced: '',
    walk: { at: 0, part: 0 },
    isDue: true,
    known: 0,
  };
}

/** Readings that come later are made known, too, where there is who makes them known. */
function countReadings(p: Publication, latest: string): void {
  let isWanted = false;
  for (let i = 0; i < p.shapes.length; i++) if (p.shapes[i].announce) isWanted = true;
  if (!isWanted) return;
  let count = 0;
  for (let at = latest.indexOf('\n'); at >= 0; at = latest.indexOf('\n', at + 1)) count++;
  if (count > p.known) p.isDue = true;
  p.known = Math.max(count, p.known);
}

function announce(p: Publication, latest: string): void {
  p.isDue = false;
  p.announcer = 0;
  p.announced = latest;
}

/** There is a telegram to tell: its readings. */
export function beginPublication(p: Publication, latest: string): void {
  p.left = p.shapes.length;
  p.at = 0;
  countReadings(p, latest);
  // The JSON of the telegram alone has no shape.
  if (p.isDue && p.announcer < 0 && p.shapes.length) announce(p, latest);
}

/** Nobody is there to be told. */
export function dropPublication(p: Publication): void {
  p.left = 0;
  p.announcer = -1;
  p.announced = '';
  p.walk.at = 0;
  p.walk.part = 0;
  p.isDue = true;
}

/** All is told. */
export function isTold(p: Publication): boolean {
  return p.left === 0 && p.announcer < 0;
}

/** What has become due meanwhile goes on at once: the next telegram may be ten seconds away. */
function endAnnouncement(p: Publication, latest: string): void {
  p.walk = { at: 0, part: 0 };
  if (++p.announcer < p.shapes.length) return;
  p.announcer = -1;
  p.announced = '';
  if (p.isDue && latest) announce(p, latest);
}

function endShape(p: Publication): undefined {
  p.shape = (p.shape + 1) % p.shapes.length;
  p.left--;
  p.at = 0;
  return undefined;
}

/** The next message, or undefined for what makes none; `isTold` says when it is over. */
export function nextMessage(p: Publication, latest: string, printed: string): Message | undefined {
  if (p.announcer >= 0) {
    const known = p.shapes[p.announcer];
    const message = known.announce && known.announce(p.announced, p.walk);
    if (!message) endAnnouncement(p, latest);
    return message;
  }
  const shape = p.shapes[p.shape];
  const text = shape.tell ? latest : shape.tellPrinted ? printed : '';
  if (p.at >= text.length) return endShape(p);
  const from = p.at;
  const end = text.indexOf('\n', from);
  p.at = end < 0 ? text.length : end + 1;
  const line = text.substring(from, end < 0 ? text.length : end);
  if (shape.tell) return shape.tell(line);
  const isCr = line.charAt(line.length - 1) === '\r';
  return (shape.tellPrinted as (line: string) => Message | undefined)(
    isCr ? line.substr(0, line.length - 1) : line,
  );
}
