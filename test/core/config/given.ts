/** Settings for tests of this room, made up; and byte strings of texts. */
import { checkSettings } from '../../../firmware/core/config/check.ts';
import type { Given } from '../../../firmware/core/config/parse.ts';
import type { Settings } from '../../../firmware/core/config/settings.ts';

export const NAME = 'smarty-a1b2';

/** As it comes from a socket: one character, one byte of UTF-8. */
export function bytesOf(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

export function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

export function settingsOf(given: Given = {}): Settings {
  const { settings, faults } = checkSettings({ ssid: 'Home', ...given }, undefined, NAME);
  if (!settings) throw new Error(`settings of the test are wrong: ${Object.keys(faults!)}`);
  return settings;
}

/** Numbers that look random and are the same in every run (mulberry32). */
export function newRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
