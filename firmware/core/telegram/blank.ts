/**
 * A telegram that may be shown to strangers: what names a meter, a person or a contract is starred.
 *
 * In: the lines of a telegram, joined. Out: the same lines, with stars for the characters of
 * equipment identifiers (0-n:96.1.x, 0-0:42.0.0), of messages (0-0:96.13.x) and of the serial number
 * in the header (DSMR P1 5.0.2 §6.12).
 */
const SECRETS = ['96.1.', '42.0.0', '96.13.', '96.2.'];
/** "/", three letters of the maker, one of the speed. */
const HEADER_KEPT = 5;

function stars(count: number): string {
  let text = '';
  while (text.length < count) text += '*';
  return text;
}

function isSecret(code: string): boolean {
  const colon = code.indexOf(':') + 1;
  for (let i = 0; i < SECRETS.length; i++) {
    if (code.substr(colon, SECRETS[i].length) === SECRETS[i]) return true;
  }
  return false;
}

function blankLine(line: string): string {
  if (line.charAt(0) === '/') {
    return line.substr(0, HEADER_KEPT) + stars(line.length - HEADER_KEPT);
  }
  const open = line.indexOf('(');
  if (open < 0 || !isSecret(line.substr(0, open))) return line;
  const close = line.indexOf(')', open);
  const end = close < 0 ? line.length : close;
  return line.substr(0, open + 1) + stars(end - open - 1) + line.substr(end);
}

export function blankTelegram(text: string): string {
  return text.split('\r\n').map(blankLine).join('\r\n');
}
