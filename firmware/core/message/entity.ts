/**
 * One entity of Home Assistant: what every configuration has in common. In: component and name, what people
 * read, pairs of JSON that are its own. Out: the retained message.
 */
import type { Message } from '../mqtt/packet.ts';
import { jsonString } from './json.ts';

export interface HomeAssistantOptions {
  device: string;
  /** "homeassistant", where its owner has not changed it. */
  prefix: string;
  /** The meter's system title or the chip's id: letters, digits, - and _. */
  id: string;
  version: string;
  /** Make and type of the meter as its header says, if known. */
  model?: string;
  /** Seconds between two publications of the readings. */
  periodS: number;
  /** The topic of the last will, and what stands there. */
  availability: { topic: string; online: string; offline: string };
  /** The values are taken from the JSON of the telegram, not from topics of their own. */
  isJson: boolean;
  /** A dongle, which tells its state and takes commands; a host does not. */
  isDongle: boolean;
}

/** In front of the names of what is no reading: the telegram has a version, too. */
export const OWN_NAME = 'diag_';
const CONNECTION = OWN_NAME + 'connection';

export function pair(key: string, value: string): string {
  return value === '-' ? '' : ',"' + key + '":"' + value + '"';
}

/** State class and device class, and when the value is too old. */
export function classPairs(deviceClass: string, state: string, expireS: number): string {
  const classes = pair('dev_cla', deviceClass);
  if (state === 'm') return classes + pair('stat_cla', 'measurement') + ',"exp_aft":' + expireS;
  return state === 'i' ? classes + pair('stat_cla', 'total_increasing') : classes;
}

/** The message of one entity; what is unavailable with the dongle says so, but not its connection. */
export function entity(
  o: HomeAssistantOptions,
  place: string,
  label: string,
  pairs: string,
): Message {
  const a = o.availability;
  const name = place.split('/')[1];
  let json = '{"name":"' + label + '","uniq_id":"' + o.id + '_' + name + '"' + pairs;
  if (name !== CONNECTION) {
    json += ',"avty_t":"' + a.topic + '","pl_avail":"' + a.online;
    json += '","pl_not_avail":"' + a.offline + '"';
    // Homie has more states than these two, none of which is "there".
    if (a.online === 'ready')
      json += ',"avty_tpl":"{{iif(value==\'ready\',value,\'' + a.offline + '\')}}"';
  }
  json += ',"o":{"name":"Smarty dongle","sw":"' + o.version + '"},"dev":{"ids":["' + o.id;
  json += '"],"name":"' + o.device + '","mf":"Smarty dongle","sw":"' + o.version + '"';
  if (o.model) json += ',"mdl":' + jsonString(o.model);
  const topic = o.prefix + '/' + place.replace('/', '/' + o.id + '/') + '/config';
  return { topic: topic, payload: json + '}}', qos: 1, retain: true };
}
