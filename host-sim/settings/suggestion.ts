/** The name that was probably meant. */
import { closest, distance } from 'fastest-levenshtein';

/** So many letters may be wrong in a name of so many. */
const WRONG = 0.4;

/** Undefined: none is near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  if (!names.length) return undefined;
  const near = closest(name.toLowerCase(), names);
  const most = Math.ceil(Math.min(name.length, near.length) * WRONG);
  return distance(name.toLowerCase(), near) <= most ? near : undefined;
}

/** To end a sentence: ` Did you mean "url"?`, or which there are. */
export function suggestion(name: string, names: readonly string[], quote = '"'): string {
  const near = nearest(name, names);
  return near === undefined ? '' : ` Did you mean ${quote}${near}${quote}?`;
}
