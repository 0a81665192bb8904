/**
 * Messages on their way to the broker, oldest first, within a bound of bytes.
 * In: messages, out: the PUBLISH packet of the oldest. A QoS 0 message is done with once it has
 * gone out; a QoS 1 message is then in flight, and goes out again until it is acknowledged
 * (OASIS MQTT 3.1.1, §4.3). When room is short the oldest are dropped, never the one in flight.
 */
import type { Message } from './packet.ts';
import { encodePublishHead, TEXT_LIMIT } from './packet.ts';

/**
 * What a message costs beyond its texts. Measured on Espruino: the record and the two string
 * heads take 12.5 variables of 14 bytes.
 */
export const MESSAGE_OVERHEAD = 176;

/** The ids below are for the packets of the session itself [MQTT-2.3.1-2]. */
export const FIRST_MESSAGE_ID = 16;
/** Any up to 65535 will do; on Espruino a number above 8191 takes a variable of its own. */
const LAST_MESSAGE_ID = 8191;

export interface Queue {
  capacityBytes: number;
  bytes: number;
  /** Kept as given: whoever queues a message does not change it afterwards. */
  messages: Message[];
  /** The oldest has gone out and waits for the acknowledgement of its id. */
  inFlight: boolean;
  id: number;
  /** Given up for want of room, or refused. */
  dropped: number;
}

function sizeOf(message: Message): number {
  return message.topic.length + message.payload.length + MESSAGE_OVERHEAD;
}

function removeAt(queue: Queue, index: number): void {
  queue.bytes -= sizeOf(queue.messages[index]);
  queue.messages.splice(index, 1);
}

function markInFlight(queue: Queue): void {
  queue.inFlight = true;
  queue.id = queue.id < LAST_MESSAGE_ID ? queue.id + 1 : FIRST_MESSAGE_ID;
}

export function newQueue(capacityBytes: number): Queue {
  return {
    capacityBytes,
    bytes: 0,
    messages: [],
    inFlight: false,
    id: FIRST_MESSAGE_ID - 1,
    dropped: 0,
  };
}

/** False: refused, because it can never be sent or has no room beside the one in flight. */
export function pushMessage(queue: Queue, message: Message): boolean {
  const size = sizeOf(message);
  const kept = queue.inFlight ? 1 : 0;
  const keptBytes = queue.inFlight ? sizeOf(queue.messages[0]) : 0;
  // [MQTT-4.7.3-1] [MQTT-4.7.3-3]
  const isTopic = message.topic !== '' && message.topic.length <= TEXT_LIMIT;
  if (!isTopic || keptBytes + size > queue.capacityBytes) {
    queue.dropped++;
    return false;
  }
  while (queue.bytes + size > queue.capacityBytes) {
    removeAt(queue, kept);
    queue.dropped++;
  }
  queue.messages.push(message);
  queue.bytes += size;
  return true;
}

/** The packet to hand over next, in two parts: the payload is not copied. Only of a queue that is not empty. */
export function takeOldest(queue: Queue): { head: string; payload: string } {
  const message = queue.messages[0];
  const isRepeat = queue.inFlight;
  if (message.qos === 0) removeAt(queue, 0);
  // [MQTT-2.3.1-3]
  else if (!isRepeat) markInFlight(queue);
  // [MQTT-3.3.1-1]
  return { head: encodePublishHead(message, queue.id, isRepeat), payload: message.payload };
}

/** The broker has the message in flight. */
export function acknowledgeOldest(queue: Queue): void {
  removeAt(queue, 0);
  queue.inFlight = false;
}
