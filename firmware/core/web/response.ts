/**
 * What is sent back (RFC 9112 §4, RFC 9110 §15): status, fields, body. Every response tells the
 * browser to keep nothing, to guess nothing, to load nothing from elsewhere and to let no other page
 * show or read it.
 */
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

const CLOSED =
  'Connection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n' +
  'X-Frame-Options: DENY\r\nReferrer-Policy: no-referrer\r\n' +
  "Cross-Origin-Resource-Policy: same-origin\r\nContent-Security-Policy: default-src 'none'; ";
/** The page is one file: its own style and script stand in it. */
const PAGE_POLICY =
  "style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; " +
  "img-src 'self' data:; ";
const ALL_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n";

function reasons(): { [status: string]: string } {
  return {
    '200': 'OK',
    '202': 'Accepted',
    '204': 'No Content',
    '302': 'Found',
    '400': 'Bad Request',
    '401': 'Unauthorized',
    '403': 'Forbidden',
    '404': 'Not Found',
    '405': 'Method Not Allowed',
    '411': 'Length Required',
    '413': 'Content Too Large',
    '415': 'Unsupported Media Type',
    '422': 'Unprocessable Content',
    '429': 'Too Many Requests',
    '505': 'HTTP Version Not Supported',
  };
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
  const isPage = reply.type === 'text/html; charset=utf-8';
  let head = 'HTTP/1.1 ' + reply.status + ' ' + reasons()[String(reply.status)] + '\r\n' + CLOSED;
  head += (isPage ? PAGE_POLICY : '') + ALL_POLICY + (reply.fields || '');
  if (body !== undefined) {
    head += 'Content-Type: ' + (reply.type || 'application/json') + '\r\n';
    // Without a length the end of the connection is the end of the body (RFC 9112 §6.3).
    if (typeof body === 'string') head += 'Content-Length: ' + body.length + '\r\n';
    else if (!isFlow(body)) head += 'Content-Length: ' + body.size + '\r\n';
  } else if (reply.status !== 204) head += 'Content-Length: 0\r\n';
  return { head: head + '\r\n', body: isBare ? undefined : body };
}
