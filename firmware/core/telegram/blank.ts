/**
 * A telegram that may be shown to strangers: what names a meter, a person or a contract is starred.
 *
 * In: the lines of a telegram behind its header, joined. Out: the same lines, with stars for all values
 * of equipment identifiers (0-n:96.1.x, also written C.1.x, 0-0:42.0.0, 1-0:0.0.x) and of messages
 * (0-0:96.13.x), and for what belongs to them in the lines behind (DSMR P1 5.0.2 §6.12).
 */
const SECRETS = ['96.1.', 'C.1.', '42.0.0', '96.13.', 'C.13.', '96.2.', '0.0.'];

function isSecret(code: string): boolean {
  const colon = code.indexOf(':') + 1;
  for (let i = 0; i < SECRETS.length; i++) {
    if (code.substr(colon, SECRETS[i].length) === SECRETS[i]) return true;
  }
  return false;
}

/** All but the brackets. */
function starred(values: string): string {
  let text = '';
  for (let i = 0; i < values.length; i++) {
    const char = values.charAt(i);
    text += char === '(' || char === ')' ? char : '*';
  }
  return text;
}

/** Line by line: there is no memory for all of them at once. */
export function blankTelegram(text: string): string {
  let isHidden = false;
  let blanked = '';
  let end = 0;
  for (let at = 0; at <= text.length; at = end + 1) {
    end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    const line = text.substring(at, end).trim();
    const open = line.indexOf('(');
    const isCoded = open > 0 || (open < 0 && line.indexOf(':') > 0);
    const values = isCoded ? (open < 0 ? line.length : open) : 0;
    if (isCoded) isHidden = isSecret(line.substr(0, values));
    if (at) blanked += '\r\n';
    blanked += isHidden ? line.substr(0, values) + starred(line.substr(values)) : line;
  }
  return blanked;
}
