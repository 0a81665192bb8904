/**
 * What was given -> settings that are complete and right, or what is wrong with which of them.
 *
 * In: names and values from the page, an import or a saved copy; the settings they change. Out: all
 * settings, or a fault by name. What is not given stays; null goes back to the preset; an empty
 * secret stays too, since secrets are never shown and so cannot be sent back.
 */
import { addressFaults } from './address.ts';
import type { SettingFaults } from './fault.ts';
import type { Given } from './parse.ts';
import { load as loadSchema } from './schema.lazy.ts';
import type { Setting } from './row.ts';
import type { Settings } from './settings.ts';
import { tidyValue, valueFault } from './value.ts';

export interface Checked {
  settings?: Settings;
  faults?: SettingFaults;
}

/** Stands in an export beside the settings. */
const FORMAT = 'format';

interface Stock {
  base: Settings | undefined;
  identityName: string;
}

/** The value to check: the one given, or the one that it leaves in place. */
function wantedValue(value: unknown, setting: Setting, stock: Stock): unknown {
  const preset = setting.name === 'name' ? stock.identityName : setting.preset;
  const isKept = value === undefined || (value === '' && setting.isSecret);
  const held = stock.base && stock.base[setting.name];
  if (isKept && held !== undefined) return held;
  return isKept || value === null ? preset : value;
}

/** `identityName`: what the dongle is called before it is given another name. */
export function checkSettings(
  given: Given,
  base: Settings | undefined,
  identityName: string,
): Checked {
  const stock: Stock = { base: base, identityName: identityName };
  const schema = loadSchema();
  const checked: Given = {};
  const faults: SettingFaults = {};
  let setting = schema.settingAt(0);
  for (let i = 1; setting; i++) {
    const value = tidyValue(wantedValue(given[setting.name], setting, stock), setting);
    const fault = valueFault(value, setting);
    if (fault) faults[setting.name] = fault;
    else if (!schema.isExtra(i - 1) || value !== setting.preset) checked[setting.name] = value;
    setting = schema.settingAt(i);
  }
  for (const name in given) {
    if (name !== FORMAT && !schema.isSetting(name)) faults[name] = 'unknown';
  }
  const settings = checked as unknown as Settings;
  if (!faults.address && !faults.gateway && !faults.netmask) addressFaults(settings, faults);
  for (const name in faults) if (faults[name]) return { faults: faults };
  return { settings: settings };
}
