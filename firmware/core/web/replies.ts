/**
 * What each route replies, from what the device says.
 */
import { load as loadParse } from '../config/parse.far.ts';
import type { Device, Outcome } from './device.ts';
import { load as loadLogin } from './login.far.ts';
import { isFlow } from './exchange.ts';
import type { Reply } from './response.ts';
import { errorReply, jsonReply } from './response.ts';

/** The text under `name` in a JSON object. */
function textIn(body: string, name: string): string | undefined {
  const given = loadParse().parseObject(body);
  const text = given && given[name];
  return typeof text === 'string' ? text : undefined;
}

function outcomeReply(outcome: Outcome): Reply {
  return { status: outcome.status, body: outcome.json };
}

function login(device: Device, body: string): Reply {
  const given = textIn(body, 'password');
  if (given === undefined) return errorReply(400, 'request');
  const verdict = loadLogin().logIn(device.login, {
    given: given,
    password: device.password,
    nowMs: device.nowMs,
    random: device.newToken,
  });
  if (verdict.token !== undefined) return jsonReply('{"token":"' + verdict.token + '"}');
  const error = verdict.isJudged ? 'password' : 'wait';
  const json = '{"error":"' + error + '","wait_s":' + verdict.waitS + '}';
  return { status: verdict.isJudged ? 403 : 429, body: json };
}

const GZIP_FIELDS = 'Content-Encoding: gzip\r\n';
const EXPORT_FIELDS = 'Content-Disposition: attachment; filename="smarty-settings.json"\r\n';

/** To a GET that may be answered; `known`: the entity tag of what the client has already. */
export function replyToGet(device: Device, path: string, known?: string): Reply {
  if (path === '/favicon.ico') return { status: 204 };
  const isDocument = path === '/' || path === '/api/more';
  const body = isDocument ? device.openDocument(path) : device.get(path);
  if (body === undefined) return errorReply(404, 'none');
  const reply: Reply = { status: 200, body: body };
  if (isDocument) reply.fields = GZIP_FIELDS;
  if (path === '/') reply.type = 'text/html; charset=utf-8';
  if (path === '/api/telegram' || path === '/api/log') reply.type = 'text/plain';
  if (path === '/api/export') reply.fields = EXPORT_FIELDS;
  if (typeof body === 'string' || !isFlow(body)) return reply;
  reply.type = body.type;
  const tag = body.tag;
  if (tag === undefined) return reply;
  reply.fields = 'ETag: ' + tag + '\r\n';
  // RFC 9110 §13.1.2: one tag; who sends a list gets the answer in full.
  return known === tag ? { status: 304, fields: reply.fields } : reply;
}

/** To a POST that may be answered, with its body. */
export function replyToPost(device: Device, path: string, body: string): Reply {
  if (path === '/api/login') return login(device, body);
  if (path === '/api/reset' && textIn(body, 'confirm') !== 'reset') {
    return errorReply(400, 'confirm');
  }
  const url = path === '/api/update' ? textIn(body, 'url') : body;
  return url === undefined ? errorReply(400, 'request') : outcomeReply(device.post(path, url));
}
