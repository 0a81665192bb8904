/** Where standard output is no terminal: one line for each telegram that the subscriber hears. */
import type { Telegram } from './picture.ts';

/** What people look for first, and all that a line has room for. */
export const FIRST = [
  'power_net',
  'energy_imported',
  'energy_imported_tariff_1',
  'energy_imported_tariff_2',
  'energy_exported',
  'energy_exported_tariff_1',
  'energy_exported_tariff_2',
  'heat_power',
  'heat_energy',
];

/** Empty: there is nothing to be said of it. */
export function originOf({ counter, isAuthenticated, isUnsealed }: Telegram): string {
  if (isUnsealed) return '';
  if (counter === undefined) return 'not encrypted';
  return isAuthenticated ? 'authenticated' : 'NOT AUTHENTICATED';
}

export function telegramLine(telegram: Telegram): string {
  const { time, counter, values } = telegram;
  const shown = FIRST.flatMap((wanted) => values.filter(({ name }) => name === wanted));
  return [
    time ?? 'no time',
    ...(counter === undefined ? [] : [`frame ${counter}`]),
    ...[originOf(telegram)].filter(Boolean),
    ...shown.map(({ name, text, unit }) => `${name} ${text} ${unit}`),
    `(${values.length} readings)`,
  ].join('  ');
}
