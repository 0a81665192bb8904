/**
 * The readings of the latest telegram as JSON for the page, a few at a time: [name, value, unit] of
 * each.
 */
import { jsonString } from '../message/json.ts';
import type { Flow } from '../web/exchange.ts';

const AT_ONCE = 8;

/** Numbers of things, texts and JSON have none. */
function isUnit(word: string): boolean {
  return word !== '-' && word !== 'text' && word !== 'json';
}

function readingJson(line: string): string {
  const words = line.split(' ');
  const unit = isUnit(words[1]) ? words[1] : '';
  const value = line.substr(words[0].length + words[1].length + 2);
  return '["' + words[0] + '",' + jsonString(value) + ',"' + unit + '"]';
}

/** The next piece, the last one with the end of the whole answer; then nothing. */
export function nextReadings(flow: Flow): string {
  const lines = flow.lines;
  let json = '';
  for (let i = 0; i < AT_ONCE && flow.at < lines.length; i++) {
    const end = lines.indexOf('\n', flow.at);
    if (flow.at > 0) json += ',';
    json += readingJson(lines.substring(flow.at, end));
    flow.at = end + 1;
  }
  if (flow.at === lines.length) json += ']}';
  if (flow.at >= lines.length) flow.at++;
  return json;
}
