/**
 * Which topics there are, below "smarty/<device>/":
 *
 *   status          online | offline (last will)                 retained, QoS 1
 *   telegram        one JSON object a telegram                   QoS 1: waits for the broker
 *   reading/NAME    one plain number or text                     retained, QoS 0: the latest only
 *   diagnostics     JSON: counts of all that went right or wrong retained, QoS 0
 */
import type { Message } from '../mqtt/packet.ts';
import type { Reading } from '../telegram/reading.ts';
import { milliText } from '../telegram/value.ts';

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

/** Undefined for an empty text: MQTT takes an empty retained message as "forget the topic". */
export function readingMessage(device: string, reading: Reading): Message | undefined {
  const payload = reading.milli === undefined ? reading.text || '' : milliText(reading.milli);
  if (payload === '') return undefined;
  return { topic: topicOf(device, 'reading/' + reading.name), payload: payload, qos: 0, retain: true };
}
