/**
 * A topic for each reading: a plain number or text.
 * In: lines of name, unit and value, one blank between them. Out: messages.
 */
import type { Message } from '../mqtt/packet.ts';
import { topicOf } from './topics.ts';

export interface PlainOptions {
  /** The name of this dongle in topics. */
  device: string;
  qos: 0 | 1;
  retain: boolean;
}

export function readingMessage(o: PlainOptions, line: string): Message {
  const blank = line.indexOf(' ');
  const topic = topicOf(o.device, 'reading/' + line.substr(0, blank));
  const value = line.indexOf(' ', blank + 1) + 1;
  return { topic: topic, payload: line.substr(value), qos: o.qos, retain: o.retain };
}
