/** What a person is told of a meter: each fault once an hour, and silence. Time is a number here. */
import { describe, expect, test } from 'vitest';
import { FAULT_MEANINGS } from '../../../firmware/core/fault.ts';
import {
  newWatch,
  watchFault,
  watchSealed,
  watchTelegram,
  watchTime,
} from '../../../host-sim/reader/watch.ts';

const HOUR_MS = 3_600_000;

function watched() {
  const told: string[] = [];
  const watch = newWatch('house', (level, text) => told.push(`${level}: ${text}`), 0);
  return { watch, told };
}

describe('a watch', () => {
  test('smarty_dsmr_proxy: what is left of a frame whose beginning was missed is no news', () => {
    const { watch, told } = watched();
    watchFault(watch, 'cut', 10);
    watchTelegram(watch, 10_000);
    expect(told).toEqual([]);
    watchFault(watch, 'cut', 20_000);
    expect(told).toEqual([`warning: house: ${FAULT_MEANINGS.cut}`]);
  });

  test('a second such fault before any telegram is told, and so is a decisive one at once', () => {
    const { watch, told } = watched();
    watchFault(watch, 'tag', 10);
    watchFault(watch, 'tag', 10_010);
    expect(told).toEqual([`warning: house: ${FAULT_MEANINGS.tag}`]);
    for (const fault of ['hdlc', 'auth-key', 'no-key', 'security', 'dlms'] as const) {
      const other = watched();
      watchFault(other.watch, fault, 10);
      expect(other.told).toEqual([`warning: house: ${FAULT_MEANINGS[fault]}`]);
    }
  });

  test('mueli: a line out of step gives one sentence an hour, and no line a byte', () => {
    const { watch, told } = watched();
    watchTelegram(watch, 0);
    for (let ms = 0; ms < HOUR_MS; ms += 1000) watchFault(watch, 'crc', ms);
    expect(told).toHaveLength(1);
    watchFault(watch, 'crc', HOUR_MS);
    expect(told[1]).toBe(
      `warning: house: ${FAULT_MEANINGS.crc} (3600 times since this was last told)`,
    );
  });

  test('silence is told once, with what may be wrong before the first telegram', () => {
    const { watch, told } = watched();
    watchTime(watch, 29_000);
    expect(told).toEqual([]);
    watchTime(watch, 31_000);
    watchTime(watch, 99_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^warning: house: no telegram has come for 31 s\. Is the cable in/);
    watchTelegram(watch, 100_000);
    expect(told[1]).toBe('info: house: telegrams come again.');
    watchTime(watch, 131_000);
    expect(told[2]).toBe('warning: house: no telegram has come for 31 s.');
  });

  test('a meter that is slow by nature is not silent', () => {
    const { watch, told } = watched();
    for (let i = 0; i < 5; i++) watchTelegram(watch, i * 25_000);
    watchTime(watch, 100_000 + 74_000);
    expect(told).toEqual([]);
    watchTime(watch, 100_000 + 76_000);
    expect(told).toHaveLength(1);
  });

  test('frames without a key are told once, and are no silence', () => {
    const { watch, told } = watched();
    for (let ms = 0; ms < 200_000; ms += 10_000) {
      watchSealed(watch, ms);
      watchTime(watch, ms + 9000);
    }
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(FAULT_MEANINGS['no-key']);
    expect(told[0]).toContain('"smarty keys" says how');
  });
});
