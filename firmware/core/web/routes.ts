/**
 * Where a request may go: method and path -> who may ask, and how long its body may be.
 * What is replied is in replies.ts.
 */
export interface Route {
  /** Needs no token. */
  isOpen?: boolean;
  /** Bytes of body that are read; none where left out. */
  most?: number;
  /** Takes a body of plain bytes as well, of any length, as it comes. */
  takesBytes?: boolean;
}

/** Nothing longer is needed by those who have not shown a password. */
const SHORT = 256;
const LONG = 2048;

/** Made on demand. */
function routeTable(): { [key: string]: Route | undefined } {
  return {
    'GET /': { isOpen: true },
    'GET /favicon.ico': { isOpen: true },
    'GET /api/live': { isOpen: true },
    'GET /api/telegram': { isOpen: true },
    'POST /api/login': { isOpen: true, most: SHORT },
    'GET /api/settings': {},
    'POST /api/settings': { most: LONG },
    'GET /api/try': { isOpen: true },
    'POST /api/try': { most: LONG },
    'GET /api/scan': { isOpen: true },
    'POST /api/scan': { isOpen: true, most: SHORT },
    'GET /api/export': {},
    'POST /api/restart': { most: SHORT },
    'POST /api/reset': { most: SHORT },
    'POST /api/update': { most: LONG, takesBytes: true },
  };
}

/** The route, or the methods that the path knows instead: none where there is no such path. */
export function findRoute(method: string, path: string): Route | string {
  const routes = routeTable();
  const route = routes[(method === 'HEAD' ? 'GET ' : method + ' ') + path];
  if (route) return route;
  if (routes['GET ' + path]) return 'GET, HEAD';
  return routes['POST ' + path] ? 'POST' : '';
}
