import { describe, expect, test } from 'vitest';
import { lampsOf, stateOf } from '../../../firmware/core/device/state.ts';
import type { Signs, State } from '../../../firmware/core/device/state.ts';

const WELL: Signs = {
  isSupported: true,
  isSetup: false,
  isPrepared: true,
  isJoined: true,
  isBrokerUp: true,
  sinceGoodMs: 9000,
  hasTelegram: true,
  isKeyRefused: false,
};

describe('the state', () => {
  test.each<[State, Partial<Signs>]>([
    ['running', {}],
    ['unsupported', { isSupported: false, isSetup: true }],
    ['setup', { isSetup: true, isJoined: false }],
    ['starting', { isPrepared: false, isJoined: false }],
    ['joining', { isJoined: false, isBrokerUp: false }],
    ['no-broker', { isBrokerUp: false, hasTelegram: false }],
    ['starting', { hasTelegram: false, sinceGoodMs: 34000 }],
    ['no-telegram', { hasTelegram: false, sinceGoodMs: 35000 }],
    ['no-telegram', { sinceGoodMs: 35000 }],
    ['wrong-key', { hasTelegram: false, isKeyRefused: true }],
    ['wrong-key', { sinceGoodMs: 35000, isKeyRefused: true }],
    // A single damaged frame says nothing about the key.
    ['running', { isKeyRefused: true }],
  ])('is %s with %o', (state, over) => {
    expect(stateOf({ ...WELL, ...over })).toBe(state);
  });
});

describe('the lamps', () => {
  const STATES: (State | 'resetting')[] = [
    'unsupported',
    'setup',
    'starting',
    'joining',
    'no-broker',
    'no-telegram',
    'wrong-key',
    'running',
    'resetting',
  ];
  const patternOf = (state: State | 'resetting') =>
    Array.from({ length: 8 }, (_, quarter) => lampsOf(state, quarter)).join('');

  test('show each state in a way of its own', () => {
    expect(new Set(STATES.map(patternOf)).size).toBe(STATES.length);
    for (const state of STATES) expect(patternOf(state)).toMatch(/^[0-3]{8}$/);
  });

  test('repeat every two seconds', () => {
    for (const state of STATES) expect(lampsOf(state, 1009)).toBe(lampsOf(state, 1));
  });

  test('show red wherever somebody must do something, and never when all is well', () => {
    const isRed = (state: State) => /[23]/.test(patternOf(state));
    expect(STATES.slice(0, 8).filter((state) => isRed(state as State))).toEqual([
      'unsupported',
      'starting',
      'no-broker',
      'no-telegram',
      'wrong-key',
    ]);
  });
});
