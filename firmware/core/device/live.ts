/**
 * What the page is told of a dongle at work, as JSON, piece by piece. Loaded on demand.
 * In: the device. Out: texts that are ready to send.
 */
import { load as loadDiagnosis } from '../diagnose.lazy.ts';
import { jsonString } from '../message/json.ts';
import type { Fetch } from '../update/fetch.ts';
import { load as loadUpdate } from '../update/room.far.ts';
import type { Flow } from '../web/exchange.ts';
import type { Device } from './device.ts';
import { nameOf } from './name.ts';
import { load as loadReadings } from './readings.lazy.ts';

/** The broker's name is not known in this network. */
const HOST = 'unknown-host';

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

function fetchJson(fetching: Fetch): string {
  const ended = fetching.ended;
  if (ended === undefined) return '{"percent":' + loadUpdate().fetchPercent(fetching) + '}';
  return ended === 'staged' ? '{"staged":true}' : '{"error":"' + ended + '"}';
}

function stateOf(d: Device): string {
  const o = d.options;
  const run = d.run;
  const link = d.link;
  const station = link.options.station;
  const isSeen = run && d.goodTelegrams > 0;
  return pairs({
    mode: d.isSetup ? 'setup' : 'run',
    state: d.state,
    fault: o.misfit || link.fault || (d.dial.isUnknown && HOST) || (run && run.session.fault),
    name: nameOf(d),
    version: o.version,
    ip: link.ip,
    ssid: station && station.ssid,
    rssi: o.ports.wifi.about().rssi,
    free: o.ports.system.free(),
    uptime_s: Math.floor((d.nowMs - d.startMs) / 1000),
    restart: o.boot.cause,
    age_s: isSeen ? Math.floor((d.nowMs - d.goodMs) / 1000) : undefined,
    time: run && run.app.counts.latestTime,
    authenticated: isSeen ? run.app.opening.isAuthentic : undefined,
  });
}

function countsOf(d: Device): string {
  const counts = d.run && loadDiagnosis().diagnose(d.run.app, d.nowMs);
  let text = '';
  if (counts)
    text = ',"counts":{' + pairs(counts.numbers) + '},"faults":{' + pairs(counts.faults) + '}';
  if (d.fetching) text += ',"update":' + fetchJson(d.fetching);
  return text;
}

/** Of GET /api/live. */
export function nextOfLive(d: Device, flow: Flow): string {
  if (flow.at >= 0) return loadReadings().nextReadings(flow);
  flow.at = 0;
  return '{' + stateOf(d) + countsOf(d) + ',"readings":[';
}
