/**
 * Which topics there are, below "smarty/<device>/":
 *
 *   status          online | offline (last will)                 retained, QoS 1
 *   telegram        one JSON object a telegram                   QoS 1: waits for the broker
 *   reading/NAME    one plain number or text                     retained, QoS 0: the latest only
 *   diagnostics     JSON: counts of all that went right or wrong retained, QoS 0
 *   state           one word: what the dongle is doing           retained, QoS 0; the dongle only
 */
import type { Message } from '../mqtt/packet.ts';

const ROOT = 'smarty/';

export function topicOf(device: string, name: string): string {
  return ROOT + device + '/' + name;
}

export function telegramMessage(device: string, json: string): Message {
  return { topic: topicOf(device, 'telegram'), payload: json, qos: 1, retain: false };
}

export function diagnosticsMessage(device: string, json: string): Message {
  return { topic: topicOf(device, 'diagnostics'), payload: json, qos: 0, retain: true };
}

/** What the dongle is doing, as one word. */
export function stateMessage(device: string, state: string): Message {
  return { topic: topicOf(device, 'state'), payload: state, qos: 0, retain: true };
}

/** The message of one reading: name, unit and value, one blank between them. */
export function readingMessage(device: string, line: string): Message {
  const blank = line.indexOf(' ');
  const topic = topicOf(device, 'reading/' + line.substr(0, blank));
  const value = line.indexOf(' ', blank + 1) + 1;
  return { topic: topic, payload: line.substr(value), qos: 0, retain: true };
}
