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
  // Rarely several; and Espruino splits an empty text into no parts at all.
  const groups = inside.indexOf(')') < 0 ? [inside] : inside.split(')(');
  return { code: text.substr(0, open), groups: groups };
}

function isClosed(line: string): boolean {
  return line.charAt(line.length - 1) === ')';
}

/** True when `next` goes on with `line`: DSMR 2 gas values, and texts broken inside parentheses. */
function goesOn(line: string, next: string): boolean {
  if (next.charAt(0) === '(') return isClosed(line);
  return !isClosed(line) && line.indexOf('(') > 0 && next.indexOf('(') < 0;
}

/** A line with all of `lines` (the next one last) that goes on with it; blanks at the ends are cut. */
export function joinLines(line: string, lines: string[]): string {
  let text = line.trim();
  while (lines.length && goesOn(text, lines[lines.length - 1])) {
    text += (lines.pop() as string).trim();
  }
  return text;
}
