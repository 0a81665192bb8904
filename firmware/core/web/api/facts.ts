/**
 * What a dongle tells of itself as JSON, piece by piece: names and counts of docs/readings.md, and
 * every fault, also those that have not happened.
 */
import { jsonString } from '../../message/json.ts';
import type { Flow } from '../exchange.ts';
import { FAULTS } from './faults.ts';
import type { ApiSource } from './source.ts';

const AT_ONCE = 12;

function headOf(source: ApiSource): string {
  const facts = source.facts;
  let json = '{"name":' + jsonString(source.name) + ',"version":' + jsonString(source.version);
  if (source.time !== undefined) json += ',"time":"' + source.time + '"';
  if (source.ageS !== undefined) json += ',"age_s":' + source.ageS;
  Object.keys(facts.texts).forEach(function (name) {
    // Both were told.
    if (name !== 'version' && name !== 'latest_time') {
      json += ',"' + name + '":' + jsonString(facts.texts[name]);
    }
  });
  Object.keys(facts.numbers).forEach(function (name) {
    json += ',"' + name + '":' + facts.numbers[name];
  });
  return json + ',"faults":{';
}

export function nextFacts(source: ApiSource, flow: Flow): string {
  if (flow.at < 0) {
    flow.at = 0;
    return headOf(source);
  }
  const counts = source.facts.faults;
  let json = '';
  for (let i = 0; i < AT_ONCE && flow.at < FAULTS.length; i++) {
    const end = FAULTS.indexOf(' ', flow.at);
    const name = FAULTS.substring(flow.at, end);
    json += (flow.at > 0 ? ',"' : '"') + name + '":' + (counts[name] || 0);
    flow.at = end + 1;
  }
  if (flow.at === FAULTS.length) {
    json += '}}';
    flow.at++;
  }
  return json;
}
