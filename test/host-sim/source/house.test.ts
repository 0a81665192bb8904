import { createDecipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LUXEMBOURG_AUTH_KEY } from '../../../host-sim/house/seal.ts';
import type { HouseSettings } from '../../../host-sim/source/house.ts';
import { newHouseSource } from '../../../host-sim/source/house.ts';

const KEY = Uint8Array.from({ length: 16 }, (_none, i) => 0xf0 - i);
const NOW = Date.UTC(2025, 6, 1, 10, 0, 0);

function sourceOf(rest: Partial<HouseSettings> = {}) {
  const authKey = LUXEMBOURG_AUTH_KEY;
  return newHouseSource({ seed: 1, list: 'full', key: KEY, authKey, nowMs: NOW, ...rest });
}

/** Counter and telegram, by node:crypto; throws when the tag is wrong. */
function openFrame(frame: Uint8Array | undefined, authKey = LUXEMBOURG_AUTH_KEY) {
  const bytes = Buffer.from(frame as Uint8Array);
  const nonce = Buffer.concat([bytes.subarray(2, 10), bytes.subarray(14, 18)]);
  const cipher = createDecipheriv('aes-128-gcm', KEY, nonce, { authTagLength: 12 });
  cipher.setAAD(Buffer.concat([Buffer.from([0x30]), authKey]));
  cipher.setAuthTag(bytes.subarray(-12));
  const text = Buffer.concat([cipher.update(bytes.subarray(18, -12)), cipher.final()]);
  return { counter: bytes.readUInt32BE(14), telegram: text.toString('latin1') };
}

function energyKwh(telegram: string): number {
  return Number(/1-0:1\.8\.0\((\d+\.\d+)\*kWh\)/.exec(telegram)?.[1]);
}

describe('the simulated meter', () => {
  const source = sourceOf();
  const first = openFrame(source.next(NOW + 2000));
  const second = openFrame(source.next(NOW + 4000));

  test('seals each frame with the key, and counts on', () => {
    expect(second.counter).toBe(first.counter + 1);
  });

  test('tells the time at which the frame is sent', () => {
    expect(first.telegram).toContain('0-0:1.0.0(250701120002S)\r\n');
    expect(second.telegram).toContain('0-0:1.0.0(250701120004S)\r\n');
  });

  test('has a past: its registers show the energy of a year', () => {
    expect(energyKwh(first.telegram)).toBeGreaterThan(1000);
    expect(energyKwh(first.telegram)).toBeLessThan(30_000);
  });

  test('is another house with another seed', () => {
    const { telegram } = openFrame(sourceOf({ seed: 2 }).next(NOW + 2000));
    expect(energyKwh(telegram)).not.toBe(energyKwh(first.telegram));
  });
});

test('the authentication key and the list are those that were asked for', () => {
  const authKey = new Uint8Array(16).fill(7);
  const { telegram } = openFrame(sourceOf({ authKey, list: 'austria' }).next(NOW), authKey);
  expect(telegram).toMatch(/^\/EST5/);
});
