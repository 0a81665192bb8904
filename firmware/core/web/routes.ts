/**
 * Where a request may go: method and path -> who may ask, and how long its body may be.
 * What is replied is in replies.ts. Where programs ask is in api/content.ts.
 */
import { findText } from '../bytes.ts';
import { apiContent } from './api/content.ts';

export interface Route {
  /** Needs no token. */
  isOpen: boolean;
  /** Bytes of body that are read. */
  most: number;
  /** Takes a body of plain bytes as well, of any length, as it comes. */
  takesBytes: boolean;
}

/**
 * Method, path, who may ask (anybody, the owner, the owner with plain bytes too), bytes of body: nothing
 * longer than 256 is needed by those who have not shown a password. One text, which stays in flash.
 */
const ROUTES = `
GET / anybody 0
GET /favicon.ico anybody 0
GET /api/more anybody 0
GET /api/live anybody 0
GET /api/telegram anybody 0
POST /api/login anybody 256
GET /api/settings owner 0
POST /api/settings owner 2048
GET /api/try anybody 0
POST /api/try owner 2048
GET /api/scan anybody 0
POST /api/scan anybody 256
GET /api/export owner 0
GET /api/log owner 0
POST /api/restart owner 256
POST /api/reset owner 256
POST /api/update bytes 2048
`;

/** `key`: method and path. */
function rowOf(key: string): string[] | undefined {
  const start = '\n' + key + ' ';
  const at = findText(ROUTES, start, 0);
  if (at < 0) return undefined;
  const from = at + start.length;
  return ROUTES.substring(from, ROUTES.indexOf('\n', from)).split(' ');
}

/** The route, or the methods that the path knows instead: none where there is no such path. */
export function findRoute(method: string, path: string): Route | string {
  const row = rowOf((method === 'HEAD' ? 'GET ' : method + ' ') + path);
  if (row) {
    const most = parseInt(row[1], 10);
    return { isOpen: row[0] === 'anybody', most: most, takesBytes: row[0] === 'bytes' };
  }
  if (apiContent(path) && method !== 'POST') return { isOpen: true, most: 0, takesBytes: false };
  if (rowOf('GET ' + path) || apiContent(path)) return 'GET, HEAD';
  return rowOf('POST ' + path) ? 'POST' : '';
}
