/**
 * The loader, `.bootcde` of the dongle: chooses an application and starts it. It is put there once,
 * over USB, and never changes; what it leaves to the application is `SMARTY_BOOT`.
 */
import { noteBoot } from './core/boot/boot.ts';
import type { Boot } from './core/boot/boot.ts';
import { noteRestart } from './core/boot/marks.ts';
import type { Slot } from './core/boot/record.ts';
import { digest, flash } from './espruino/flash.ts';

interface Started extends Boot {
  failed?: unknown;
}

declare const global: { SMARTY_BOOT?: Started };

/** Longer than a look-up and a connect, which block everything. */
const WATCHDOG_S = 60;
const NEXT_ATTEMPT_MS = 1000;
/** Long enough for somebody at the console to step in. */
const NEXT_BOOT_MS = 60000;

const ports = { flash: flash, digest: digest };

function sumOf(slot: Slot): number | undefined {
  const text = require('Storage').read(slot);
  // Where nothing was ever written, flash reads FF.
  if (text === undefined || text.charCodeAt(0) === 255) return undefined;
  return E.CRC32(text);
}

/** The application could not even be loaded: says so, counts it, and tries again. */
function fail(boot: Started): void {
  print('Smarty dongle: ' + boot.slot + ' has failed to start: ' + boot.failed);
  noteRestart(ports, 'crash');
  setTimeout(E.reboot, boot.trial ? NEXT_ATTEMPT_MS : NEXT_BOOT_MS);
}

function choose(): void {
  const boot = noteBoot(ports, sumOf);
  if (!boot) {
    print('Smarty dongle: there is no sound application, flash the dongle again over USB.');
    return;
  }
  global.SMARTY_BOOT = boot;
  E.enableWatchdog(WATCHDOG_S, false);
}

// What follows (LOADER_END in rollup.config.mjs) starts the application outside of all functions: in
// one, each of its functions would take three more variables. When that fails, this runs again.
if (global.SMARTY_BOOT) fail(global.SMARTY_BOOT);
else choose();
