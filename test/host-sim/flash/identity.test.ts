import { describe, expect, test } from 'vitest';
import {
  accessPointOf,
  idOf,
  isSetupPassword,
  newIdentity,
  readIdentity,
} from '../../../host-sim/flash/identity.ts';

describe('the id', () => {
  test.each([
    ['240ac4a1-b2c3', 'B2C3'],
    ['00000000-addeadde-addeadde', 'ADDE'],
    ['12-34', '1234'],
  ])('of the chip %s is %s', (serial, id) => {
    expect(idOf(serial)).toBe(id);
  });

  test.each(['', 'abc', 'undefined'])('is missing in %j', (serial) => {
    expect(idOf(serial)).toBeUndefined();
  });
});

describe('a new identity', () => {
  test('has a password to read from a label: ten letters or digits, none like another', () => {
    for (let i = 0; i < 500; i++) {
      const { setup } = newIdentity('A1B2');
      expect(setup).toMatch(/^[a-z2-9]{10}$/);
      expect(setup).not.toMatch(/[o0l1uv]/);
      expect(isSetupPassword(setup)).toBe(true);
    }
  });

  test('is unlike every other', () => {
    const made = Array.from({ length: 500 }, () => newIdentity('A1B2'));
    for (const name of ['setup', 'seed', 'update'] as const) {
      expect(new Set(made.map((one) => one[name])).size).toBe(500);
    }
  });

  test('uses every letter that is allowed', () => {
    const text = Array.from({ length: 500 }, () => newIdentity('A1B2').setup).join('');
    expect(new Set(text).size).toBe(30);
  });

  test('names the access point', () => {
    expect(accessPointOf(newIdentity('A1B2'))).toBe('Smarty-A1B2');
  });

  test('of a dongle that had one keeps password and update secret, not the seed', () => {
    const before = newIdentity('A1B2');
    const after = newIdentity('A1B2', before);
    expect(after).toEqual({ ...before, seed: after.seed });
    expect(after.seed).not.toBe(before.seed);
  });

  test('of a dongle whose label is known keeps that password', () => {
    expect(newIdentity('A1B2', { setup: 'abcdefghij' }).setup).toBe('abcdefghij');
  });
});

describe('what is read', () => {
  const whole = newIdentity('A1B2');

  test('is an identity when every field has its form, and nothing else is taken', () => {
    expect(readIdentity({ ...whole, more: 1 })).toEqual(whole);
  });

  test.each([
    null,
    'text',
    {},
    { ...whole, id: 'a1b2' },
    { ...whole, setup: 'short' },
    { ...whole, setup: 'abcdefghi!' },
    { ...whole, seed: undefined },
    { ...whole, update: 12 },
  ])('is none otherwise: %j', (read) => {
    expect(readIdentity(read)).toBeUndefined();
  });
});
