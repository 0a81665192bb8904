/**
 * What a text consists of, and the whole number that it is.
 */
export const DIGITS = '0123456789';
/** More digits do not fit an integer of the interpreter. */
const DIGITS_MOST = 9;

/** All characters of a text are among those allowed. */
export function consistsOf(text: string, allowed: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (allowed.indexOf(text.charAt(i)) < 0) return false;
  }
  return true;
}

/** "1883" gives 1883; NaN when it is no whole number, Infinity when it is beyond any setting. */
export function wholeNumber(text: string): number {
  const digits = text.charAt(0) === '-' ? text.substr(1) : text;
  if (digits === '' || !consistsOf(digits, DIGITS)) return NaN;
  return digits.length > DIGITS_MOST ? Infinity : parseInt(text, 10);
}
