/**
 * The power goes in every flash operation of an update and of the boots that follow it; each time
 * the dongle is switched on again and must run one whole application.
 */
import { expect, test } from 'vitest';
import { confirmTrial, noteHealthy, noteRestart } from '../../../firmware/core/boot/marks.ts';
import { PowerCut } from '../../fakes/flash.ts';
import type { FakeFlash } from '../../fakes/flash.ts';
import { appIn, boot, newApp, newFlashed, packageOf, portsOf, update } from './flashed.ts';

const OLD = newApp(1, 40_000);
const NEW = newApp(2, 50_000);
const PACKAGE = packageOf(NEW);
/** How much of the operation in which the power goes is done: from its start, or up to its end. */
const TEARS = [0, 4, 16, 256, -4, -2048];

/** From the upload to the first boot after the trial. */
function live(flash: FakeFlash): void {
  const ports = portsOf(flash);
  expect(update(ports, PACKAGE)).toBeUndefined();
  noteRestart(ports, 'update');
  boot(flash);
  noteHealthy(ports);
  confirmTrial(ports);
  boot(flash);
}

/** Which application runs when the dongle is switched on again. */
function runningApp(flash: FakeFlash): string {
  const started = boot(flash);
  const app = started && appIn(flash, started.slot);
  if (app === OLD) return 'old';
  return app === NEW ? 'new' : 'none';
}

test('a power cut anywhere in an update leaves the old or the new application, never none', () => {
  const fresh = newFlashed(OLD);
  boot(fresh);
  const image = fresh.bytes.slice();
  live(fresh);
  const operations = fresh.operations - 2;
  expect(runningApp(fresh)).toBe('new');
  const found = { old: 0, new: 0, none: 0 };
  const flash = newFlashed(OLD);
  for (let done = 0; done < operations; done++) {
    for (const torn of TEARS) {
      flash.bytes.set(image);
      flash.cutAfter(done, torn);
      expect(() => live(flash)).toThrow(PowerCut);
      flash.powerOn();
      const app = runningApp(flash) as keyof typeof found;
      found[app]++;
      expect(app, `cut in operation ${done}, torn ${torn}`).not.toBe('none');
      // Unconfirmed it goes back to the old one, and stays what it is.
      if (done % 16 === 0) expect(['old', 'new']).toContain(runningApp(flash));
      if (done % 16 === 0) expect(['old', 'new']).toContain(runningApp(flash));
    }
  }
  const cuts = operations * TEARS.length;
  console.log(`update: ${cuts} power cuts, then ${JSON.stringify(found)} ran`);
  expect(found.old + found.new).toBe(cuts);
  expect(found.new).toBeGreaterThan(0);
});

test('an update works after one that was cut off', () => {
  const flash = newFlashed(OLD);
  boot(flash);
  for (const done of [0, 1, 50, 100, 200, 251]) {
    flash.cutAfter(done, 100);
    expect(() => live(flash)).toThrow(PowerCut);
    flash.powerOn();
    expect(runningApp(flash)).toBe('old');
  }
  live(flash);
  expect(runningApp(flash)).toBe('new');
});
