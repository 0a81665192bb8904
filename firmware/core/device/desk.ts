/**
 * Settings as the page reads, tries and saves them. Loaded on demand.
 * In: the device and the body of a request. Out: the answer, and what is to be done.
 */
import { load as loadCheck } from '../config/check.far.ts';
import { load as loadParse } from '../config/parse.far.ts';
import { load as loadPublic } from '../config/public.far.ts';
import { load as loadSaved } from '../config/saved.far.ts';
import type { Settings } from '../config/settings.ts';
import type { Outcome } from '../web/device.ts';
import type { Device } from './device.ts';
import { firstName } from './name.ts';
import { restartSoon } from './restart.ts';
import { stationOf } from './station.ts';

/** Joins where that is another network than now, and works with these settings. */
function workWith(d: Device, s: Settings): void {
  const link = d.link;
  const before = JSON.stringify(link.options.station);
  const station = stationOf(s);
  if (before !== JSON.stringify(station) || link.state !== 'up') {
    link.options.station = station;
    link.state = 'off';
    link.ip = undefined;
    link.fault = undefined;
    link.failures = 0;
  }
  d.wanted = s;
  d.chores.push('try');
}

/** What is wrong is told, and the work goes on with the settings that there are. */
function refuse(d: Device, status: number, json: string): Outcome {
  if (d.settings) workWith(d, d.settings);
  return { status: status, json: json };
}

/** The settings that a body asks for, or the answer that says what is wrong with it. */
function judge(d: Device, body: string): Settings | Outcome {
  const given = loadParse().parseObject(body);
  if (!given) return refuse(d, 400, '{"error":"json"}');
  const checked = loadCheck().checkSettings(given, d.settings, firstName(d.options.identity));
  if (checked.settings) return checked.settings;
  return refuse(d, 422, '{"faults":' + JSON.stringify(checked.faults) + '}');
}

function isOutcome(x: Settings | Outcome): x is Outcome {
  return (x as Outcome).json !== undefined;
}

export function save(d: Device, body: string): Outcome {
  const judged = judge(d, body);
  if (isOutcome(judged)) return judged;
  if (!loadSaved().saveSettings(d.options.ports.flash, d.options.ports.digest, judged)) {
    return refuse(d, 500, '{"error":"flash"}');
  }
  d.settings = judged;
  restartSoon(d, 'saved');
  return { status: 200, json: '{"saved":true,"name":"' + judged.name + '"}' };
}

/** Works with settings that are not saved. */
export function startTry(d: Device, body: string): Outcome {
  const judged = judge(d, body);
  if (isOutcome(judged)) return judged;
  workWith(d, judged);
  return { status: 202, json: '{}' };
}

/** What the settings are without any. */
const NONE = '{"settings":{}';

/** A dongle that was never set up tells the name that it goes by, which the owner may keep. */
export function settings(d: Device): string {
  const json = loadPublic().publicSettings(d.settings);
  if (d.settings) return json;
  return '{"settings":{"name":"' + firstName(d.options.identity) + '"}' + json.substr(NONE.length);
}
