/**
 * The settings of the dongle that a computer has too: what is told on MQTT, and in which form.
 * In: "NAME=VALUE" of --set, checked as the dongle checks it. Out: settings, or what the value must be; a
 * value is never repeated.
 */
import { checkSettings } from '../../firmware/core/config/check.ts';
import type { Setting } from '../../firmware/core/config/row.ts';
import type { Settings } from '../../firmware/core/config/settings.ts';
import { settingsTable } from '../../firmware/core/config/table.ts';
import { tidyValue, valueFault } from '../../firmware/core/config/value.ts';

/** Names and values, as they were given. */
export type GivenSettings = Readonly<Record<string, unknown>>;

/** A simulator must not fill somebody's Home Assistant without being asked to. */
export const HOST_SETTINGS: GivenSettings = { homeassistant: 'no' };

/** What has an option of its own here. */
const OPTIONS: Record<string, string> = {
  name: '--device',
  key: '--key or --key-file',
  auth_key: '--auth-key',
  tag: '--tag',
  capacity: '--capacity',
  broker: '--mqtt',
  broker_port: '--mqtt',
  broker_user: '--mqtt',
  broker_password: '--mqtt',
  telegram_port: '--telegrams',
  frame_port: '--frames',
  tariff_aliases: '--aliases',
  api: '--http',
};
/** Groups and names of what there is on a dongle alone. */
const ALONE = ['network', 'device', 'log', 'stream_listeners'];

function formOf({ kind, least, most, choices }: Setting): string {
  if (kind === 'choice') return `one of ${choices.join(', ')}`;
  if (kind === 'number') return `a whole number from ${least} to ${most}`;
  return `an MQTT topic without + and #, of ${least} to ${most} bytes`;
}

function refusalOf(setting: Setting, text: string): string | undefined {
  const { name, group } = setting;
  if (OPTIONS[name]) return `${name} is set with ${OPTIONS[name]} here: use that`;
  if (ALONE.includes(group) || ALONE.includes(name)) {
    return `${name} is for the dongle alone: leave it out`;
  }
  const isWrong = valueFault(tidyValue(text, setting), setting) !== undefined;
  return isWrong ? `${name} must be ${formOf(setting)}` : undefined;
}

/** The settings with one more; or what is wrong, to follow "--set". */
export function addSetting(given: GivenSettings, pair: string): GivenSettings | string {
  const [name, ...rest] = pair.split('=');
  if (!rest.length) return 'must be NAME=VALUE, such as homie=homie5';
  const setting = settingsTable().find((one) => one.name === name);
  if (!setting) return 'knows no setting of that name: docs/settings.md has them all';
  const text = Buffer.from(rest.join('='), 'utf8').toString('latin1');
  return refusalOf(setting, text) ?? { ...given, [name]: text };
}

/** All settings of a dongle, as `newOutlets` wants them. */
export function settingsOf(given: GivenSettings, device: string): Settings {
  // A dongle must have a network; a computer has one.
  const { settings } = checkSettings({ ssid: 'none', ...given }, undefined, 'none');
  if (!settings) throw new Error('settings: they must be right by now');
  // Other names are allowed here: it has no host name to be.
  return { ...settings, name: device };
}
