/** Where a receiver of forwarded frames begins. */
import { describe, expect, test } from 'vitest';
import {
  isNewFrame,
  newKnownCounter,
  noteCounter,
} from '../../../host-sim/source/known-counter.ts';
import { bytesOf, frameOf, powerTelegram } from '../../fakes/meter.ts';

describe('a known counter', () => {
  test('refuses what does not rise above it, and then is done', () => {
    const known = newKnownCounter();
    noteCounter(known, '7');
    expect([6, 7, 8, 3].map((counter) => isNewFrame(known, frameOf(counter)))).toEqual([
      ...[false, false, true],
      // From here on the core keeps count.
      true,
    ]);
  });

  test('without one, or with a text that is none, every frame is for the core to judge', () => {
    for (const text of ['', 'x', '-1', '4294967296', '99999999999', '1.5']) {
      const known = newKnownCounter();
      noteCounter(known, text);
      expect(isNewFrame(known, frameOf(0)), text).toBe(true);
    }
  });

  test('says nothing of what is no encrypted frame', () => {
    const known = newKnownCounter();
    noteCounter(known, '7');
    for (const bytes of [
      bytesOf(powerTelegram(1)),
      frameOf(1).subarray(0, 15),
      new Uint8Array(0),
    ]) {
      expect(isNewFrame(known, bytes)).toBe(true);
    }
  });
});
