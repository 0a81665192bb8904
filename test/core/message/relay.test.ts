import { expect, test } from 'vitest';
import { TELEGRAMS } from '../../../firmware/core/counts.ts';
import type { FrameForm } from '../../../firmware/core/message/forward.ts';
import { newRelay } from '../../../firmware/core/message/relay.ts';
import { nodeText } from '../../../host-sim/node/text.ts';
import { feed, newBench, wait } from '../../fakes/bench-app.ts';
import type { Bench, BenchOptions } from '../../fakes/bench-app.ts';
import { frameOf, joined, KEY, telegramOf } from '../../fakes/meter.ts';

/** QoS 1: what nobody takes waits in the queue, where it can be looked at. */
function newForwarder(o: BenchOptions = {}, form: FrameForm = 'hex', qos: 0 | 1 = 1): Bench {
  const forward = newRelay({ device: 'bench', form, qos, text: nodeText });
  return newBench({ ...o, more: { shapes: [], telegram: undefined, forward, ...o.more } });
}

const queueOf = (bench: Bench) =>
  bench.app.options.session.queue.messages.map(({ topic, payload, retain }) => {
    return `${topic.slice('smarty/bench/'.length)}${retain ? ' retained' : ''} ${payload}`;
  });

const hexOf = (frame: Uint8Array) => Buffer.from(frame).toString('hex').toUpperCase();

const toldOf = (frame: Uint8Array, counter: number) => [
  `frame ${hexOf(frame)}`,
  `frame_counter retained ${counter}`,
];

test.each([
  ['with the key they are read too', KEY, 2],
  ['without a key they are handed on as they are', null, 0],
])('good frames go out with their counters: %s', (_how, key, read) => {
  const bench = newForwarder({ key });
  feed(bench, joined(frameOf(7), frameOf(8)));
  expect(queueOf(bench)).toEqual([...toldOf(frameOf(7), 7), ...toldOf(frameOf(8), 8)]);
  expect(bench.snapshots).toHaveLength(read);
  expect([bench.app.counts.numbers[TELEGRAMS], bench.app.receiver.faults]).toEqual([2, {}]);
});

test('as bytes a frame is told whole', () => {
  const bench = newForwarder({ key: null }, 'binary');
  feed(bench, frameOf(7));
  const [{ payload }] = bench.app.options.session.queue.messages;
  expect(Buffer.from(payload, 'latin1').equals(frameOf(7))).toBe(true);
});

test('without a key a stream of frames is enough, and a plain telegram is read', () => {
  const frames: string[] = [];
  const bench = newBench({ key: null, onFrame: (frame) => frames.push(frame) });
  const plain = Buffer.from(telegramOf(['1-0:1.7.0(00.286*kW)']), 'latin1');
  feed(bench, joined(frameOf(7), plain));
  expect(frames).toEqual([Buffer.from(frameOf(7)).toString('latin1'), plain.toString('latin1')]);
  expect([bench.snapshots.length, bench.app.receiver.faults]).toEqual([1, {}]);
});

test('where nobody wants them, frames without a key are refused', () => {
  const bench = newBench({ key: null });
  feed(bench, frameOf(7));
  expect(bench.app.receiver.faults).toEqual({ 'no-key': 1 });
});

test.each([KEY, null])('a copy is not handed on (key %s)', (key) => {
  const bench = newForwarder({ key });
  feed(bench, joined(frameOf(7), frameOf(7), frameOf(6), frameOf(8)));
  expect(queueOf(bench)).toEqual([...toldOf(frameOf(7), 7), ...toldOf(frameOf(8), 8)]);
  expect(bench.app.receiver.faults).toEqual({ replay: 2 });
});

test('a frame that has lost bytes does not swallow the next one, wherever it was cut', () => {
  const frame = frameOf(7);
  for (let cut = 19; cut <= frame.length - 10; cut += 7) {
    const bench = newForwarder({ key: null });
    feed(bench, joined(frame.subarray(0, cut), frameOf(8)));
    wait(bench, 2000);
    expect(queueOf(bench), `byte ${cut}`).toEqual(toldOf(frameOf(8), 8));
    expect(bench.app.receiver.faults).toEqual({ cut: 1 });
  }
});

test('what the key does not open is not handed on', () => {
  const bench = newForwarder({ key: '0'.repeat(32) });
  feed(bench, frameOf(7));
  expect(queueOf(bench)).toEqual([]);
});

test.each([
  ['with QoS 0 while there is no broker', 0, {}],
  ['while settings are only tried', 1, { isTrial: true }],
] as const)('nothing is told %s, and the work goes on', (_when, qos, more) => {
  const bench = newForwarder({ key: KEY, more }, 'hex', qos);
  feed(bench, joined(frameOf(7), frameOf(8)));
  expect(queueOf(bench)).toEqual([]);
  expect(bench.snapshots).toHaveLength(2);
});
