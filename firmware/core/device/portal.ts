/**
 * What the web server asks of the dongle (web/device.ts), answered. Loaded on demand.
 * In: the device and what only the host knows. Out: texts, and changes to the device.
 */
import { load as loadPublic } from '../config/public.lazy.ts';
import { hexOfBytes } from '../bytes.ts';
import { load as loadBlank } from '../telegram/blank.lazy.ts';
import type { Device as Owner } from '../web/device.ts';
import type { Content } from '../web/exchange.ts';
import type { Device } from './device.ts';
import { load as loadDesk } from './desk.lazy.ts';
import { nameOf } from './name.ts';
import { load as loadReport } from './report.lazy.ts';
import { factoryReset, restartSoon } from './restart.ts';
import { load as loadUpdate } from './update.lazy.ts';
import type { Slots } from './update.ts';

/** What is resident, and therefore handed in: a room that is loaded on demand has copies of its own. */
export interface PortalHost extends Slots {
  /** Gzipped. */
  page: Content;
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

export function newPortal(d: Device, host: PortalHost): Owner {
  const o = d.options;
  return {
    mode: function () {
      return d.isSetup ? 'setup' : 'run';
    },
    names: function () {
      const names = [nameOf(d), nameOf(d) + '.local', ACCESS_POINT_IP];
      if (d.link.ip !== undefined) names.push(d.link.ip);
      return names;
    },
    nowMs: function () {
      return d.nowMs;
    },
    login: d.login,
    password: function () {
      return (d.settings && d.settings.device_password) || o.identity.setup;
    },
    newToken: function () {
      return newToken(d);
    },
    page: function () {
      return host.page;
    },
    live: function () {
      return loadReport().liveJson(d);
    },
    telegram: function () {
      return telegram(d);
    },
    settings: function () {
      return loadDesk().settings(d);
    },
    exported: function () {
      return loadPublic().exportSettings(d.settings);
    },
    save: function (body) {
      return loadDesk().save(d, body);
    },
    startTry: function (body) {
      return loadDesk().startTry(d, body);
    },
    tryReport: function () {
      return loadReport().tryJson(d);
    },
    startScan: function () {
      d.found = undefined;
      o.ports.wifi.scan(function (found) {
        d.found = found;
      });
    },
    scanReport: function () {
      return loadReport().scanJson(d);
    },
    restart: function () {
      restartSoon(d, 'user');
    },
    reset: function () {
      factoryReset(d);
    },
    openUpdate: function (size) {
      return loadUpdate().openUpload(d, host, size);
    },
    fetchUpdate: function (url) {
      return loadUpdate().startFetch(d, host, url);
    },
  };
}
