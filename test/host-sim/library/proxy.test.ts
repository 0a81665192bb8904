/** The callback of smarty_dsmr_proxy, as its users know it. */
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { smartyProxy } from '../../../host-sim/library/main.ts';
import type { FrameError, ProxyCallback, Telegram } from '../../../host-sim/library/main.ts';
import { bytesOf, frameOf, KEY, powerTelegram } from '../../fakes/meter.ts';

type Call = [number | undefined, Telegram | undefined, FrameError | undefined];

async function callsOf(source: Uint8Array[], key: string | undefined = KEY) {
  const calls: Call[] = [];
  await smartyProxy({ source, key }, (counter, telegram, error) => {
    calls.push([counter, telegram, error]);
  });
  return calls;
}

/** Which of the three are there. */
const shape = ([counter, telegram, error]: Call) =>
  [counter, telegram?.readings.power_imported?.value, error?.fault]
    .map((one) => one ?? '-')
    .join(' ');

describe('the callback of smarty_dsmr_proxy', () => {
  test('smarty_dsmr_proxy: the frame counter, then the telegram, each in a call of its own', async () => {
    const calls = await callsOf([frameOf(11), frameOf(12)]);
    expect(calls.map(shape)).toEqual(['11 - -', '- 11 -', '12 - -', '- 12 -']);
  });

  test('smarty_dsmr_proxy: or the error, which says what to do', async () => {
    const spoiled = frameOf(12);
    spoiled[25] ^= 4;
    const calls = await callsOf([frameOf(11), spoiled, frameOf(13)]);
    expect(calls.map(shape)).toEqual([
      ...['11 - -', '- 11 -'],
      ...['12 - -', '- - tag'],
      ...['13 - -', '- 13 -'],
    ]);
    expect(calls[3][2]).toBeInstanceOf(Error);
    expect(calls[3][2]?.message).toMatch(/compare the key, digit by digit/);
  });

  test('smarty_dsmr_proxy: of the three exactly one is there in every call', async () => {
    const noise = Uint8Array.from({ length: 3000 }, (_none, i) => (i * 73) & 255);
    const half = frameOf(2).subarray(0, 60);
    const calls = await callsOf([noise, frameOf(1), half, frameOf(3), frameOf(3), noise]);
    for (const call of calls) expect(call.filter((one) => one !== undefined)).toHaveLength(1);
    expect(calls.map(shape)).toContain('- 3 -');
    expect(calls.map(shape)).toContain('- - replay');
  });

  test('a telegram that comes in the clear has no counter', async () => {
    expect((await callsOf([bytesOf(powerTelegram(5))], undefined)).map(shape)).toEqual(['- 5 -']);
  });

  test('smarty_dsmr_proxy: one call at a time, and a call that takes long is waited for', async () => {
    let under = 0;
    const order: string[] = [];
    const callback: ProxyCallback = async (counter, telegram, error) => {
      expect(++under).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, counter === undefined ? 1 : 3));
      order.push(shape([counter, telegram, error]));
      under--;
    };
    await smartyProxy({ source: [frameOf(1), frameOf(2), frameOf(3)], key: KEY }, callback);
    expect(order).toEqual(['1 - -', '- 1 -', '2 - -', '- 2 -', '3 - -', '- 3 -']);
  });

  test('what the callback throws ends the reading, and nothing more is called', async () => {
    let calls = 0;
    const run = smartyProxy({ source: [frameOf(1), frameOf(2), frameOf(3)], key: KEY }, () => {
      if (++calls === 2) throw new Error('enough');
    });
    await expect(run).rejects.toThrow('enough');
    expect(calls).toBe(2);
  });

  test('a signal ends it, also while nothing comes', async () => {
    const ending = new AbortController();
    const source = new PassThrough();
    source.write(frameOf(1));
    const end = () => setImmediate(() => ending.abort());
    await smartyProxy({ source, key: KEY, signal: ending.signal }, end);
    expect(source.destroyed).toBe(true);
  });

  test('a signal ends it', async () => {
    const ending = new AbortController();
    let calls = 0;
    const options = { source: 'simulated', sourceSettings: { period_s: 0 } };
    await smartyProxy({ ...options, signal: ending.signal }, () => {
      if (++calls === 4) ending.abort();
    });
    expect(calls).toBeGreaterThanOrEqual(4);
  });
});
