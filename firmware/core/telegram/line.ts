/**
 * One line of a telegram -> OBIS code and what stands in its parentheses.
 *
 * In: "1-1:31.4.0(100*A)(-063*A)". Out: code "1-1:31.4.0", groups ["100*A", "-063*A"]
 * (IEC 62056-21 §6.5, data lines). A value may be broken over several lines; `joinLines` mends that.
 */
export interface Line {
  code: string;
  groups: string[];
}

/** Undefined when the line has no code or no closed parentheses. */
export function parseLine(text: string): Line | undefined {
  const open = text.indexOf('(');
  const last = text.length - 1;
  if (open < 1 || text.charAt(last) !== ')') return undefined;
  const inside = text.substring(open + 1, last);
  // Espruino splits an empty text into no parts at all.
  const groups = inside === '' ? [''] : inside.split(')(');
  return { code: text.substr(0, open).trim(), groups: groups };
}

/** A line that belongs to the one before: DSMR 2 gas values, and texts broken inside parentheses. */
function isContinuation(line: string, next: string): boolean {
  if (next.charAt(0) === '(') return line.charAt(line.length - 1) === ')';
  return (
    line.indexOf('(') > 0 && line.charAt(line.length - 1) !== ')' && next.indexOf('(') < 0
  );
}

/** The line at `at` with all that continues it; `taken` tells how many lines that were. */
export function joinLines(lines: string[], at: number): { text: string; taken: number } {
  let text = lines[at];
  let taken = 1;
  while (at + taken < lines.length && isContinuation(text, lines[at + taken])) {
    text += lines[at + taken];
    taken++;
  }
  return { text: text, taken: taken };
}
