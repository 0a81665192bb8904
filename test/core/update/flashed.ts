/**
 * A dongle that has just been flashed: NOR flash with Storage in it, as the flashing tool leaves it.
 * Digests are node's own, so that nothing of ours is its own oracle.
 */
import { createHash, createHmac } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { noteBoot } from '../../../firmware/core/boot/boot.ts';
import type { Slot } from '../../../firmware/core/boot/record.ts';
import { finishUpdate, newUpdate, takePiece } from '../../../firmware/core/update/package.ts';
import type { UpdatePorts } from '../../../firmware/core/update/package.ts';
import { slotLayout } from '../../../firmware/core/update/slot.ts';
import type { Digest } from '../../../firmware/core/ports.ts';
import { newFlash } from '../../fakes/flash.ts';
import type { FakeFlash } from '../../fakes/flash.ts';

export const SECRET = '00112233445566778899aabbccddeeff'.repeat(2);
export const START = 0x310000;
const SIZE = 0x50000;
const layout = slotLayout();

export const digest: Digest = {
  crc32: (bytes) => crc32(bytes),
  sha256: (text) => new Uint8Array(createHash('sha256').update(text, 'latin1').digest()),
};

/** A file of Storage: header and data, as Espruino lays it out. */
export function storageFile(name: string, data: Uint8Array): Uint8Array {
  const file = new Uint8Array(32 + data.length);
  new DataView(file.buffer).setUint32(0, data.length, true);
  file.set(Buffer.from(name, 'latin1'), 4);
  file.set(data, 32);
  return file;
}

export function padded(text: string, size: number): Uint8Array {
  return new Uint8Array(Buffer.from(text.padEnd(size), 'latin1'));
}

/** Storage from its start on, as `npm run flash` leaves it; `app` stands in app1. */
export function storageOf(loader: string, app: string, identity = '{}'): Buffer {
  return Buffer.concat([
    storageFile('.bootcde', padded(loader, layout.small)),
    storageFile('app1', padded(app, layout.slot)),
    storageFile('identity', padded(identity, layout.small)),
    storageFile('app2', new Uint8Array(layout.slot).fill(0xff)),
  ]);
}

/** `app`: what stands in app1. */
export function newFlashed(app: string): FakeFlash {
  const flash = newFlash({ start: START, size: SIZE });
  flash.bytes.set(storageOf('loader', app), layout.storage - START);
  return flash;
}

const PLACES = { app1: layout.storage + layout.page, app2: 0x341000 };

export function dataOf(flash: FakeFlash, slot: Slot): Buffer {
  const at = PLACES[slot] - START;
  return Buffer.from(flash.bytes.subarray(at, at + layout.slot));
}

export function portsOf(flash: FakeFlash): UpdatePorts {
  return {
    flash,
    digest,
    bytesOf: (text) => new Uint8Array(Buffer.from(text, 'latin1')),
    openSlot: (slot) => ({
      sha256: (length) => digest.sha256(dataOf(flash, slot).toString('latin1', 0, length)),
      crc32: () => crc32(dataOf(flash, slot)),
    }),
  };
}

export function packageOf(app: string, secret = SECRET): string {
  const sha256 = createHash('sha256').update(app, 'latin1').digest('hex');
  const signed = `SMARTY1 ${app.length} ${sha256}`;
  const hmac = createHmac('sha256', Buffer.from(secret, 'hex')).update(signed).digest('hex');
  return `${signed} ${hmac}\n${app}`;
}

/** As the web server hands it over. */
export function update(ports: UpdatePorts, bytes: string, piece = 536): string | undefined {
  const made = newUpdate(ports, SECRET, bytes.length);
  if (typeof made === 'string') return made;
  for (let at = 0; at < bytes.length; at += piece) {
    if (!takePiece(made, bytes.slice(at, at + piece))) break;
  }
  return finishUpdate(made);
}

/** As the loader does it. */
export function boot(flash: FakeFlash) {
  return noteBoot({ flash, digest }, (slot) => {
    const data = dataOf(flash, slot);
    return data[0] === 0xff ? undefined : crc32(data);
  });
}

/** The application that stands in a slot, without its padding. */
export function appIn(flash: FakeFlash, slot: Slot): string {
  return dataOf(flash, slot).toString('latin1').trimEnd();
}

/** Text that looks like an application and differs everywhere from another `seed`. */
export function newApp(seed: number, length: number): string {
  let state = seed;
  let text = `/*${seed}*/`;
  while (text.length < length) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    text += String.fromCharCode(33 + ((state >>> 16) % 90));
  }
  return text;
}
