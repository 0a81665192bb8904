/**
 * The QR code that joins a phone to the dongle's access point.
 * In: an identity. Out: its dark modules, and the same as lines for a terminal.
 * Payload "WIFI:T:WPA;S:...;P:...;;" as phones read it, with \ ; , : and " escaped.
 */
import qrcode from 'qrcode';
import type { Identity } from './identity.ts';
import { accessPointOf } from './identity.ts';

export interface Code {
  /** Modules on each side. */
  size: number;
  isDark(x: number, y: number): boolean;
}

/** Black on white, whatever the colours of the terminal. */
const COLOURS = '\x1b[30;107m';
const PLAIN = '\x1b[0m';
/** Modules of white around: less than the four of ISO/IEC 18004, phones are content with it. */
const QUIET = 2;
/** Two modules above each other in one character: none, upper, lower, both. */
const BLOCKS = [' ', '▀', '▄', '█'];

function escapeField(text: string): string {
  return text.replace(/[\\;,:"]/g, (letter) => `\\${letter}`);
}

export function wifiText(network: string, password: string): string {
  return `WIFI:T:WPA;S:${escapeField(network)};P:${escapeField(password)};;`;
}

export function wifiCode(identity: Identity): Code {
  const text = wifiText(accessPointOf(identity), identity.setup);
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
  const { size } = modules;
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < size && y < size;
  return { size, isDark: (x, y) => isInside(x, y) && modules.get(y, x) !== 0 };
}

export function terminalCode({ size, isDark }: Code): string {
  const lines: string[] = [];
  for (let y = -QUIET; y < size + QUIET; y += 2) {
    let line = '';
    for (let x = -QUIET; x < size + QUIET; x++) {
      line += BLOCKS[(isDark(x, y) ? 1 : 0) + (isDark(x, y + 1) ? 2 : 0)];
    }
    lines.push(COLOURS + line + PLAIN);
  }
  return lines.join('\n');
}
