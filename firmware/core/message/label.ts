/**
 * Names of readings as people read them. In: the words of a name; out: "Power imported L1".
 */
export function labelOf(words: string[]): string {
  const text = words
    .map(function (word) {
      // A phase or a quadrant: "l1", "q4".
      return word.length === 2 && word.charAt(1) <= '9' ? word.toUpperCase() : word;
    })
    .join(' ');
  return text.charAt(0).toUpperCase() + text.substr(1);
}
