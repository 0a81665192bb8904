/**
 * Bytes and byte strings. In and out: Uint8Array, hex text, byte strings (one character, one byte).
 */
const DIGITS = '0123456789abcdef';

/** The value of one hexadecimal digit, either case; undefined when it is none. */
export function hexDigit(text: string, at: number): number | undefined {
  const value = DIGITS.indexOf(text.charAt(at).toLowerCase());
  return value < 0 || at >= text.length ? undefined : value;
}

/** "db08" gives the bytes DB 08, either case; undefined when it is not an even row of hex digits. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length >> 1);
  if (text.length & 1) return undefined;
  for (let i = 0; i < bytes.length; i++) {
    const high = hexDigit(text, 2 * i);
    const low = hexDigit(text, 2 * i + 1);
    if (high === undefined || low === undefined) return undefined;
    bytes[i] = (high << 4) | low;
  }
  return bytes;
}

/** The bytes as lower-case hex. */
export function hexOfBytes(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    text += DIGITS.charAt(bytes[i] >> 4) + DIGITS.charAt(bytes[i] & 15);
  }
  return text;
}

/** True when `count` bytes are equal; looks at all of them, so time tells nothing of where they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array, count: number): boolean {
  let different = 0;
  for (let i = 0; i < count; i++) different |= a[i] ^ b[i];
  return different === 0;
}

/**
 * Where `wanted` stands in `text`, from `from` on; -1: nowhere. Espruino's own indexOf takes a match
 * that the end of the text cuts off for a whole one; only single characters are safe from it.
 */
export function findText(text: string, wanted: string, from: number): number {
  const at = text.indexOf(wanted, from);
  return at + wanted.length > text.length ? -1 : at;
}
