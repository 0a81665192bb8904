/**
 * What the page is told, as JSON. Loaded on demand.
 * In: the device. Out: texts that are complete and ready to send.
 */
import { load as loadDiagnosis } from '../diagnose.lazy.ts';
import { jsonString } from '../message/json.ts';
import type { Fetch } from '../update/fetch.ts';
import { load as loadUpdate } from '../update/room.lazy.ts';
import type { Device } from './device.ts';
import { nameOf } from './name.ts';
import type { Run } from './run.ts';

type Fields = { [name: string]: number | string | boolean | undefined };

/** The pairs of what is there; texts are quoted. */
function pairs(fields: Fields): string {
  let text = '';
  Object.keys(fields).forEach(function (name) {
    const value = fields[name];
    if (value === undefined) return;
    const json = typeof value === 'string' ? jsonString(value) : String(value);
    text += (text === '' ? '"' : ',"') + name + '":' + json;
  });
  return text;
}

/** Numbers of things, texts and JSON have none. */
function isUnit(word: string): boolean {
  return word !== '-' && word !== 'text' && word !== 'json';
}

/** [name, value, unit] of each reading of the latest telegram. */
function readingsJson(run: Run | undefined): string {
  if (!run) return '[]';
  let json = '';
  const lines = run.app.latest;
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf('\n', at);
    const words = lines.substring(at, end).split(' ');
    const unit = isUnit(words[1]) ? words[1] : '';
    const value = lines.substring(at + words[0].length + words[1].length + 2, end);
    json += (json === '' ? '["' : ',["') + words[0] + '",' + jsonString(value) + ',"' + unit + '"]';
    at = end + 1;
  }
  return '[' + json + ']';
}

function fetchJson(fetching: Fetch): string {
  const ended = fetching.ended;
  if (ended === undefined) return '{"percent":' + loadUpdate().fetchPercent(fetching) + '}';
  return ended === 'staged' ? '{"staged":true}' : '{"error":"' + ended + '"}';
}

/** For GET /api/live. */
export function liveJson(d: Device): string {
  const o = d.options;
  const run = d.run;
  const link = d.link;
  const counts = run && loadDiagnosis().diagnose(run.app, d.nowMs);
  const station = link.options.station;
  const isSeen = run && d.telegrams > 0;
  let text =
    '{' +
    pairs({
      mode: d.isSetup ? 'setup' : 'run',
      state: d.state,
      fault: o.unsupported || link.fault || (run && run.session.fault),
      name: nameOf(d),
      version: o.version,
      ip: link.ip,
      ssid: station && station.ssid,
      rssi: o.ports.wifi.signal(),
      free: o.ports.system.free(),
      uptime_s: Math.floor((d.nowMs - d.startMs) / 1000),
      restart: o.boot.cause,
      age_s: isSeen ? Math.floor((d.nowMs - d.goodMs) / 1000) : undefined,
      time: counts && counts.texts.latest_time,
      authenticated: isSeen ? run.app.opening.authenticated : undefined,
    });
  if (counts)
    text += ',"counts":{' + pairs(counts.numbers) + '},"faults":{' + pairs(counts.faults) + '}';
  if (d.fetching) text += ',"update":' + fetchJson(d.fetching);
  return text + ',"readings":' + readingsJson(run) + '}';
}

type Step = [state: 'ok' | 'busy' | 'wait' | 'failed', fault?: string];

function networkStep(d: Device): Step {
  if (d.link.state === 'up') return ['ok'];
  return d.link.fault ? ['failed', d.link.fault] : ['busy'];
}

function brokerStep(d: Device, run: Run): Step {
  if (run.settings.broker === '' || run.session.state === 'up') return ['ok'];
  if (d.link.state !== 'up') return ['wait'];
  if (d.dial.isAsking) return ['busy'];
  if (d.dial.isUnknown) return ['failed', 'unknown-host'];
  return run.session.fault ? ['failed', run.session.fault] : ['busy'];
}

/** A meter sends every ten seconds at the slowest. */
const PATIENCE_MS = 25000;
const MUCH_NOISE = 200;

function telegramStep(d: Device, run: Run): Step {
  const receiver = run.app.receiver;
  const f = receiver.faults;
  if (d.telegrams > 0) return ['ok'];
  if (f.hdlc || f.mbus) return ['failed', 'foreign'];
  if (f.tag || f['auth-key'] || f['no-key'] || f.crc) return ['ok'];
  // Who begins to listen in the middle of a frame hears noise: the next frame decides.
  if (d.nowMs - d.goodMs < PATIENCE_MS) return ['busy'];
  return ['failed', receiver.noise > MUCH_NOISE ? 'noise' : 'no-data'];
}

function decryptionStep(d: Device, run: Run): Step {
  const f = run.app.receiver.faults;
  if (d.telegrams > 0) return ['ok'];
  if (f['no-key']) return ['failed', 'no-key'];
  if (f.tag || f['auth-key']) return ['failed', 'tag'];
  return f.crc ? ['failed', 'crc'] : ['wait'];
}

function stepJson(name: string, step: Step): string {
  return '["' + name + '","' + step.join('","') + '"]';
}

/** For GET /api/try. */
export function tryJson(d: Device): string {
  const run = d.run;
  if (!run) return '{"steps":[],"readings":[]}';
  const steps = [
    stepJson('network', networkStep(d)),
    stepJson('broker', brokerStep(d, run)),
    stepJson('telegram', telegramStep(d, run)),
    stepJson('decryption', decryptionStep(d, run)),
  ].join(',');
  const ip = d.link.ip === undefined ? '' : '"ip":"' + d.link.ip + '",';
  return '{' + ip + '"steps":[' + steps + '],"readings":' + readingsJson(run) + '}';
}

const MOST_NETWORKS = 20;

/** For GET /api/scan. */
export function scanJson(d: Device): string {
  const found = d.found;
  if (!found) return '{"busy":true}';
  const seen: { [ssid: string]: boolean } = {};
  const rows: string[] = [];
  found
    .sort(function (a, b) {
      return b.rssi - a.rssi;
    })
    .forEach(function (one) {
      // "$": a name like "constructor" must not hit what every object has.
      if (one.ssid === '' || seen['$' + one.ssid] || rows.length >= MOST_NETWORKS) return;
      seen['$' + one.ssid] = true;
      rows.push('[' + jsonString(one.ssid) + ',' + one.rssi + ',"' + one.security + '"]');
    });
  return '{"networks":[' + rows.join(',') + ']}';
}
