/**
 * The end of a telegram. In and out: its text.
 */

/** Readers wait for the end of the last line, which some meters leave out. */
export function withLineEnd(text: string): string {
  return text.charAt(text.length - 1) === '\n' ? text : text + '\r\n';
}
