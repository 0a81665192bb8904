/**
 * Which topics there are, below "smarty/<device>/":
 *
 *   status          online | offline (last will)                 retained, QoS 1
 *   telegram        one JSON object a telegram                   as set; usually QoS 1: waits for the broker
 *   reading/NAME    one plain number or text (plain.ts)          as set; usually retained, QoS 0
 *   diagnostics     JSON: counts of all that went right or wrong retained, QoS 0
 *   state           one word: what the dongle is doing           retained, QoS 0; the dongle only
 */
import type { Message } from '../mqtt/packet.ts';

const ROOT = 'smarty/';

export function topicOf(device: string, name: string): string {
  return ROOT + device + '/' + name;
}

export function diagnosticsMessage(device: string, json: string): Message {
  return { topic: topicOf(device, 'diagnostics'), payload: json, qos: 0, retain: true };
}

/** What the dongle is doing, as one word. */
export function stateMessage(device: string, state: string): Message {
  return { topic: topicOf(device, 'state'), payload: state, qos: 0, retain: true };
}
