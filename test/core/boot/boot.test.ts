import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noteBoot } from '../../../firmware/core/boot/boot.ts';
import {
  confirmTrial,
  noteHealthy,
  noteRestart,
  stageTrial,
} from '../../../firmware/core/boot/marks.ts';
import type { Slot } from '../../../firmware/core/boot/record.ts';
import { newFlash } from '../../fakes/flash.ts';

const digest = { crc32: (bytes: Uint8Array) => crc32(bytes), sha256: () => new Uint8Array(32) };

/** A dongle whose slots have these check sums now; one left out is empty. */
function newDongle(sums: { app1?: number; app2?: number }) {
  const ports = { flash: newFlash({ start: 0x312000, size: 8192 }), digest };
  return {
    ports,
    sums,
    boot: () => noteBoot(ports, (slot: Slot) => sums[slot]),
    boots: (count: number) =>
      Array.from({ length: count }, () => noteBoot(ports, (slot: Slot) => sums[slot])?.slot),
  };
}

describe('an application on trial', () => {
  test('gets two boots, then the one before runs again', () => {
    const dongle = newDongle({ app1: 1, app2: 2 });
    dongle.boot();
    stageTrial(dongle.ports, 'app2', 2);
    expect(dongle.boot()).toMatchObject({ slot: 'app2', trial: true });
    expect(dongle.boot()).toMatchObject({ slot: 'app2', trial: true });
    expect(dongle.boot()).toMatchObject({ slot: 'app1', trial: false, boots: 1 });
    expect(dongle.boots(3)).toEqual(['app1', 'app1', 'app1']);
  });

  test('stays once it is confirmed', () => {
    const dongle = newDongle({ app1: 1, app2: 2 });
    stageTrial(dongle.ports, 'app2', 2);
    dongle.boot();
    confirmTrial(dongle.ports);
    expect(dongle.boot()).toMatchObject({ slot: 'app2', trial: false });
    expect(dongle.boots(3)).toEqual(['app2', 'app2', 'app2']);
  });

  test('is not started when its slot holds something else', () => {
    const dongle = newDongle({ app1: 1, app2: 3 });
    stageTrial(dongle.ports, 'app2', 2);
    expect(dongle.boot()).toMatchObject({ slot: 'app1', trial: false });
    dongle.sums.app2 = 2;
    expect(dongle.boots(2)).toEqual(['app1', 'app1']);
  });

  test('can be tried again after it was rolled back', () => {
    const dongle = newDongle({ app1: 1, app2: 2 });
    stageTrial(dongle.ports, 'app2', 2);
    dongle.boots(4);
    stageTrial(dongle.ports, 'app2', 2);
    expect(dongle.boot()).toMatchObject({ slot: 'app2', trial: true });
  });
});

describe('a damaged slot', () => {
  test('is not started where the other slot is known to be sound', () => {
    const dongle = newDongle({ app1: 1, app2: 2 });
    dongle.boot();
    stageTrial(dongle.ports, 'app2', 2);
    dongle.boot();
    confirmTrial(dongle.ports);
    dongle.sums.app2 = 99;
    expect(dongle.boot()).toMatchObject({ slot: 'app1', trial: false });
    dongle.sums.app2 = 2;
    expect(dongle.boot()).toMatchObject({ slot: 'app1' });
  });

  test.each([
    ['the other is empty', undefined],
    ['nobody knows what the other must be', 7],
  ])('leaves nothing to start where %s', (_why, app2) => {
    const dongle = newDongle({ app1: 1, app2 });
    dongle.boot();
    dongle.sums.app1 = 99;
    const { operations } = dongle.ports.flash;
    expect(dongle.boot()).toBeUndefined();
    expect(dongle.ports.flash.operations).toBe(operations);
  });

  test('does not run in place of a trial that was given up', () => {
    const dongle = newDongle({ app1: 1, app2: 2 });
    dongle.boot();
    stageTrial(dongle.ports, 'app2', 2);
    dongle.boots(2);
    dongle.sums.app1 = 99;
    expect(dongle.boot()).toBeUndefined();
  });
});

describe('boots without a healthy mark', () => {
  test('make the fifth one safe', () => {
    const dongle = newDongle({ app1: 1 });
    const safe = Array.from({ length: 6 }, () => dongle.boot()?.safe);
    expect(safe).toEqual([false, false, false, false, true, true]);
  });

  test('are forgotten when a boot is healthy', () => {
    const dongle = newDongle({ app1: 1 });
    dongle.boots(4);
    noteHealthy(dongle.ports);
    expect(dongle.boot()).toMatchObject({ safe: false, boots: 1, number: 5 });
  });

  test.each(['saved', 'update', 'user', 'reset'] as const)(
    'are forgotten when somebody asks for a restart: %s',
    (cause) => {
      const dongle = newDongle({ app1: 1 });
      dongle.boots(4);
      noteRestart(dongle.ports, cause);
      expect(dongle.boot()).toMatchObject({ safe: false, boots: 1, cause });
    },
  );

  test.each(['crash', 'memory'] as const)('are counted after %s', (cause) => {
    const dongle = newDongle({ app1: 1 });
    dongle.boots(4);
    noteRestart(dongle.ports, cause);
    expect(dongle.boot()).toMatchObject({ safe: true, boots: 5, cause });
  });
});
