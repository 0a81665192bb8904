import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { noteBoot } from '../../../firmware/core/boot/boot.ts';
import {
  confirmTrial,
  noteHealthy,
  noteRestart,
  stageTrial,
} from '../../../firmware/core/boot/marks.ts';
import type { BootRecord } from '../../../firmware/core/boot/record.ts';
import { readRecord } from '../../../firmware/core/boot/record.ts';
import { newFlash, PowerCut } from '../../fakes/flash.ts';
import type { FakeFlash } from '../../fakes/flash.ts';

const digest = { crc32: (bytes: Uint8Array) => crc32(bytes), sha256: () => new Uint8Array(32) };
const START = 0x312000;
const PAGE = 4096;
const EMPTY: BootRecord = {
  active: 'app1',
  trial: undefined,
  attempts: 0,
  boots: 0,
  number: 0,
  cause: 'power',
  sums: { app1: undefined, app2: undefined },
};

function newDongle() {
  const flash = newFlash({ start: START, size: 2 * PAGE });
  return { flash, ports: { flash, digest } };
}

type Dongle = ReturnType<typeof newDongle>;

const boot = ({ ports }: Dongle) => noteBoot(ports, (slot) => (slot === 'app1' ? 11 : 22));

/** All that is ever written, in an order in which each writes one entry. */
const STEPS: ((dongle: Dongle) => unknown)[] = [
  boot,
  ({ ports }) => noteHealthy(ports),
  ({ ports }) => noteRestart(ports, 'saved'),
  boot,
  ({ ports }) => stageTrial(ports, 'app2', 22),
  ({ ports }) => noteRestart(ports, 'update'),
  boot,
  ({ ports }) => confirmTrial(ports),
  boot,
  ({ ports }) => stageTrial(ports, 'app1', 11),
  boot,
  boot,
  boot,
];

function eraseCounts({ log }: FakeFlash): number[] {
  const erased = (address: number) =>
    log.filter((done) => done.kind === 'erase' && done.address === address).length;
  return [erased(START), erased(START + PAGE)];
}

describe('the boot record', () => {
  test.each([0xff, 0x00, 0x5a])('is that of a new dongle where its pages are all %i', (byte) => {
    const dongle = newDongle();
    dongle.flash.bytes.fill(byte);
    expect(readRecord(dongle.ports)).toEqual({ ...EMPTY, sums: {} });
    expect(boot(dongle)).toMatchObject({ slot: 'app1', number: 1, boots: 1, cause: 'power' });
    expect(boot(dongle)).toMatchObject({ slot: 'app1', number: 2, boots: 2 });
  });

  test('keeps each cause for the next boot only', () => {
    const dongle = newDongle();
    const causes = ['crash', 'memory', 'saved', 'update', 'user', 'reset'] as const;
    for (const cause of causes) {
      noteRestart(dongle.ports, cause);
      expect(boot(dongle)).toMatchObject({ cause });
      expect(boot(dongle)).toMatchObject({ cause: 'power' });
    }
  });

  test('keeps check sums of all 32 bits', () => {
    const { ports } = newDongle();
    stageTrial(ports, 'app1', 0xfffffffe);
    stageTrial(ports, 'app2', 0);
    expect(readRecord(ports)).toMatchObject({ trial: 'app2', sums: { app1: 0xfffffffe, app2: 0 } });
  });

  test('writes nothing where there is nothing new', () => {
    const dongle = newDongle();
    boot(dongle);
    noteHealthy(dongle.ports);
    const { operations } = dongle.flash;
    noteHealthy(dongle.ports);
    confirmTrial(dongle.ports);
    expect(dongle.flash.operations).toBe(operations);
  });

  test('counts boots that follow each other up to 255', () => {
    const dongle = newDongle();
    for (let i = 0; i < 300; i++) boot(dongle);
    expect(readRecord(dongle.ports)).toMatchObject({ number: 300, boots: 255 });
  });

  test('erases each page once in 256 entries, and never both in a row', () => {
    const dongle = newDongle();
    for (let i = 0; i < 10 * 256; i++) boot(dongle);
    expect(readRecord(dongle.ports).number).toBe(2560);
    expect(eraseCounts(dongle.flash)).toEqual([10, 10]);
  });

  test('goes back to the entry before one that is damaged, whichever bit it is', () => {
    const dongle = newDongle();
    boot(dongle);
    noteRestart(dongle.ports, 'user');
    for (let bit = 0; bit < 8 * 32; bit++) {
      const at = 32 + (bit >> 3);
      dongle.flash.bytes[at] ^= 1 << (bit & 7);
      expect(readRecord(dongle.ports).cause, `bit ${bit}`).toBe('power');
      dongle.flash.bytes[at] ^= 1 << (bit & 7);
    }
    expect(readRecord(dongle.ports).cause).toBe('user');
  });
});

/** What a cut leaves when the power goes `done` operations into a step, the next one torn. */
function cut(
  dongle: Dongle,
  step: (dongle: Dongle) => unknown,
  done: number,
  torn: number,
): boolean {
  dongle.flash.cutAfter(done, torn);
  try {
    step(dongle);
    return false;
  } catch (thrown) {
    if (!(thrown instanceof PowerCut)) throw thrown;
    return true;
  } finally {
    dongle.flash.powerOn();
  }
}

test('a power cut in any operation of any entry leaves the record before or after it', () => {
  const dongle = newDongle();
  const { flash, ports } = dongle;
  const tears = [...Array(9).keys()].flatMap((i) => [4 * i, -4 * i]);
  const pageTears = [...tears, 100, -100, 2048, -2048, 4092, -4092];
  let cuts = 0;
  for (let i = 0; i < 24 * STEPS.length; i++) {
    const step = STEPS[i % STEPS.length];
    const before = flash.bytes.slice();
    const old = readRecord(ports);
    step(dongle);
    const after = flash.bytes.slice();
    const made = readRecord(ports);
    const operations = flash.log.splice(0);
    expect(made).not.toEqual(old);
    for (const [done, { kind }] of operations.entries()) {
      for (const torn of kind === 'erase' ? pageTears : tears) {
        flash.bytes.set(before);
        expect(cut(dongle, step, done, torn)).toBe(true);
        cuts++;
        expect([old, made], `step ${i}, operation ${done}, torn ${torn}`).toContainEqual(
          readRecord(ports),
        );
        // And it can be written again.
        const number = boot(dongle)?.number;
        expect(readRecord(ports).number).toBe(number);
        expect([old.number + 1, made.number + 1]).toContain(number);
      }
    }
    flash.bytes.set(after);
    flash.log.splice(0);
  }
  console.log(`boot record: ${cuts} power cuts, each left the record before or after`);
  expect(cuts).toBeGreaterThan(5000);
});
