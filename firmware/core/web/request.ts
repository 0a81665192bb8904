/**
 * The head of a request (RFC 9112 §3, §5) -> what is asked, or the status to refuse it with.
 * In: a byte string with the empty line. Out: a record. Lines may end in CR LF or LF (§2.2); nothing
 * is decoded: a path with escapes in it is a path that nobody has.
 */

import { findText } from '../bytes.ts';

/** The only fields that are looked at, in one text that stays in flash. Each may come once. */
const FIELDS = `
host
origin
content-type
content-length
transfer-encoding
expect
if-none-match
sec-fetch-site
x-token
`;
const METHODS = ['GET', 'HEAD', 'POST'];
const LENGTH_DIGITS = 9;

export interface Request {
  method: string;
  /** Without the query. */
  path: string;
  host?: string;
  origin?: string;
  /** Lower case, without parameters. */
  contentType?: string;
  /** Bytes of the body; undefined: not announced, or in a coding that we do not read. */
  length?: number;
  token?: string;
  /** If-None-Match, as it stands there. */
  match?: string;
  /** Sec-Fetch-Site. */
  site?: string;
  /** Waits for "100 Continue" before it sends the body. */
  expects: boolean;
}

interface Fields {
  [name: string]: string | undefined;
}

/** True for a row of decimal digits. */
export function isDigits(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char < '0' || char > '9') return false;
  }
  return text !== '';
}

/** The line that begins at `at`, without its end; undefined where a CR stands alone (§2.2). */
function lineAt(head: string, at: number): string | undefined {
  const end = head.indexOf('\n', at);
  const isCrLf = end > at && head.charAt(end - 1) === '\r';
  const line = head.substring(at, isCrLf ? end - 1 : end);
  return line.indexOf('\r') < 0 ? line : undefined;
}

/** The fields that matter, or undefined where one is malformed or comes twice. */
function readFields(head: string, start: number): Fields | undefined {
  const fields: Fields = {};
  let at = start;
  let line = lineAt(head, at);
  while (line !== undefined && line !== '') {
    const colon = line.indexOf(':');
    const name = line.substr(0, Math.max(0, colon)).toLowerCase();
    // No space before the colon (§5.1), and none at the start of a line: folding is refused (§5.2).
    if (name === '' || name.indexOf(' ') >= 0 || name.indexOf('\t') >= 0) return undefined;
    if (findText(FIELDS, '\n' + name + '\n', 0) >= 0) {
      if (fields[name] !== undefined) return undefined;
      fields[name] = line.substr(colon + 1).trim();
    }
    at = head.indexOf('\n', at) + 1;
    line = lineAt(head, at);
  }
  return line === undefined ? undefined : fields;
}

interface Target {
  /** Only in the absolute form. */
  host?: string;
  path: string;
}

/** Origin form and absolute form (§3.2.1, §3.2.2), without the query. */
function parseTarget(target: string): Target | undefined {
  const whole = target.split('?')[0];
  if (whole.charAt(0) === '/') return { path: whole };
  if (whole.substr(0, 7).toLowerCase() !== 'http://') return undefined;
  const slash = whole.indexOf('/', 7);
  const host = slash < 0 ? whole.substr(7) : whole.substring(7, slash);
  return host === '' ? undefined : { host: host, path: slash < 0 ? '/' : whole.substr(slash) };
}

function versionFault(version: string): number | undefined {
  if (version === 'HTTP/1.1' || version === 'HTTP/1.0') return undefined;
  return version.substr(0, 5) === 'HTTP/' ? 505 : 400;
}

function lengthFault(length: string | undefined): number | undefined {
  if (length === undefined) return undefined;
  if (!isDigits(length)) return 400;
  return length.length > LENGTH_DIGITS ? 413 : undefined;
}

function requestOf(method: string, target: Target, fields: Fields): Request {
  const length = fields['content-length'];
  const type = fields['content-type'];
  const isPlain = fields['transfer-encoding'] === undefined;
  return {
    method: method,
    path: target.path,
    // RFC 9112 §3.2.2: in the absolute form the field Host does not count.
    host: target.host === undefined ? fields.host : target.host,
    origin: fields.origin,
    contentType: type === undefined ? undefined : type.split(';')[0].trim().toLowerCase(),
    length: isPlain && length !== undefined ? parseInt(length, 10) : undefined,
    token: fields['x-token'],
    match: fields['if-none-match'],
    site: fields['sec-fetch-site'],
    expects: (fields.expect || '').toLowerCase() === '100-continue',
  };
}

/** The request, or the status that refuses it. */
export function parseRequest(head: string): Request | number {
  const line = lineAt(head, 0);
  if (line === undefined || head.indexOf('\0') >= 0) return 400;
  const parts = line.split(' ');
  if (parts.length !== 3 || parts[0] === '') return 400;
  const fault = versionFault(parts[2]);
  if (fault !== undefined) return fault;
  if (METHODS.indexOf(parts[0]) < 0) return 405;
  const target = parseTarget(parts[1]);
  const fields = readFields(head, head.indexOf('\n') + 1);
  if (!target || !fields) return 400;
  // §3.2: a request of HTTP/1.1 names its host.
  if (parts[2] === 'HTTP/1.1' && fields.host === undefined) return 400;
  return lengthFault(fields['content-length']) || requestOf(parts[0], target, fields);
}
