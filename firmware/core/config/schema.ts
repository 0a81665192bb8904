/**
 * What the owner may set: one table that checking, page, export and documentation all follow.
 *
 * A setting is a text or a number, exactly as it is stored; an empty text means "none", and for
 * `device_password` the setup password. Limits of texts count bytes of UTF-8.
 */
import { findText } from '../bytes.ts';
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
  isRequired: boolean;
  /** Goes in and never comes out. */
  isSecret: boolean;
  /** Of a choice. */
  choices: readonly string[];
}

/**
 * Name, group, kind, least, most, required, secret, preset, choices. Where no preset stands it is an empty text,
 * and of what is required there is none. The authentication key is
 * Luxembourg's, the same for all its meters (Lux. P1 specification §3.2.5). One text, which stays in flash.
 */
const ROWS = `
ssid network text 1 32 required
wifi_password network text 8 63 - secret
address network address 7 15
gateway network address 7 15
netmask network address 7 15
name network name 1 24 required
key meter key 32 32 - secret
auth_key meter key 32 32 required secret 00112233445566778899AABBCCDDEEFF
tag meter choice 3 8 required - verify verify,fallback,off
capacity meter number 2048 12288 - - 4096
broker broker host 1 64
broker_port broker number 1 65535 - - 1883
broker_user broker text 0 64
broker_password broker text 0 64 - secret
device_password device text 8 63 - secret
access_point_after_s device number 60 86400 - - 300
`;

export function isSetting(name: string): boolean {
  return findText(ROWS, '\n' + name + ' ', 0) >= 0;
}

/** The settings one after the other, from 0; undefined behind the last. */
export function settingAt(index: number): Setting | undefined {
  let at = 1;
  for (let i = 0; i < index; i++) at = ROWS.indexOf('\n', at) + 1;
  const words = ROWS.substring(at, ROWS.indexOf('\n', at)).split(' ');
  if (at >= ROWS.length) return undefined;
  const preset = words[7] || '';
  const isRequired = words[5] === 'required';
  return {
    name: words[0] as SettingName,
    group: words[1] as SettingGroup,
    kind: words[2] as SettingKind,
    least: parseInt(words[3], 10),
    most: parseInt(words[4], 10),
    isSecret: words[6] === 'secret',
    isRequired: isRequired,
    preset:
      words[2] === 'number' ? parseInt(preset, 10) : isRequired && !preset ? undefined : preset,
    choices: words[8] ? words[8].split(',') : [],
  };
}
