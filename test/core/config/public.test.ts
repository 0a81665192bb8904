/** What of the settings may leave the dongle. */
import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../../firmware/core/config/check.ts';
import { parseObject } from '../../../firmware/core/config/parse.ts';
import {
  exportSettings,
  publicSettings,
  storedSettings,
} from '../../../firmware/core/config/public.ts';
import { settingsTable } from '../../../firmware/core/config/table.ts';
import { bytesOf, NAME, newRandom, settingsOf, textOf } from './given.ts';

const SECRETS = ['wifi_password', 'key', 'auth_key', 'broker_password', 'device_password'];

const settings = settingsOf({
  ssid: bytesOf('Café "2" \\ 🏠'),
  wifi_password: 'wifi-password',
  key: '0f'.repeat(16),
  broker: 'broker',
  broker_user: bytesOf('müller'),
  capacity: 12288,
});

describe('the settings for the page', () => {
  test('are those that are no secrets, and which secrets are set', () => {
    const read = JSON.parse(textOf(publicSettings(settings)));
    expect(read).toEqual({
      settings: {
        ssid: 'Café "2" \\ 🏠',
        address: '',
        gateway: '',
        netmask: '',
        name: NAME,
        tag: 'verify',
        capacity: 12288,
        broker: 'broker',
        broker_port: 1883,
        broker_user: 'müller',
        access_point_after_s: 300,
      },
      secrets: {
        wifi_password: true,
        key: true,
        auth_key: false,
        broker_password: false,
        device_password: false,
      },
    });
  });

  test('are none before the dongle was set up', () => {
    expect(JSON.parse(publicSettings(undefined))).toEqual({
      settings: {},
      secrets: Object.fromEntries(SECRETS.map((name) => [name, false])),
    });
    expect(JSON.parse(exportSettings(undefined))).toEqual({ format: 1 });
  });
});

describe('an export', () => {
  test('given back to a dongle sets all but the secrets', () => {
    const json = exportSettings(settings);
    expect(JSON.parse(textOf(json))).toMatchObject({ format: 1, broker: 'broker' });
    const imported = checkSettings(parseObject(json)!, undefined, 'smarty-0000').settings;
    const defaults = settingsOf();
    expect(imported).toEqual({
      ...settings,
      ...Object.fromEntries(SECRETS.map((name) => [name, defaults[name as 'key']])),
    });
  });

  test('given back to its own dongle changes nothing', () => {
    const given = parseObject(exportSettings(settings))!;
    expect(checkSettings(given, settings, 'smarty-0000').settings).toEqual(settings);
  });
});

test('a secret stands neither in an export nor on the page, whatever it is', () => {
  const random = newRandom(4);
  const hex = () => Array.from({ length: 32 }, () => '0123456789abcdef'[random(16)]).join('');
  const password = () =>
    Array.from({ length: 8 + random(50) }, () => String.fromCharCode(33 + random(94))).join('');
  for (let run = 0; run < 1000; run++) {
    const secrets: Record<string, string> = {
      wifi_password: password(),
      key: hex(),
      auth_key: hex(),
      broker_password: password(),
      device_password: password(),
    };
    const kept = settingsOf({ ...secrets, broker: 'broker', broker_user: 'me' });
    for (const text of [publicSettings(kept), exportSettings(kept)]) {
      for (const secret of Object.values(secrets)) {
        expect(text.toLowerCase()).not.toContain(secret.toLowerCase());
        expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
      }
    }
  }
  const table = settingsTable().filter(({ isSecret }) => isSecret);
  expect(table.map(({ name }) => name)).toEqual(SECRETS);
});

test('what is stored holds all settings, byte for byte', () => {
  expect(parseObject(storedSettings(settings))).toEqual(settings);
});

test('the longest settings fit a page of flash with their head, escapes and all', () => {
  const longest = settingsTable().map(({ name, kind, most, choices, preset }) => {
    if (kind === 'text') return [name, '"'.repeat(most)];
    if (kind === 'number') return [name, most];
    if (kind === 'key') return [name, 'f'.repeat(32)];
    const others = choices.filter((choice) => choice !== preset);
    if (kind === 'choice') return [name, others.sort((a, b) => b.length - a.length)[0]];
    return [name, 'a'.repeat(most)];
  });
  const fixed = {
    address: '192.168.100.200',
    gateway: '192.168.100.100',
    netmask: '255.255.255.0',
    syslog: '192.168.100.100',
  };
  const size = storedSettings(settingsOf({ ...Object.fromEntries(longest), ...fixed })).length;
  console.log(`the longest settings have ${size} bytes`);
  expect(size).toBeLessThan(4096 - 16);
});
