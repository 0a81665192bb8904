/** Settings from one start of the dongle to the next, and from one application to another. */
import { expect, test } from 'vitest';
import { eraseCopies, writeCopies } from '../../../firmware/core/config/copies.ts';
import { loadSettings, saveSettings } from '../../../firmware/core/config/saved.ts';
import { nodeDigest } from '../../../host-sim/node/digest.ts';
import { newFlash } from '../../fakes/flash.ts';
import { bytesOf, NAME, settingsOf } from './given.ts';

const newPages = () => newFlash({ start: 0x310000, size: 0x2000 });
const load = (flash: ReturnType<typeof newPages>) => loadSettings(flash, nodeDigest, NAME);

test('what is saved is loaded, secrets and accents too', () => {
  const flash = newPages();
  const settings = settingsOf({
    ssid: bytesOf(' Café "2" \\ 🏠'),
    wifi_password: bytesOf('pässwörd "\\'),
    key: '0f'.repeat(16),
    device_password: '12345678',
    address: '192.168.1.20',
    gateway: '192.168.1.1',
    netmask: '255.255.255.0',
  });
  expect(load(flash)).toBe(undefined);
  expect(saveSettings(flash, nodeDigest, settings)).toBe(true);
  expect(load(flash)).toEqual(settings);
  eraseCopies(flash, nodeDigest);
  expect(load(flash)).toBe(undefined);
});

test('a saved value that this application does not allow gives way to its default, the others stay', () => {
  const flash = newPages();
  const save = (given: object) => writeCopies(flash, nodeDigest, JSON.stringify(given));
  save({ ssid: 'Home', tag: 'stricter', broker_port: 70000, key: 'short', broker: 'broker' });
  expect(load(flash)).toEqual(settingsOf({ broker: 'broker' }));
  save({ ssid: 'Home', address: '10.0.0.9', gateway: 'later::', netmask: '255.0.0.0' });
  expect(load(flash)).toEqual(settingsOf());
  save({ ssid: 'Home', address: '10.0.0.9' });
  expect(load(flash)).toEqual(settingsOf());
});

test('settings without a network to join are none', () => {
  const flash = newPages();
  writeCopies(flash, nodeDigest, '{"broker":"broker"}');
  expect(load(flash)).toBe(undefined);
  writeCopies(flash, nodeDigest, `{"ssid":"${'a'.repeat(33)}"}`);
  expect(load(flash)).toBe(undefined);
});
