/** The texts of the page, in all its languages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { moreTexts, pageTexts } from '../../firmware/page/build.mjs';
import { LANGUAGES } from '../../firmware/page/texts/language.ts';
import { SENTENCES } from '../../firmware/page/script/sentence.ts';

const known = pageTexts();
const texts = Object.entries({ ...known, ...moreTexts() });
const page = readFileSync(join(import.meta.dirname, '../../firmware/page/page.html'), 'utf8');

/** Words that are the same in two of the languages. */
const SHARED: Record<string, string> = {
  'word.message': 'fr',
  'word.gas': 'de lb',
  'word.volume': 'fr',
  'label.gateway': 'de lb',
  'label.broker_port': 'fr de lb',
  network: 'fr',
  percent: 'fr de lb',
  log: 'de lb',
  'label.homie': 'fr de lb',
  'choice.qos0': 'fr de lb',
  'choice.qos1': 'fr de lb',
  'choice.homie4': 'fr de lb',
  'choice.homie5': 'fr de lb',
  'choice.binary_qos0': 'de lb',
  'choice.binary_qos1': 'de lb',
  'label.syslog': 'de lb',
  'group.streams': 'de lb',
  'group.api': 'fr de lb',
};
const ENGLISH = /(?<!\p{L})(the|is|are|your|with|and|not|of|to|this|that|from)(?!\p{L})/iu;

/** What the contract between page and device can answer, by step. */
const FAULTS: Record<string, string> = {
  network: 'not-found password no-address failed',
  broker:
    'unknown-host unreachable timeout protocol refused-login refused-id refused-rights ' +
    'refused-server refused-version closed',
  telegram: 'no-data noise foreign',
  decryption: 'no-key tag crc',
  refused: 'size format sha256 hmac busy flash unreachable closed silence password',
  fault: 'missing type short long characters range hex hex-length choice address together unknown',
  state: 'starting joining no-broker no-telegram wrong-key running unsupported setup',
  restart: 'power crash memory saved update user reset',
};

test('every text is there in each language', () => {
  for (const [key, row] of texts) {
    expect(row, key).toHaveLength(LANGUAGES.length);
    expect(
      row.filter((text) => text === '' || text !== text.trim()),
      key,
    ).toEqual([]);
  }
});

test('no English is left in the other languages', () => {
  for (const [key, [english, ...others]] of texts) {
    const shared = (SHARED[key] ?? '').split(' ');
    others.forEach((text, i) => {
      if (!shared.includes(LANGUAGES[i + 1])) expect(text, key).not.toBe(english);
      expect(text.replace(/Wi-Fi|Espruino|Home Assistant/g, ''), key).not.toMatch(ENGLISH);
    });
  }
});

test('every text has the same gap in each language, and nothing that separates texts', () => {
  for (const [key, row] of texts) {
    const gaps = row.map((text) => text.match(/\{\w+\}/g)?.join() ?? '');
    expect(new Set(gaps).size, key).toBe(1);
    expect(row.join(), key).not.toContain('|');
  }
});

test('long texts differ between German and Luxembourgish', () => {
  const same = texts.filter(([, row]) => row[0].length > 14 && row[2] === row[3]);
  expect(same.map(([key]) => key)).toEqual([]);
});

test('every text that the markup asks for is there', () => {
  const keys = [...page.matchAll(/data-t="([^"]+)"/g)].map((match) => match[1]);
  expect(keys.length).toBeGreaterThan(40);
  for (const key of keys) expect(known).toHaveProperty([key]);
});

test('every sentence is made of texts that are there', () => {
  for (const sentence of Object.values(SENTENCES) as string[]) {
    const [said, settings = ''] = sentence.split(': ');
    for (const key of said.split(' ').filter(Boolean)) expect(known).toHaveProperty([key]);
    for (const name of settings.split(' ').filter(Boolean)) {
      expect(known).toHaveProperty([`label.${name}`]);
    }
  }
});

test.each(Object.entries(FAULTS))('every code of "%s" has a text or a sentence', (step, codes) => {
  for (const code of codes.split(' ')) {
    const key = `${step}.${code}`;
    expect(key in SENTENCES || key in known, key).toBe(true);
  }
});
