/**
 * Names of readings as people read them. In: the words of a name; out: "Power imported L1".
 */
/** A phase or a quadrant: "l1", "q4". */
function isMark(word: string): boolean {
  return word.length === 2 && word.charAt(1) <= '9';
}

export function labelOf(words: string[]): string {
  const text = words
    .map(function (word) {
      return isMark(word) ? word.toUpperCase() : word;
    })
    .join(' ');
  return text.charAt(0).toUpperCase() + text.substr(1);
}
