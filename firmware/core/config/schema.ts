/**
 * What the owner may set: one table that checking, page, export and documentation all follow.
 *
 * A setting is a text or a number, exactly as it is stored; an empty text means "none", and for
 * `device_password` the setup password. Limits of texts count bytes of UTF-8. The table is made
 * anew for each caller, so that nothing of it stays in memory.
 */
import type { TagMode } from '../frame/open.ts';

export interface Settings {
  ssid: string;
  wifi_password: string;
  address: string;
  gateway: string;
  netmask: string;
  name: string;
  /** 32 hex digits in capitals. */
  key: string;
  auth_key: string;
  tag: TagMode;
  broker: string;
  broker_port: number;
  broker_user: string;
  broker_password: string;
  device_password: string;
  access_point_after_s: number;
  capacity: number;
}

export type SettingName = keyof Settings;

/** What a setting may hold: any text, a host name of our own or of others, an IPv4 address ... */
export type SettingKind = 'text' | 'name' | 'host' | 'address' | 'key' | 'choice' | 'number';

export type SettingGroup = 'network' | 'meter' | 'broker' | 'device';

export interface Setting {
  name: SettingName;
  group: SettingGroup;
  kind: SettingKind;
  /** Of a text its bytes (an empty one is judged by isRequired alone), of a key its hex digits. */
  least: number;
  most: number;
  /** undefined: there is none; that of `name` comes with the dongle. */
  preset?: string | number;
  isRequired?: boolean;
  /** Goes in and never comes out. */
  isSecret?: boolean;
  choices?: readonly string[];
}

/** Luxembourg's authentication key, the same for all its meters (Lux. P1 specification §3.2.5). */
const LUXEMBOURG = '00112233445566778899AABBCCDDEEFF';

function networkSettings(): Setting[] {
  return [
    { name: 'ssid', group: 'network', kind: 'text', least: 1, most: 32, isRequired: true },
    {
      name: 'wifi_password',
      group: 'network',
      kind: 'text',
      least: 8,
      most: 63,
      preset: '',
      isSecret: true,
    },
    { name: 'address', group: 'network', kind: 'address', least: 7, most: 15, preset: '' },
    { name: 'gateway', group: 'network', kind: 'address', least: 7, most: 15, preset: '' },
    { name: 'netmask', group: 'network', kind: 'address', least: 7, most: 15, preset: '' },
    { name: 'name', group: 'network', kind: 'name', least: 1, most: 24, isRequired: true },
  ];
}

function meterSettings(): Setting[] {
  return [
    { name: 'key', group: 'meter', kind: 'key', least: 32, most: 32, preset: '', isSecret: true },
    {
      name: 'auth_key',
      group: 'meter',
      kind: 'key',
      least: 32,
      most: 32,
      preset: LUXEMBOURG,
      isRequired: true,
      isSecret: true,
    },
    {
      name: 'tag',
      group: 'meter',
      kind: 'choice',
      least: 3,
      most: 8,
      preset: 'verify',
      isRequired: true,
      choices: ['verify', 'fallback', 'off'],
    },
    { name: 'capacity', group: 'meter', kind: 'number', least: 2048, most: 12288, preset: 4096 },
  ];
}

function brokerSettings(): Setting[] {
  return [
    { name: 'broker', group: 'broker', kind: 'host', least: 1, most: 64, preset: '' },
    { name: 'broker_port', group: 'broker', kind: 'number', least: 1, most: 65535, preset: 1883 },
    { name: 'broker_user', group: 'broker', kind: 'text', least: 0, most: 64, preset: '' },
    {
      name: 'broker_password',
      group: 'broker',
      kind: 'text',
      least: 0,
      most: 64,
      preset: '',
      isSecret: true,
    },
  ];
}

function deviceSettings(): Setting[] {
  return [
    {
      name: 'device_password',
      group: 'device',
      kind: 'text',
      least: 8,
      most: 63,
      preset: '',
      isSecret: true,
    },
    {
      name: 'access_point_after_s',
      group: 'device',
      kind: 'number',
      least: 60,
      most: 86400,
      preset: 300,
    },
  ];
}

export function settingsTable(): Setting[] {
  return networkSettings().concat(meterSettings(), brokerSettings(), deviceSettings());
}
