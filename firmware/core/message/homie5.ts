/**
 * The Homie convention 5.0: <root>/5/<id>/ with $state, $description and the values; all retained, QoS 1,
 * which it allows where QoS 2 cannot be had. "lost" is the last will of the session.
 *
 *   {"homie":"5.0","version":1,"name":"..","nodes":{"electricity":{"properties":
 *   {"power-imported":{"datatype":"float","unit":"W"}, ...}}, ...}}
 *
 * Nodes and properties go without names: their ids stand for them. $state is told to be init again and
 * again while the description grows, a few readings at a time.
 */
import type { Message } from '../mqtt/packet.ts';
import type { HomieOptions } from './homie.ts';
import { propertyOf } from './homie.ts';
import { jsonString } from './json.ts';
import type { Shape } from './shape.ts';

export interface Homie5Options extends HomieOptions {
  /** Of the description: a higher one whenever it changes, such as the seconds since 1970. */
  version(): number;
}

const FIRST = 'electricity';
/** Lines that are described in one go: the meter's bytes must not wait for long. */
const LINES = 6;

/** A description that grows: what is not of the first node, little, is kept beside it. */
interface Growth {
  json: string;
  others: { [node: string]: string };
}

/** Describes some more of the readings; `at`: where the first of them begins. Gives where the next one does. */
function describeMore(g: Growth, lines: string, at: number): number {
  for (let i = 0; i < LINES && at < lines.length; i++) {
    const end = lines.indexOf('\n', at);
    const p = propertyOf(lines.substring(at, end));
    const unit = p.unit ? '","unit":"' + p.unit : '';
    const pair = ',"' + p.id + '":{"datatype":"' + p.datatype + unit + '"}';
    at = end + 1;
    if (p.node !== FIRST) g.others[p.node] = (g.others[p.node] || '') + pair;
    // It grows in place: there is no room for two of it.
    else g.json += g.json.charAt(g.json.length - 1) === '{' ? pair.substr(1) : pair;
  }
  return at;
}

export function newHomie5Shape(o: Homie5Options): Shape {
  const base = o.root + '/5/' + o.id + '/';
  let growth: Growth = { json: '', others: {} };

  function message(topic: string, payload: string): Message {
    return { topic: base + topic, payload: payload, qos: 1, retain: true };
  }

  function begin(): void {
    const head = '{"homie":"5.0","version":' + o.version() + ',"name":' + jsonString(o.name);
    const json = head + ',"nodes":{"' + FIRST + '":{"properties":{';
    growth = { json: json, others: {} };
  }

  function finish(): Message {
    const g = growth;
    growth = { json: '', others: {} };
    Object.keys(g.others).forEach(function (node) {
      g.json += '}},"' + node + '":{"properties":{' + g.others[node].substr(1);
    });
    return message('$description', g.json + '}}}}');
  }

  return {
    tell: function (line) {
      const p = propertyOf(line);
      return p.value === undefined ? undefined : message(p.node + '/' + p.id, p.value);
    },
    announce: function (lines, walk) {
      if (!walk.part) begin();
      if (walk.at < lines.length || !walk.part) {
        walk.part = 1;
        walk.at = describeMore(growth, lines, walk.at);
        return message('$state', 'init');
      }
      // Until there are readings the device is no more than on its way.
      if (lines === '' || walk.part > 2) return undefined;
      return walk.part++ === 1 ? finish() : message('$state', 'ready');
    },
  };
}
