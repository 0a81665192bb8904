/**
 * A request -> its answer: understood, judged, sent to its route. Loaded on demand (answer.lazy.ts);
 * it keeps nothing, what must last is in the exchange and in the device.
 */
import type { Device } from './device.ts';
import type { Exchange, Response, Sink } from './exchange.ts';
import { load as loadGuard } from './guard.lazy.ts';
import { load as loadLogin } from './login.far.ts';
import { load as loadReplies } from './replies.lazy.ts';
import { load as loadRequest } from './request.lazy.ts';
import type { Request } from './request.ts';
import { load as loadResponse } from './response.lazy.ts';
import type { Reply } from './response.ts';
import { errorReply, jsonReply, methodReply, statusReply } from './response.ts';
import { load as loadRoutes } from './routes.lazy.ts';
import type { Route } from './routes.ts';

const BYTES = 'application/octet-stream';
const JSON_TYPE = 'application/json';
/** The address of the access point, where a phone that looks for the Internet is led. */
const PORTAL_HOST = '192.168.4.1';
const PORTAL = 'Location: http://' + PORTAL_HOST + '/\r\n';

/** A host that is not ours: in setup the door to the portal, else somebody's trick. */
function foreignHostReply(request: Request, device: Device): Reply {
  const isPortal = device.mode === 'setup' && request.method !== 'POST';
  return isPortal ? { status: 302, fields: PORTAL } : errorReply(403, 'host');
}

/** What bars the way to a route, in an order that tells least to those who may least. */
function refuse(request: Request, route: Route | string, device: Device): Reply | undefined {
  const guard = loadGuard();
  if (!guard.isOwnHost(request.host, device.names)) return foreignHostReply(request, device);
  if (guard.isForeign(request)) return errorReply(403, 'origin');
  if (route === '') return errorReply(404, 'path');
  if (typeof route === 'string') return methodReply(route);
  const isPost = request.method === 'POST';
  const isBytes = route.takesBytes && request.contentType === BYTES;
  if (isPost && !isBytes && request.contentType !== JSON_TYPE) return errorReply(415, 'type');
  // Who is at the access point has the label; a test lets in all that are in the network it has joined.
  const isAtHand = device.mode === 'setup' && guard.isOwnHost(request.host, [PORTAL_HOST]);
  if (!route.isOpen && !isAtHand) {
    if (!loadLogin().isLoggedIn(device.login, request.token, device.nowMs))
      return errorReply(401, 'login');
  }
  if (!isPost) return undefined;
  if (request.length === undefined) return errorReply(411, 'length');
  return !isBytes && request.length > route.most ? errorReply(413, 'size') : undefined;
}

/** A body of plain bytes goes to the update as it comes. Gives back what is wrong with that. */
function openUpload(exchange: Exchange, device: Device): string | undefined {
  const request = exchange.request as Request;
  if (request.contentType !== BYTES) return undefined;
  const sink = device.openUpdate(request.length as number);
  if (typeof sink === 'string') return sink;
  exchange.sink = sink;
  return undefined;
}

function endUpload(exchange: Exchange): Reply {
  const sink = exchange.sink as Sink;
  exchange.sink = undefined;
  const fault = sink.end();
  return fault === undefined ? jsonReply('{"staged":true}') : errorReply(422, fault);
}

function replyTo(request: Request, device: Device, body: string): Reply {
  const replies = loadReplies();
  if (request.method === 'POST') return replies.replyToPost(device, request.path, body);
  return replies.replyToGet(device, request.path, request.match);
}

/**
 * The answer to what has come so far; undefined: the body is wanted first. Each step is loaded for
 * itself and forgotten before the next, for the memory; so is the dongle that `open` gives.
 */
export function answer(exchange: Exchange, open: () => Device): Response | undefined {
  const known = exchange.request;
  const request = known || loadRequest().parseRequest(exchange.head);
  if (typeof request === 'number') {
    return loadResponse().composeResponse(statusReply(request), false);
  }
  // Before there is a dongle, for the memory.
  const route = known ? '' : loadRoutes().findRoute(request.method, request.path);
  const device = open();
  let reply: Reply | undefined;
  if (!known) {
    exchange.head = '';
    exchange.request = request;
    reply = refuse(request, route, device);
    if (!reply && request.method === 'POST') {
      const fault = openUpload(exchange, device);
      if (fault === undefined) return undefined;
      reply = errorReply(422, fault);
    }
  }
  if (!reply) reply = exchange.sink ? endUpload(exchange) : replyTo(request, device, exchange.body);
  return loadResponse().composeResponse(reply, request.method === 'HEAD');
}
