/**
 * Settings as JSON. What may leave the dongle never holds a secret, only whether there is one.
 * In: settings, or undefined before the dongle was set up. Out: byte strings of JSON; texts keep
 * their bytes above 7F, which Espruino's own JSON.stringify would garble.
 */
import { jsonString } from '../message/json.ts';
import { load as loadSchema } from './schema.lazy.ts';
import type { Settings } from './settings.ts';

/** The form of exports and saved copies; a later one is another number (see migrate.ts). */
export const SETTINGS_FORMAT = 1;

/** Pairs of JSON, each with a comma in front. */
function pairsOf(settings: Settings, withSecrets: boolean): string {
  const schema = loadSchema();
  let text = '';
  let setting = schema.settingAt(0);
  for (let i = 1; setting; i++) {
    const value = settings[setting.name];
    if (value !== undefined && (!setting.isSecret || withSecrets)) {
      text += ',"' + setting.name + '":' + (typeof value === 'string' ? jsonString(value) : value);
    }
    setting = schema.settingAt(i);
  }
  return text;
}

/** Of each secret: is one set that is not the preset? */
function secretPairs(settings: Settings | undefined): string {
  const schema = loadSchema();
  let text = '';
  let setting = schema.settingAt(0);
  for (let i = 1; setting; i++) {
    const isSet = !!settings && settings[setting.name] !== setting.preset;
    if (setting.isSecret) text += ',"' + setting.name + '":' + isSet;
    setting = schema.settingAt(i);
  }
  return text;
}

/** The answer to GET /api/settings. */
export function publicSettings(settings: Settings | undefined): string {
  const shown = settings ? pairsOf(settings, false).substr(1) : '';
  return '{"settings":{' + shown + '},"secrets":{' + secretPairs(settings).substr(1) + '}}';
}

/** To be kept by the owner, and given back to POST /api/settings. */
export function exportSettings(settings: Settings | undefined): string {
  return '{"format":' + SETTINGS_FORMAT + (settings ? pairsOf(settings, false) : '') + '}';
}

/** All of it, secrets too: for the flash of the dongle and nothing else. */
export function storedSettings(settings: Settings): string {
  return '{' + pairsOf(settings, true).substr(1) + '}';
}
