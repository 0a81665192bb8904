/**
 * Characters that a meter prints as hex digits ("53414731" is "SAG1"): Lux. P1 specification §3.2.6,
 * types S16, S32 and S2048.
 *
 * Decoded in steps, because 2,048 digits at once would hold up the device for half a second.
 */
import { hexDigit } from '../bytes.ts';

export interface HexText {
  digits: string;
  at: number;
  text: string;
}

/** Digits that one step decodes. */
const STEP = 128;

export function newHexText(digits: string): HexText {
  return { digits: digits, at: 0, text: '' };
}

/** Decodes some more. True at the end; the text is then the characters, or the digits as printed
 * when these are no printable characters. */
export function decodeStep(h: HexText): boolean {
  const end = h.digits.length - h.at > STEP ? h.at + STEP : h.digits.length;
  while (h.at < end) {
    const high = hexDigit(h.digits, h.at);
    const low = hexDigit(h.digits, h.at + 1);
    if (high === undefined || low === undefined || high < 2) {
      h.text = h.digits;
      h.at = h.digits.length;
      return true;
    }
    h.text += String.fromCharCode((high << 4) | low);
    h.at += 2;
  }
  return h.at >= h.digits.length;
}
