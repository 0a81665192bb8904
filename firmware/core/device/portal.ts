/**
 * What the web server asks of the dongle (web/device.ts), answered. Loaded on demand.
 * In: the device and what only the host knows. Out: texts, and changes to the device.
 */
import { load as loadPublic } from '../config/public.far.ts';
import { hexOfBytes } from '../bytes.ts';
import { load as loadLog } from '../log/lines.far.ts';
import { load as loadBlank } from '../telegram/blank.far.ts';
import type { Device as Owner, Outcome } from '../web/device.ts';
import type { Content, Flow } from '../web/exchange.ts';
import { load as loadApi } from './api.far.ts';
import { endRun } from './device.ts';
import type { Device } from './device.ts';
import { load as loadDesk } from './desk.far.ts';
import { nameOf } from './name.ts';
import { factoryReset, restartSoon } from './restart.ts';
import { load as loadScan } from './scan.far.ts';
import { load as loadUpdate } from './update.lazy.ts';
import type { Slots } from './update.ts';

/** What is resident, and therefore handed in: a room that is loaded on demand has copies of its own. */
export interface PortalHost extends Slots {
  /** What the application in this slot has under a path: see web/device.ts. */
  openDocument(slot: string, path: string): Content;
}

const ACCESS_POINT_IP = '192.168.4.1';

function telegram(d: Device): string | undefined {
  const app = d.run && d.run.app;
  if (!app) return undefined;
  const text = app.watched;
  app.isWatched = text === undefined;
  app.watched = undefined;
  return text === undefined ? undefined : loadBlank().blankTelegram(text);
}

/** 32 hex digits from the secret of this dongle, this boot and this moment. */
function newToken(d: Device): string {
  const o = d.options;
  const seed = o.identity.seed + '/' + o.boot.number + '/' + d.nowMs + '/' + o.ports.random();
  return hexOfBytes(o.ports.digest.sha256(seed)).substr(0, 32);
}

function namesOf(d: Device): string[] {
  const name = nameOf(d);
  const names = [name, name + '.local', ACCESS_POINT_IP];
  if (d.link.ip !== undefined) names.push(d.link.ip);
  return names;
}

function startScan(d: Device): void {
  // While it joins Espruino would begin none, and never again.
  if (d.link.state === 'joining') {
    d.found = d.found || [];
    return;
  }
  d.found = undefined;
  // A join in the middle of it would end all scans for good.
  d.link.sinceMs = d.nowMs;
  d.options.ports.wifi.scan();
}

function newFlow(d: Device, kind: Flow['kind']): Flow {
  return { kind: kind, lines: d.run ? d.run.app.latest : '', at: -1 };
}

function get(d: Device, path: string): string | Flow | undefined {
  if (path === '/api/live') return newFlow(d, 'live');
  if (path === '/api/try') return newFlow(d, 'trial');
  if (path === '/api/telegram') return telegram(d);
  if (path === '/api/log') return loadLog().logLines(d.log);
  if (path === '/api/settings') return loadDesk().settings(d);
  if (path === '/api/export') return loadPublic().exportSettings(d.settings);
  if (path === '/api/scan') return loadScan().scanJson(d);
  return loadApi().openDeviceApi(d, path);
}

const DONE = { status: 200, json: '{}' };
const BEGUN = { status: 202, json: '{}' };

function post(d: Device, host: PortalHost, path: string, body: string): Outcome {
  if (path === '/api/settings' || path === '/api/try') {
    // There is no memory for this and for telegrams; with other settings the work begins anew anyway.
    endRun(d);
    d.found = undefined;
    return path === '/api/try' ? loadDesk().startTry(d, body) : loadDesk().save(d, body);
  }
  if (path === '/api/update') {
    const fault = loadUpdate().startFetch(d, host, body);
    return fault === undefined ? BEGUN : { status: 422, json: '{"error":"' + fault + '"}' };
  }
  if (path === '/api/scan') {
    startScan(d);
    return BEGUN;
  }
  if (path === '/api/reset') factoryReset(d);
  else restartSoon(d, 'user');
  return DONE;
}

export function newPortal(d: Device, host: PortalHost): Owner {
  return {
    mode: d.isSetup ? 'setup' : 'run',
    names: namesOf(d),
    nowMs: d.nowMs,
    login: d.login,
    password: (d.settings && d.settings.device_password) || d.options.identity.setup,
    openDocument: host.openDocument.bind(undefined, d.options.boot.slot),
    newToken: newToken.bind(undefined, d),
    get: get.bind(undefined, d),
    post: post.bind(undefined, d, host),
    openUpdate: function (size) {
      return loadUpdate().openUpload(d, host, size);
    },
  };
}
