/**
 * Makes the readings known to Home Assistant, and takes back what was made known. So that this can be done
 * after a restart too, and by another version, what stands at the broker is noted there:
 *
 *   smarty/<device>/discovery   "<prefix> <id>", retained: below which prefix, under which id
 *
 * In: the latest readings. Out: one message after the other. Loaded for each of them: nothing stays.
 */
import type { Message } from '../mqtt/packet.ts';
import type { HomeAssistantOptions } from './entity.ts';
import { forgetMessage } from './forget.ts';
import { newHomeAssistantShape } from './homeassistant.ts';
import type { Shape, Walk } from './shape.ts';
import { topicOf } from './topics.ts';

export interface DiscoveryOptions extends HomeAssistantOptions {
  /** What was noted is taken back, unless it is what is made known now: below this prefix; '' nothing. */
  keptPrefix?: string;
}

type Announce = Required<Shape>['announce'];

export function noteTopic(device: string): string {
  return topicOf(device, 'discovery');
}

function nextEntity(o: HomeAssistantOptions, lines: string, walk: Walk): Message | undefined {
  return (newHomeAssistantShape(o).announce as Announce)(lines, walk);
}

function noteMessage(o: HomeAssistantOptions): Message {
  const payload = o.prefix + ' ' + o.id;
  return { topic: noteTopic(o.device), payload: payload, qos: 1, retain: true };
}

/** The next entity, and behind the last one the note. */
export function announceDiscovery(
  o: DiscoveryOptions,
  lines: string,
  walk: Walk,
): Message | undefined {
  if (walk.at < 0) return undefined;
  const message = nextEntity(o, lines, walk);
  if (message) return message;
  walk.at = -1;
  return noteMessage(o);
}

/** The same, empty: Home Assistant forgets the entities, and the broker the note. `id`: in use now. */
export function forgetDiscovery(
  o: DiscoveryOptions,
  id: string,
  lines: string,
  walk: Walk,
): Message | undefined {
  const isKept = o.keptPrefix !== '';
  if (walk.at < 0 || o.id === '' || (o.keptPrefix === o.prefix && o.id === id)) return undefined;
  const message = nextEntity(o, lines, walk);
  if (message) return forgetMessage(message);
  walk.at = -1;
  const note = noteMessage(o);
  // Done once and for all.
  o.id = '';
  // Where something else is made known, its note is there by now.
  return isKept ? undefined : forgetMessage(note);
}
