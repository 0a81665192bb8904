/**
 * The label that goes on the dongle: 40 x 20 mm, black on white, as SVG to print at its true size.
 * In: an identity. Out: the QR code of its access point, name and password to read, and the address
 * of its page.
 */
import type { Identity } from './identity.ts';
import { accessPointOf } from './identity.ts';
import type { Code } from './wifi-code.ts';
import { wifiCode } from './wifi-code.ts';

const PAGE = 'http://192.168.4.1';
/** Millimetres. */
const WIDTH = 40;
const HEIGHT = 20;
const TEXT_AT = 19.6;
const TEXT_WIDTH = 19;
/** Modules of white around the code (ISO/IEC 18004). */
const QUIET = 4;

/** The dark modules as one path, in units of a module, and how many units there are. */
function codePath({ size, isDark }: Code): { path: string; units: number } {
  let path = '';
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (isDark(x, y)) path += `M${x + QUIET} ${y + QUIET}h1v1h-1z`;
    }
  }
  return { path, units: size + 2 * QUIET };
}

const CAPTION = 'font-size="1.5" font-family="DejaVu Sans, Arial, Helvetica, sans-serif"';
const BOLD = 'font-weight="bold" font-family="DejaVu Sans Mono, Consolas, Menlo, monospace"';

function caption(y: number, text: string): string {
  return `  <text x="${TEXT_AT}" y="${y}" ${CAPTION}>${text}</text>`;
}

/** As wide as the text column, whatever font is there. */
function value(y: number, size: number, text: string): string {
  const fit = `textLength="${TEXT_WIDTH}" lengthAdjust="spacingAndGlyphs"`;
  return `  <text x="${TEXT_AT}" y="${y}" font-size="${size}" ${BOLD} ${fit}>${text}</text>`;
}

export function labelSvg(identity: Identity): string {
  const { path, units } = codePath(wifiCode(identity));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}mm" height="${HEIGHT}mm"`,
    `  viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
    `  <rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `  <path transform="scale(${HEIGHT / units})" shape-rendering="crispEdges" d="${path}"/>`,
    caption(3.6, 'Wi-Fi'),
    value(6.4, 2.8, accessPointOf(identity)),
    caption(9.2, 'Password'),
    value(12.2, 3.1, identity.setup),
    caption(15, 'Then open'),
    value(17.2, 1.75, PAGE),
    '</svg>',
    '',
  ].join('\n');
}
