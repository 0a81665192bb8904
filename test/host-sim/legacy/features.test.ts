/** Each feature of the programs that are replaced has a test, named after it, that is run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FAULTS, FEATURES } from './features.ts';

const TESTS = join(import.meta.dirname, '../..');

/** Names of tests, and of what they stand in, as they are written. */
function namesIn(file: string): string[] {
  const text = readFileSync(join(TESTS, file), 'utf8');
  const call =
    /\b(?:test|describe)(?:\.(?:skipIf|each)\((?:[^()]|\([^()]*\))*\))?\(\s*(['"`])(.*?)\1/gs;
  return [...text.matchAll(call)].map(([, , name]) => name);
}

describe('what was there before', () => {
  test.each(FEATURES)('$of: $feature', ({ of, file, name }) => {
    const names = namesIn(`host-sim/${file}`);
    const found = names.filter((one) => one.startsWith(`${of}`) && one.includes(name));
    const inside = names.includes(of) && names.some((one) => one.includes(name));
    expect([file, name, found.length > 0 || inside]).toEqual([file, name, true]);
  });

  test.each(FAULTS)('is right now: %s', (_fault, file, name) => {
    const isThere = namesIn(file).some((one) => one.includes(name));
    expect([file, name, isThere]).toEqual([file, name, true]);
  });

  test('has no feature twice', () => {
    const names = FEATURES.map(({ of, feature }) => `${of}: ${feature}`);
    expect(names).toEqual([...new Set(names)]);
    expect(FEATURES.length).toBeGreaterThan(50);
  });
});
