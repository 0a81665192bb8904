/**
 * The Homie convention 4.0.0: a tree of retained topics, QoS 1, below <root>/<id>/.
 *
 *   $state init | of each property $name, $datatype, $unit | of each node $name, $type, $properties |
 *   $name, $nodes, $extensions, $implementation, what the extension wants, $homie | $state ready
 *
 * $homie, by which devices are found, comes when the tree is there. "lost" is the last will of the
 * session. An empty payload cannot be retained, so $extensions exists only where one is named: the
 * legacy firmware, when its addresses are known.
 */
import type { Message } from '../mqtt/packet.ts';
import type { HomieOptions, Mapping, Property } from './homie.ts';
import { propertyOf } from './homie.ts';
import { labelOf } from './label.ts';
import type { Shape, Walk } from './shape.ts';

/** "192.168.1.20" and "A1:B2:C3:D4:E5:F6". */
export interface LocalAddress {
  ip: string;
  mac: string;
}

export interface Homie4Options extends HomieOptions {
  version: string;
  /** As soon as they are known. */
  local?(): LocalAddress | undefined;
}

/** Another tree than that of all readings. */
export interface Homie4Profile {
  propertyOf: Mapping;
  /** Lines of the readings that are announced, whether the meter has them or not. */
  lines: string;
  nodeName(node: string): string;
}

/** What has been announced: the ids of each node's properties. Only while an announcement goes on. */
interface Tree {
  [node: string]: string;
}

const HEAD =
  '$name $nodes $extensions $implementation $localip $mac $fw/name $fw/version $homie $state';
const FIRMWARE = 'smarty-dongle';
const LEGACY_FIRMWARE = 'org.homie.legacy-firmware:0.1.1:[4.x]';

/** Topic and payload of the attribute of a property: 1 name, 2 datatype, 3 unit. */
function propertyAttribute(p: Property, part: number): string[] {
  const base = p.node + '/' + p.id + '/';
  if (part === 1) return [base + '$name', labelOf(p.id.split('-'))];
  if (part === 2) return [base + '$datatype', p.datatype === 'json' ? 'string' : p.datatype];
  return [base + '$unit', p.unit];
}

/** The attribute of a node, three each, or behind these one of the device; undefined: that was all. */
function lastAttribute(
  o: Homie4Options,
  tree: Tree,
  profile: Homie4Profile | undefined,
  walk: Walk,
): string[] | undefined {
  const nodes = Object.keys(tree);
  const index = walk.part++ - 1;
  if (index < 3 * nodes.length) {
    const node = nodes[Math.floor(index / 3)];
    const name = profile ? profile.nodeName(node) : labelOf(node.split('-'));
    if (index % 3 === 0) return [node + '/$name', name];
    return index % 3 === 1 ? [node + '/$type', node] : [node + '/$properties', tree[node]];
  }
  const local = o.local && o.local();
  const values = [o.name, nodes.join(','), local ? LEGACY_FIRMWARE : '', FIRMWARE];
  values.push(local ? local.ip : '', local ? local.mac : '', FIRMWARE, o.version, '4.0.0', 'ready');
  let row = index - 3 * nodes.length;
  // What the extension wants is told with it alone.
  if (!local && row > 3) row += 4;
  return row < values.length ? [HEAD.split(' ')[row], values[row]] : undefined;
}

export function newHomie4Shape(o: Homie4Options, profile?: Homie4Profile): Shape {
  const toProperty = profile ? profile.propertyOf : propertyOf;
  const base = o.root + '/' + o.id + '/';
  let tree: Tree = {};

  function message(topic: string, payload: string): Message {
    return { topic: base + topic, payload: payload, qos: 1, retain: true };
  }

  return {
    tell: function (line) {
      const p = toProperty(line);
      return p && p.value !== undefined ? message(p.node + '/' + p.id, p.value) : undefined;
    },
    announce: function (latest, walk) {
      const lines = profile ? profile.lines : latest;
      if (!walk.part) {
        tree = {};
        walk.part = 1;
        return message('$state', 'init');
      }
      // Until there are readings the device is no more than on its way.
      if (lines === '') return undefined;
      let attribute: string[] | undefined;
      if (walk.at < lines.length) {
        const end = lines.indexOf('\n', walk.at);
        const p = toProperty(lines.substring(walk.at, end)) as Property;
        if (walk.part === 1) tree[p.node] = (tree[p.node] ? tree[p.node] + ',' : '') + p.id;
        attribute = propertyAttribute(p, walk.part++);
        if (walk.part > (p.unit ? 3 : 2)) {
          walk.at = end + 1;
          walk.part = 1;
        }
      } else attribute = lastAttribute(o, tree, profile, walk);
      if (!attribute) tree = {};
      return attribute && message(attribute[0], attribute[1]);
    },
  };
}
