/**
 * Readings of a heat meter in the shapes that the core knows for electricity: Home Assistant, Homie 4
 * and 5, and mueli's tree (kamstrup/mueli.ts).
 * In: lines of name, unit and value. Out: shapes as those of the core (message/shape.ts).
 */
import { classPairs, entity, pair } from '../../../firmware/core/message/entity.ts';
import type { HomeAssistantOptions } from '../../../firmware/core/message/entity.ts';
import { noteTopic } from '../../../firmware/core/message/discovery.ts';
import { newHomeAssistantShape } from '../../../firmware/core/message/homeassistant.ts';
import { propertyOf } from '../../../firmware/core/message/homie.ts';
import type { Mapping, Property } from '../../../firmware/core/message/homie.ts';
import { newHomie4Shape } from '../../../firmware/core/message/homie4.ts';
import type { Homie4Options, Homie4Profile } from '../../../firmware/core/message/homie4.ts';
import { newHomie5Shape } from '../../../firmware/core/message/homie5.ts';
import type { Homie5Options } from '../../../firmware/core/message/homie5.ts';
import { labelOf } from '../../../firmware/core/message/label.ts';
import type { Shape } from '../../../firmware/core/message/shape.ts';
import { topicOf } from '../../../firmware/core/message/topics.ts';
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import { parseMilli } from '../../../firmware/core/telegram/value.ts';
import { MUELI_DEVICE, MUELI_ROWS, mueliValue } from '../../kamstrup/mueli.ts';
import { classOf } from '../../kamstrup/registers.ts';

export const HEAT_MUELI_ID = MUELI_DEVICE.id;

const STATES: Record<string, string> = { measurement: 'm', total_increasing: 'i' };
const NO_UNITS = ['', '-', 'text'];
/** A mass is no volume to Home Assistant, even where a meter counts water in tonnes. */
const MASSES = ['t', 't/h'];

function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** As Home Assistant and Homie spell it. */
function spelled(unit: string): string {
  return unit.replace('m3', byteString('m³')).replace(/^l\/h$/, 'L/h');
}

function linesOf(lines: string): string[] {
  return lines.split('\n').filter(Boolean);
}

/** The next line of an announcement; undefined behind the last. */
function nextLine(lines: string, walk: { at: number }): string | undefined {
  if (walk.at >= lines.length) return undefined;
  const end = lines.indexOf('\n', walk.at);
  const line = lines.substring(walk.at, end);
  walk.at = end + 1;
  return line;
}

function readingEntity(o: HomeAssistantOptions, line: string): Message {
  const [name, unit] = line.split(' ');
  const { deviceClass = '-', stateClass = '-' } = classOf(name) ?? {};
  const topic = topicOf(o.device, o.isJson ? 'telegram' : `reading/${name}`);
  const value = o.isJson ? `value_json.readings.${name}|default('')` : 'value';
  const isText = NO_UNITS.includes(unit);
  const pairs = [
    pair('stat_t', topic),
    o.isJson ? pair('val_tpl', `{{${value}}}`) : '',
    isText ? '' : pair('unit_of_meas', spelled(unit)),
    classPairs(MASSES.includes(unit) ? '-' : deviceClass, STATES[stateClass] ?? '-', 3 * o.periodS),
    isText ? pair('ent_cat', 'diagnostic') : '',
  ].join('');
  return entity(o, `sensor/${name}`, labelOf(name.split('_')), pairs);
}

/** The readings, what the reader tells of itself, and the note by which all can be taken back. */
export function heatDiscovery(options: () => HomeAssistantOptions): Shape {
  return {
    announce(lines, walk) {
      if (walk.part < 0) return undefined;
      const o = options();
      const line = walk.part === 0 ? nextLine(lines, walk) : undefined;
      if (line !== undefined) return readingEntity(o, line);
      const own = newHomeAssistantShape(o).announce?.('', walk);
      if (own) return own;
      walk.part = -1;
      const topic = noteTopic(o.device);
      return { topic, payload: `${o.prefix} ${o.id}`, qos: 1, retain: true };
    },
  };
}

const NODE = 'heat';
/** By such a name the core's Homie gives a meter a node of its own. */
const CHANNEL = 'heat_1_';
const CHANNEL_NODE = 'heat-1';

function channelLine(line: string): string {
  return `${CHANNEL}${line.replace(/^heat_/, '').replace(/^(\S+)  /, '$1 - ')}`;
}

const heatProperty: Mapping = (line) => {
  const property = propertyOf(channelLine(line));
  return { ...property, node: NODE, unit: spelled(property.unit) };
};

/** A tree whose properties are those that the meter has told. */
function newTree(o: Homie4Options, profile: Homie4Profile): Shape {
  const tree = { ...profile };
  const shape = newHomie4Shape(o, tree);
  return {
    tell: shape.tell,
    announce(lines, walk) {
      tree.lines = linesOf(lines)
        .filter((line) => profile.propertyOf(line) !== undefined)
        .map((line) => `${line}\n`)
        .join('');
      return shape.announce?.(lines, walk);
    },
  };
}

export function heatHomie4(o: Homie4Options): Shape {
  return newTree(o, { propertyOf: heatProperty, lines: '', nodeName: () => 'Heat' });
}

function mueliProperty(line: string): Property | undefined {
  const [name, unit, value] = line.split(' ');
  const row = MUELI_ROWS.find(({ reading }) => reading === name);
  const milli = parseMilli(value, '-');
  if (!row || milli === undefined) return undefined;
  const text = Buffer.from(unit, 'latin1').toString('utf8');
  const told = mueliValue(row, { unit: text, milli });
  if (told === undefined) return undefined;
  const { node, property: id } = row;
  return { node, id, datatype: 'float', unit: byteString(row.unit), value: told };
}

export function heatMueli(o: Homie4Options): Shape {
  const nodeName = (node: string) => {
    return MUELI_ROWS.find((row) => row.node === node)?.nodeName ?? node;
  };
  const name = byteString(MUELI_DEVICE.name);
  return newTree({ ...o, name }, { propertyOf: mueliProperty, lines: '', nodeName });
}

interface Description {
  nodes: Record<string, { properties: Record<string, { unit?: string }> }>;
}

/** The node of electricity, which the core always describes, is not there; that of heat has no number. */
function described(json: string): string {
  const description = JSON.parse(json) as Description;
  const { [CHANNEL_NODE]: heat } = description.nodes;
  for (const property of Object.values(heat?.properties ?? {})) {
    if (property.unit !== undefined) property.unit = spelled(property.unit);
  }
  return JSON.stringify({ ...description, nodes: heat ? { [NODE]: heat } : {} });
}

export function heatHomie5(o: Homie5Options): Shape {
  const shape = newHomie5Shape(o);
  const renamed = (message: Message | undefined): Message | undefined => {
    if (!message) return undefined;
    const topic = message.topic.replace(`/${CHANNEL_NODE}/`, `/${NODE}/`);
    const isDescription = topic.endsWith('/$description');
    return {
      ...message,
      topic,
      payload: isDescription ? described(message.payload) : message.payload,
    };
  };
  let announced = '';
  return {
    tell: (line) => renamed(shape.tell?.(channelLine(line))),
    announce(lines, walk) {
      if (walk.part === 0)
        announced = linesOf(lines)
          .map((line) => `${channelLine(line)}\n`)
          .join('');
      return renamed(shape.announce?.(announced, walk));
    },
  };
}
