/**
 * What is sent back (RFC 9112 §4, RFC 9110 §15): status, fields, body. Every response tells the
 * browser to keep nothing, to guess nothing, to load nothing from elsewhere and to let no other page
 * show or read it.
 */
import { findText } from '../bytes.ts';
import type { Content, Flow, Response } from './exchange.ts';
import { isFlow } from './exchange.ts';

/** What a route answers. */
export interface Reply {
  status: number;
  /** Media type of the body; JSON where it is left out. */
  type?: string;
  /** Further fields, each with its line end. */
  fields?: string;
  body?: string | Content | Flow;
}

/** In every response, and from flash. The page is one file: its own style and script stand in it. */
const FIELDS =
  'Connection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n' +
  'X-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n' +
  'Cross-Origin-Resource-Policy: same-origin\r\n' +
  "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; " +
  "script-src 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n\r\n";

/** Statuses with their words, in one text that stays in flash. */
const STATUSES = `
200 OK
202 Accepted
204 No Content
302 Found
304 Not Modified
400 Bad Request
401 Unauthorized
403 Forbidden
404 Not Found
405 Method Not Allowed
411 Length Required
413 Content Too Large
415 Unsupported Media Type
422 Unprocessable Content
429 Too Many Requests
500 Internal Server Error
505 HTTP Version Not Supported
`;

function statusLine(status: number): string {
  const at = findText(STATUSES, '\n' + status, 0) + 1;
  return 'HTTP/1.1 ' + STATUSES.substring(at, STATUSES.indexOf('\n', at)) + '\r\n';
}

export function jsonReply(json: string): Reply {
  return { status: 200, body: json };
}

/** `error`: a short word without characters that JSON escapes. */
export function errorReply(status: number, error: string): Reply {
  return { status: status, body: '{"error":"' + error + '"}' };
}

/** `methods`: those that there are. */
export function methodReply(methods: string): Reply {
  return { status: 405, fields: 'Allow: ' + methods + '\r\n', body: '{"error":"method"}' };
}

/** Refusals of the parser, which knows only their status. */
export function statusReply(status: number): Reply {
  if (status === 405) return methodReply('GET, HEAD, POST');
  return errorReply(status, status === 413 ? 'size' : status === 505 ? 'version' : 'request');
}

/** `isBare`: the answer to HEAD has the fields of the one to GET, and no body (RFC 9110 §9.3.2). */
export function composeResponse(reply: Reply, isBare: boolean): Response {
  const body = reply.body;
  let head = statusLine(reply.status) + (reply.fields || '');
  if (body !== undefined) {
    head += 'Content-Type: ' + (reply.type || 'application/json') + '\r\n';
    // Without a length the end of the connection is the end of the body (RFC 9112 §6.3).
    if (typeof body === 'string') head += 'Content-Length: ' + body.length + '\r\n';
    else if (!isFlow(body)) head += 'Content-Length: ' + body.size + '\r\n';
  } else if (reply.status !== 204 && reply.status !== 304) head += 'Content-Length: 0\r\n';
  return { head: head, fields: FIELDS, body: isBare ? undefined : body };
}
