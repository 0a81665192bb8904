import { describe, expect, test } from 'vitest';
import { stageTrial } from '../../../firmware/core/boot/marks.ts';
import { readRecord } from '../../../firmware/core/boot/record.ts';
import {
  finishUpdate,
  newUpdate,
  percentOf,
  takePiece,
} from '../../../firmware/core/update/package.ts';
import type { Update } from '../../../firmware/core/update/package.ts';
import { slotLayout } from '../../../firmware/core/update/slot.ts';
import { appIn, boot, dataOf, newApp, newFlashed } from './flashed.ts';
import { packageOf, portsOf, SECRET, update } from './flashed.ts';

const OLD = newApp(1, 9000);
const NEW = newApp(2, 7001);
const SLOT = slotLayout().slot;

function newDongle() {
  const flash = newFlashed(OLD);
  boot(flash);
  return { flash, ports: portsOf(flash) };
}

/** The package with its first line changed, and sealed again or not. */
function changed(line: (parts: string[]) => string[]): string {
  const [head, ...rest] = packageOf(NEW).split('\n');
  return [line(head.split(' ')).join(' '), ...rest].join('\n');
}

describe('a package', () => {
  test.each([1, 7, 100, 511, 512, 513, 536, 99999])(
    'that comes in pieces of %i bytes is written, padded with spaces, and tried at the next boot',
    (piece) => {
      const { flash, ports } = newDongle();
      expect(update(ports, packageOf(NEW), piece)).toBeUndefined();
      expect(dataOf(flash, 'app2').toString('latin1')).toBe(NEW.padEnd(SLOT));
      expect(appIn(flash, 'app1')).toBe(OLD);
      expect(boot(flash)).toMatchObject({ slot: 'app2', trial: true });
    },
  );

  test.each([1, 3, 511, 512, 4096, SLOT - 1, SLOT])('may hold %i bytes', (length) => {
    const { flash, ports } = newDongle();
    const app = newApp(5, length).slice(0, length);
    expect(update(ports, packageOf(app))).toBeUndefined();
    expect(dataOf(flash, 'app2').toString('latin1')).toBe(app.padEnd(SLOT));
  });

  test('leaves nothing of a longer application that was there before', () => {
    const { flash, ports } = newDongle();
    expect(update(ports, packageOf(newApp(3, SLOT)))).toBeUndefined();
    boot(flash);
    boot(flash);
    boot(flash);
    expect(update(ports, packageOf(NEW))).toBeUndefined();
    expect(appIn(flash, 'app2')).toBe(NEW);
  });

  test('tells how much of it has come', () => {
    const { ports } = newDongle();
    const bytes = packageOf(NEW);
    const made = newUpdate(ports, SECRET, bytes.length) as Update;
    expect(percentOf(made)).toBe(0);
    takePiece(made, bytes.slice(0, -3500));
    expect(percentOf(made)).toBe(50);
    takePiece(made, bytes.slice(-3500));
    expect(percentOf(made)).toBe(100);
  });
});

describe('a package is refused before anything is erased', () => {
  const good = packageOf(NEW);
  const cases: [string, string, string][] = [
    ['hmac', 'it is sealed with another secret', packageOf(NEW, SECRET.replace('0', '1'))],
    ['hmac', 'its digest was changed', changed(([a, b, c, d]) => [a, b, `${c.slice(1)}0`, d])],
    ['hmac', 'its length was changed', changed(([a, , c, d]) => [a, '7000', c, d])],
    ['format', 'its length is no number', changed(([a, , c, d]) => [a, '70x1', c, d])],
    ['format', 'its length is 0', changed(([a, , c, d]) => [a, '0', c, d])],
    ['format', 'its length is empty', changed(([a, , c, d]) => [a, '', c, d])],
    ['format', 'its length has too many digits', changed(([a, , c, d]) => [a, '00007001', c, d])],
    ['format', 'its HMAC is too short', changed(([a, b, c, d]) => [a, b, c, d.slice(2)])],
    ['format', 'its HMAC is no hex', changed(([a, b, c, d]) => [a, b, c, `${d.slice(1)}x`])],
    ['format', 'it is of another kind', changed(([, b, c, d]) => ['SMARTY2', b, c, d])],
    ['format', 'its first line has five parts', changed((parts) => [...parts, 'x'])],
    ['format', 'its line does not end', 'S'.repeat(5000)],
    ['format', 'it is the bare application', NEW],
    ['size', 'it holds more than it says', `${good}x`],
    ['size', 'it holds less than it says', good.slice(0, -1)],
    ['size', 'it ends in its first line', good.slice(0, 40)],
    ['size', 'it is empty', ''],
    ['size', 'it is larger than a slot', packageOf(newApp(4, SLOT + 1))],
    ['size', 'it is far larger than a slot', packageOf(newApp(4, SLOT + 500))],
  ];

  test.each(cases)('%s: %s', (fault, _why, bytes) => {
    for (const piece of [1, 536]) {
      const { flash, ports } = newDongle();
      const before = flash.bytes.slice();
      expect(update(ports, bytes, piece)).toBe(fault);
      expect(Buffer.compare(flash.bytes, before)).toBe(0);
    }
  });

  test('hmac: the secret of the dongle is no secret', () => {
    expect(newUpdate(newDongle().ports, 'abc', 1000)).toBe('hmac');
  });

  test('hmac: any single bit of the line was changed', () => {
    const { flash, ports } = newDongle();
    const end = good.indexOf('\n');
    const before = flash.bytes.slice();
    for (let i = 0; i < end; i++) {
      const spoiled =
        good.slice(0, i) + String.fromCharCode(good.charCodeAt(i) ^ 1) + good.slice(i + 1);
      expect(update(ports, spoiled), `byte ${i}`).toMatch(/hmac|format/);
    }
    expect(Buffer.compare(flash.bytes, before)).toBe(0);
  });

  test('busy: an application is on trial, or waits for it', () => {
    const { flash, ports } = newDongle();
    stageTrial(ports, 'app2', 1);
    expect(newUpdate(ports, SECRET, 1000)).toBe('busy');
    boot(flash);
    expect(newUpdate(ports, SECRET, 1000)).toBeTypeOf('object');
    expect(update(ports, packageOf(NEW))).toBeUndefined();
    boot(flash);
    expect(newUpdate(ports, SECRET, 1000)).toBe('busy');
  });

  test('flash: there is no other slot', () => {
    const { flash, ports } = newDongle();
    flash.bytes.fill(0xff);
    expect(newUpdate(ports, SECRET, 1000)).toBe('flash');
  });
});

describe('a package whose application was changed', () => {
  test('is not tried, and what runs is untouched', () => {
    const { flash, ports } = newDongle();
    const record = readRecord(ports);
    const good = packageOf(NEW);
    expect(update(ports, `${good.slice(0, -1)}~~`.slice(0, good.length))).toBe('sha256');
    expect(readRecord(ports)).toEqual(record);
    expect(appIn(flash, 'app1')).toBe(OLD);
    expect(boot(flash)).toMatchObject({ slot: 'app1', trial: false });
  });

  test('is noticed where flash holds something else than was written', () => {
    const { flash, ports } = newDongle();
    const bytes = packageOf(NEW);
    const made = newUpdate(ports, SECRET, bytes.length) as Update;
    takePiece(made, bytes);
    flash.bytes[0x341100 - 0x310000] ^= 4;
    expect(finishUpdate(made)).toBe('sha256');
  });

  test('takes no more after its end', () => {
    const { ports } = newDongle();
    const bytes = packageOf(NEW);
    const made = newUpdate(ports, SECRET, bytes.length) as Update;
    expect(takePiece(made, bytes)).toBe(true);
    expect(takePiece(made, 'x')).toBe(false);
    expect(takePiece(made, 'x')).toBe(false);
    expect(finishUpdate(made)).toBe('size');
  });
});
