/**
 * Characters that a meter prints as hex digits ("53414731" is "SAG1"): Lux. P1 specification §3.2.6,
 * types S16, S32 and S2048.
 *
 * Decoded in steps, because 2,048 digits at once would hold up the device for half a second.
 */
export interface HexText {
  digits: string;
  at: number;
  text: string;
}

/** Pieces of digits that one step decodes. */
const STEP = 22;

export function newHexText(digits: string): HexText {
  return { digits: digits, at: 0, text: '' };
}

/** Three characters of six digits, or one of two; undefined when they are none that can be printed. */
function charsOf(piece: string): string | undefined {
  // The "1" in front: parseInt stops at what is no digit, and then too small a number shows it.
  const code = parseInt('1' + piece, 16);
  if (!(code & 0xe0)) return undefined;
  if (piece.length === 2) return code < 0x100 ? undefined : String.fromCharCode(code & 255);
  if (code < 0x1000000 || !(code & 0xe000) || !(code & 0xe00000)) return undefined;
  return String.fromCharCode((code >> 16) & 255, (code >> 8) & 255, code & 255);
}

/**
 * Decodes some more. True at the end; the text is then the characters, or the digits as printed
 * when these are no printable characters.
 */
export function decodeStep(h: HexText): boolean {
  const size = h.digits.length;
  for (let i = 0; i < STEP && h.at < size; i++) {
    const chars = charsOf(h.digits.substr(h.at, size - h.at < 6 ? 2 : 6));
    if (chars === undefined) {
      h.text = h.digits;
      h.at = size;
    } else {
      h.text += chars;
      h.at += chars.length * 2;
    }
  }
  return h.at >= size;
}
