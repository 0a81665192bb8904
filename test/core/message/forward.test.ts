import { expect, test } from 'vitest';
import {
  forwardMessages,
  forwardStep,
  newForwarding,
} from '../../../firmware/core/message/forward.ts';
import type { ForwardOptions } from '../../../firmware/core/message/forward.ts';
import { nodeText } from '../../../host-sim/node/text.ts';
import { frameOf, newNoise } from '../../fakes/meter.ts';

const HEX: ForwardOptions = { device: 'bench', form: 'hex', qos: 1, text: nodeText };
const BINARY: ForwardOptions = { ...HEX, form: 'binary', qos: 0 };

/** The payload, and in how many steps it was made. */
function payloadOf(options: ForwardOptions, frame: Uint8Array): [payload: string, steps: number] {
  const f = newForwarding(options, frame);
  let steps = 1;
  while (!forwardStep(f)) steps++;
  return [f.payload, steps];
}

test('hex is in capitals, for frames of every size and every byte', () => {
  const noise = newNoise(5);
  for (let size = 0; size < 300; size++) {
    const frame = Uint8Array.from({ length: size }, noise);
    expect(payloadOf(HEX, frame)[0]).toBe(Buffer.from(frame).toString('hex').toUpperCase());
  }
  const all = Uint8Array.from({ length: 256 }, (_none, i) => i);
  expect(payloadOf(HEX, all)[0]).toBe(Buffer.from(all).toString('hex').toUpperCase());
});

test('hex of a frame of 1519 bytes is made in steps of about a hundred', () => {
  expect(payloadOf(HEX, new Uint8Array(1519))[1]).toBe(16);
});

test('binary is the frame itself', () => {
  const frame = frameOf(9);
  const [payload, steps] = payloadOf(BINARY, frame);
  expect([Buffer.from(payload, 'latin1').equals(frame), steps]).toEqual([true, 1]);
});

test('a frame may stay where it was received', () => {
  const frame = frameOf(9);
  const buffer = new Uint8Array(frame.length + 20).fill(255);
  buffer.set(frame, 7);
  const [payload] = payloadOf(HEX, buffer.subarray(7, 7 + frame.length));
  expect(payload).toBe(Buffer.from(frame).toString('hex').toUpperCase());
});

test('frame and counter go to topics of their own; only the counter is retained', () => {
  const f = newForwarding(HEX, Uint8Array.of(0xdb, 8));
  expect(forwardStep(f)).toBe(true);
  expect(forwardMessages(f, 4294967295)).toEqual([
    { topic: 'smarty/bench/frame', payload: 'DB08', qos: 1, retain: false },
    { topic: 'smarty/bench/frame_counter', payload: '4294967295', qos: 1, retain: true },
  ]);
});

test('a plain telegram has no counter', () => {
  const f = newForwarding(BINARY, Uint8Array.of(0x2f));
  forwardStep(f);
  expect(forwardMessages(f, undefined)).toEqual([
    { topic: 'smarty/bench/frame', payload: '/', qos: 0, retain: false },
  ]);
});
