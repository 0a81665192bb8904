/**
 * One row of the tables of settings: what the owner may set, which checking, page, export and
 * documentation all follow.
 *
 * A setting is a text or a number, exactly as it is stored; an empty text means "none", and for
 * `device_password` the setup password. Limits of texts count bytes of UTF-8.
 */
import type { SettingName } from './settings.ts';

/** What a setting may hold: any text, a host name of our own or of others, an IPv4 address ... */
export type SettingKind =
  'text' | 'topic' | 'name' | 'host' | 'address' | 'key' | 'choice' | 'number';

export type SettingGroup =
  'network' | 'meter' | 'broker' | 'device' | 'publication' | 'streams' | 'api' | 'tariff' | 'log';

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

/** In a row: name, group, kind, least, most, required, secret, preset, choices. */
function settingOf(row: string): Setting {
  const words = row.split(' ');
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

/** The rows of a table one after the other, from 0; undefined just behind the last. */
export function rowAt(rows: string, index: number): Setting | undefined {
  let at = 1;
  for (let i = 0; i < index; i++) at = rows.indexOf('\n', at) + 1;
  return at < rows.length ? settingOf(rows.substring(at, rows.indexOf('\n', at))) : undefined;
}

/** All rows of a table at once, for hosts and the page: the device reads them one by one. */
export function rowsOf(rows: string): Setting[] {
  return rows.trim().split('\n').map(settingOf);
}
