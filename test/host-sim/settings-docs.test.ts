/** The page of settings and the texts behind it: nothing is missing, in no language. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../firmware/core/config/check.ts';
import type { SettingFault } from '../../firmware/core/config/fault.ts';
import { settingsTable } from '../../firmware/core/config/table.ts';
import { LANGUAGES } from '../../firmware/page/texts/language.ts';
import { EXTRA_TEXTS } from '../../firmware/page/outputs/texts/extras.ts';
import { SETTING_TEXTS } from '../../firmware/page/texts/settings.ts';
import { SETTINGS_FILE, settingsPage } from '../../host-sim/settings-docs.ts';

const FAULTS: Record<SettingFault, true> = {
  missing: true,
  type: true,
  short: true,
  long: true,
  characters: true,
  range: true,
  hex: true,
  'hex-length': true,
  choice: true,
  address: true,
  together: true,
  unknown: true,
};

describe('the page of settings', () => {
  const page = settingsPage();
  const rows = page.split('\n').filter((line) => line.startsWith('| `'));

  test('is what the generator writes: `npm run docs` after every change of the tables', () => {
    expect(readFileSync(SETTINGS_FILE, 'utf8')).toBe(page);
  });

  test('has every setting with its limits, and every fault', () => {
    const names = rows.map((row) => row.split('`')[1]);
    const settings = settingsTable().map(({ name }) => name as string);
    expect(names.toSorted()).toEqual([...settings, ...Object.keys(FAULTS)].toSorted());
    for (const { name, kind, least, most } of settingsTable()) {
      const row = rows.find((line) => line.startsWith(`| \`${name}\``))!;
      if (kind === 'number') expect(row).toContain(`${least} to ${most}`);
      if (kind === 'text') expect(row).toContain(String(most));
    }
  });

  test('has tables of two or four columns', () => {
    for (const line of page.split('\n').filter((text) => text.startsWith('|'))) {
      expect([4, 6], line).toContain(line.split('|').length);
    }
  });
});

const TEXTS = { ...SETTING_TEXTS, ...EXTRA_TEXTS };
/** Of choices with a technical name the texts may be the same. */
const SAME = new Set(Object.keys(EXTRA_TEXTS).filter((key) => !key.startsWith('hint.')));

describe('the texts of the settings', () => {
  test('are there for each setting, each choice and each fault, and for nothing else', () => {
    const keys = settingsTable().flatMap(({ name, choices = [] }) => [
      `label.${name}`,
      `hint.${name}`,
      ...choices.map((choice) => `choice.${choice}`),
    ]);
    keys.push(...Object.keys(FAULTS).map((fault) => `fault.${fault}`));
    expect(Object.keys(TEXTS).toSorted()).toEqual([...new Set(keys)].toSorted());
  });

  test('are there in each language, and hints and faults differ from language to language', () => {
    for (const [key, texts] of Object.entries(TEXTS)) {
      expect(texts, key).toHaveLength(LANGUAGES.length);
      for (const text of texts) expect(text, key).toMatch(/^\S.*\S$/);
      if (!key.startsWith('label.') && !SAME.has(key))
        expect(new Set(texts).size, key).toBe(LANGUAGES.length);
    }
  });

  test('of hints and faults are sentences', () => {
    for (const [key, texts] of Object.entries(TEXTS)) {
      if (!/^(hint|fault)\./.test(key)) continue;
      for (const text of texts) expect(text, key).toMatch(/[.…?)]$/);
    }
  });

  test('name the limit in every language or in none', () => {
    for (const [key, texts] of Object.entries(TEXTS)) {
      const counts = texts.map((text) => text.split('{limit}').length - 1);
      const isLimit = /^fault\.(short|long|range|hex-length)$/.test(key);
      expect(counts, key).toEqual(counts.map(() => (isLimit ? 1 : 0)));
    }
  });
});

test('every fault is one that a setting can have', () => {
  const given: Record<string, unknown>[] = [
    { ssid: '' },
    { broker_port: 'x' },
    { wifi_password: 'short' },
    { name: 'a'.repeat(25) },
    { broker: 'mqtt://broker' },
    { capacity: 1 },
    { key: 'x' },
    { key: 'ab' },
    { tag: 'x' },
    { address: 'x' },
    { address: '10.0.0.1' },
    { colour: 'red' },
  ];
  const faults = given.flatMap((one) => {
    return Object.values(checkSettings({ ssid: 'Home', ...one }, undefined, 'smarty-a1b2').faults!);
  });
  expect([...new Set(faults)].toSorted()).toEqual(Object.keys(FAULTS).toSorted());
});
