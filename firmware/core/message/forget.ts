/**
 * What a shape has left at the broker -> what takes it away: MQTT takes an empty retained message as
 * "forget the topic" [MQTT-3.3.1-10]. For a shape that is switched off: its announcement and values
 * once more, each through here.
 */
import type { Message } from '../mqtt/packet.ts';

export function forgetMessage(message: Message): Message {
  return { topic: message.topic, payload: '', qos: 1, retain: true };
}
