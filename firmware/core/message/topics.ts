/**
 * Which topics there are, below "smarty/<device>/":
 *
 *   status          online | offline (last will)                 retained, QoS 1
 *   telegram        one JSON object a telegram                   QoS 1: waits for the broker
 *   reading/NAME    one plain number or text                     retained, QoS 0: the latest only
 *   diagnostics     JSON: counts of all that went right or wrong retained, QoS 0
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

/** The message of one reading: name and value, one blank between them. */
export function readingMessage(device: string, line: string): Message {
  const blank = line.indexOf(' ');
  const topic = topicOf(device, 'reading/' + line.substr(0, blank));
  return { topic: topic, payload: line.substr(blank + 1), qos: 0, retain: true };
}
