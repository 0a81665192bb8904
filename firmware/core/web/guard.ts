/**
 * Who may ask. In: a request and the dongle's own names. Out: yes or no.
 * The name in Host keeps out pages whose name was pointed at the dongle's address (DNS rebinding);
 * Origin, Sec-Fetch-Site and the content type keep out posts from other people's pages: no form and
 * no page of another origin can send JSON or plain bytes without being asked for permission first.
 */
import type { Request } from './request.ts';
import { isDigits } from './request.ts';

/** `names`: lower case. A port may follow. */
export function isOwnHost(host: string | undefined, names: string[]): boolean {
  if (host === undefined) return false;
  const colon = host.indexOf(':');
  const name = colon < 0 ? host : host.substr(0, colon);
  if (colon >= 0 && !isDigits(host.substr(colon + 1))) return false;
  return name !== '' && names.indexOf(name.toLowerCase()) >= 0;
}

/** True where a browser says that a page of somebody else is asking. */
export function isForeign(request: Request): boolean {
  const own = 'http://' + (request.host || '').toLowerCase();
  if (request.origin !== undefined && request.origin.toLowerCase() !== own) return true;
  const site = request.site;
  return (
    request.method === 'POST' && site !== undefined && site !== 'same-origin' && site !== 'none'
  );
}
