/**
 * What each route replies, from what the device says.
 */
import type { Device, Outcome } from './device.ts';
import { logIn } from './login.ts';
import type { Reply } from './response.ts';
import { errorReply, jsonReply } from './response.ts';

/** The text under `name` in a JSON object; Espruino's JSON.parse forgives much, so all is checked. */
function textIn(body: string, name: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || !value) return undefined;
  const text = (value as { [name: string]: unknown })[name];
  return typeof text === 'string' ? text : undefined;
}

function outcomeReply(outcome: Outcome): Reply {
  return { status: outcome.status, body: outcome.json };
}

function page(device: Device): Reply {
  const fields = 'Content-Encoding: gzip\r\n';
  return { status: 200, type: 'text/html; charset=utf-8', fields: fields, body: device.page() };
}

function telegram(device: Device): Reply {
  const text = device.telegram();
  if (text === undefined) return errorReply(404, 'none');
  return { status: 200, type: 'text/plain', body: text };
}

function login(device: Device, body: string): Reply {
  const given = textIn(body, 'password');
  if (given === undefined) return errorReply(400, 'request');
  const verdict = logIn(device.login, {
    given: given,
    password: device.password(),
    nowMs: device.nowMs(),
    random: device.newToken,
  });
  if (verdict.token !== undefined) return jsonReply('{"token":"' + verdict.token + '"}');
  const error = verdict.isJudged ? 'password' : 'wait';
  const json = '{"error":"' + error + '","wait_s":' + verdict.waitS + '}';
  return { status: verdict.isJudged ? 403 : 429, body: json };
}

function exported(device: Device): Reply {
  const fields = 'Content-Disposition: attachment; filename="smarty-settings.json"\r\n';
  return { status: 200, fields: fields, body: device.exported() };
}

function scan(device: Device): Reply {
  device.startScan();
  return { status: 202, body: '{}' };
}

function restart(device: Device): Reply {
  device.restart();
  return jsonReply('{}');
}

function reset(device: Device, body: string): Reply {
  if (textIn(body, 'confirm') !== 'reset') return errorReply(400, 'confirm');
  device.reset();
  return jsonReply('{}');
}

function fetchUpdate(device: Device, body: string): Reply {
  const url = textIn(body, 'url');
  if (url === undefined) return errorReply(400, 'request');
  const fault = device.fetchUpdate(url);
  return fault === undefined ? { status: 202, body: '{}' } : errorReply(422, fault);
}

/** To a GET that may be answered. */
export function replyToGet(device: Device, path: string): Reply {
  if (path === '/api/live') return jsonReply(device.live());
  if (path === '/') return page(device);
  if (path === '/api/try') return jsonReply(device.tryReport());
  if (path === '/api/scan') return jsonReply(device.scanReport());
  if (path === '/api/telegram') return telegram(device);
  if (path === '/api/settings') return jsonReply(device.settings());
  if (path === '/api/export') return exported(device);
  return { status: 204 };
}

/** To a POST that may be answered, with its body. */
export function replyToPost(device: Device, path: string, body: string): Reply {
  if (path === '/api/login') return login(device, body);
  if (path === '/api/settings') return outcomeReply(device.save(body));
  if (path === '/api/try') return outcomeReply(device.startTry(body));
  if (path === '/api/scan') return scan(device);
  if (path === '/api/restart') return restart(device);
  if (path === '/api/reset') return reset(device, body);
  return fetchUpdate(device, body);
}
