/**
 * Encrypted forwarding: a frame as it was received -> messages, for those who decrypt elsewhere.
 *
 *   frame           the whole frame, from DB to its tag, as hex in capitals or as bytes
 *   frame_counter   its counter, a plain number; retained, so that a receiver that starts anew knows
 *                   below what a frame is a copy (Lux. P1 specification §3.2.5)
 *
 * Hex is written in steps, each short enough to serve the UART in between. The bytes may stay where
 * they were received: they are only read.
 */
import type { Message } from '../mqtt/packet.ts';
import type { Text } from '../ports.ts';
import { topicOf } from './topics.ts';

export type FrameForm = 'hex' | 'binary';

export interface ForwardOptions {
  device: string;
  form: FrameForm;
  qos: 0 | 1;
  text: Text;
}

export interface Forwarding {
  options: ForwardOptions;
  bytes: Uint8Array;
  /** How far it has come. */
  at: number;
  payload: string;
}

/** Bytes that one step writes, a multiple of three. */
const STEP = 96;

/** `frame` must not change before the last step. */
export function newForwarding(options: ForwardOptions, frame: Uint8Array): Forwarding {
  return { options: options, bytes: frame, at: 0, payload: '' };
}

/**
 * Three bytes at a time: a fifth faster on Espruino than a typed table of digit pairs, and nearly twice
 * as fast as one of text.
 */
function writeHex(f: Forwarding, end: number): void {
  const b = f.bytes;
  let i = f.at;
  let hex = '';
  while (i < end - 2) {
    hex += (0x1000000 | (b[i++] << 16) | (b[i++] << 8) | b[i++]).toString(16).substr(1);
  }
  while (i < end) hex += (256 | b[i++]).toString(16).substr(1);
  f.payload += hex.toUpperCase();
  f.at = end;
}

/** Goes on with the payload. True when it is complete. */
export function forwardStep(f: Forwarding): boolean {
  const size = f.bytes.length;
  if (f.options.form === 'hex') writeHex(f, Math.min(size, f.at + STEP));
  else {
    f.payload = f.options.text.ofBytes(f.bytes);
    f.at = size;
  }
  return f.at === size;
}

/** What to publish once the payload is complete. `counter`: undefined for a plain telegram. */
export function forwardMessages(f: Forwarding, counter: number | undefined): Message[] {
  const o = f.options;
  const frame = {
    topic: topicOf(o.device, 'frame'),
    payload: f.payload,
    qos: o.qos,
    retain: false,
  };
  if (counter === undefined) return [frame];
  const topic = topicOf(o.device, 'frame_counter');
  return [frame, { topic: topic, payload: '' + counter, qos: o.qos, retain: true }];
}
