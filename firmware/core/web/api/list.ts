/**
 * The readings as JSON, piece by piece: all of them with unit and OBIS code ('list'), or what a meter
 * measures at this moment, as one flat object ('now').
 */
import { findText } from '../../bytes.ts';
import { jsonString } from '../../message/json.ts';
import { findCode } from '../../telegram/obis.ts';
import type { Flow } from '../exchange.ts';
import type { ApiSource } from './source.ts';

/** A piece is sent once it has so many bytes. */
const ENOUGH = 350;
/** Units of what is measured, and not counted. */
const MOMENTARY = ' W V A VA var Hz ';
/** What stands in the place of a unit where there is none. */
const NO_UNITS = ' - text json ';

function isAmong(units: string, unit: string): boolean {
  return findText(units, ' ' + unit + ' ', 0) >= 0;
}

interface Item {
  name: string;
  unit: string;
  json: string;
}

function itemOf(line: string): Item {
  const words = line.split(' ');
  const value = line.substr(words[0].length + words[1].length + 2);
  return {
    name: words[0],
    unit: words[1],
    json: words[1] === 'text' ? jsonString(value) : value,
  };
}

function objectOf(item: Item): string {
  const code = findCode(item.name);
  let json = '{"name":"' + item.name + '","value":' + item.json;
  if (!isAmong(NO_UNITS, item.unit)) json += ',"unit":"' + item.unit + '"';
  if (code !== undefined) json += ',"obis":"' + code + '"';
  return json + '}';
}

function pairOf(item: Item): string {
  if (!isAmong(MOMENTARY, item.unit)) return '';
  return ',"' + item.name + '":' + item.json;
}

function headOf(source: ApiSource): string {
  const time = source.time;
  return '{' + (time === undefined ? '' : '"time":"' + time + '",') + '"age_s":' + source.ageS;
}

export function nextList(source: ApiSource, flow: Flow): string {
  const lines = flow.lines;
  const isNow = flow.kind === 'now';
  let json = '';
  if (flow.at < 0) {
    flow.at = 0;
    json = headOf(source) + (isNow ? '' : ',"readings":[');
  }
  while (json.length < ENOUGH && flow.at < lines.length) {
    const end = lines.indexOf('\n', flow.at);
    const item = itemOf(lines.substring(flow.at, end));
    json += isNow ? pairOf(item) : (flow.at > 0 ? ',' : '') + objectOf(item);
    flow.at = end + 1;
  }
  if (flow.at === lines.length) {
    json += isNow ? '}' : ']}';
    flow.at++;
  }
  return json;
}
