/**
 * All settings at once, for hosts and the page: the device reads them one by one.
 */
import { settingAt } from './schema.ts';
import type { Setting } from './schema.ts';

export function settingsTable(): Setting[] {
  const table: Setting[] = [];
  for (let setting = settingAt(0); setting; setting = settingAt(table.length)) table.push(setting);
  return table;
}
