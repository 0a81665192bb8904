/**
 * The Homie convention 5.0: <root>/5/<id>/ with $state, $description and the values; all retained, QoS 1,
 * which it allows where QoS 2 cannot be had. "lost" is the last will of the session.
 *
 *   {"homie":"5.0","version":1,"name":"..","nodes":{"electricity":{"properties":
 *   {"power-imported":{"datatype":"float","unit":"W"}, ...}}, ...}}
 *
 * Nodes and properties go without names: their ids stand for them.
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

/** One text that grows in place; only what is not of the first node, little, is kept beside it. */
function descriptionOf(o: Homie5Options, lines: string): string {
  const others: { [node: string]: string } = {};
  let json = '{"homie":"5.0","version":' + o.version() + ',"name":' + jsonString(o.name);
  json += ',"nodes":{"' + FIRST + '":{"properties":{';
  let comma = '';
  let at = 0;
  while (at < lines.length) {
    const end = lines.indexOf('\n', at);
    const p = propertyOf(lines.substring(at, end));
    at = end + 1;
    const unit = p.unit ? '","unit":"' + p.unit : '';
    const pair = '"' + p.id + '":{"datatype":"' + p.datatype + unit + '"}';
    if (p.node === FIRST) {
      json += comma + pair;
      comma = ',';
    } else others[p.node] = (others[p.node] ? others[p.node] + ',' : '') + pair;
  }
  Object.keys(others).forEach(function (node) {
    json += '}},"' + node + '":{"properties":{' + others[node];
  });
  return json + '}}}}';
}

export function newHomie5Shape(o: Homie5Options): Shape {
  const base = o.root + '/5/' + o.id + '/';

  function message(topic: string, payload: string): Message {
    return { topic: base + topic, payload: payload, qos: 1, retain: true };
  }

  return {
    tell: function (line) {
      const p = propertyOf(line);
      return p.value === undefined ? undefined : message(p.node + '/' + p.id, p.value);
    },
    announce: function (lines, walk) {
      const part = walk.part++;
      if (!part) return message('$state', 'init');
      // Until there are readings the device is no more than on its way.
      if (lines === '' || part > 2) return undefined;
      return part === 1
        ? message('$description', descriptionOf(o, lines))
        : message('$state', 'ready');
    },
  };
}
