/**
 * Setup on a phone, in each language, with a dongle that a scene plays: a real browser presses and
 * reads what a person would.
 */
import { describe, expect, test } from 'vitest';
import type { Page } from 'puppeteer-core';
import { buildDocuments, pageTexts } from '../../firmware/page/build.mjs';
import { SENTENCES } from '../../firmware/page/script/sentence.ts';
import { LANGUAGES } from '../../firmware/page/texts/language.ts';
import { hasBrowser, openPage, said, speak, stickingOut, textOf } from './browser.ts';
import { startMock } from './mock.ts';
import type { Mock } from './mock.ts';
import { failureOf, newHouse, newSetup, SUCCESS } from './scenes.ts';
import { bodiesTo, browserOfTests, visit } from './visit.ts';

const KEY = '00112233445566778899AABBCCDDEEFF';
const texts = pageTexts();

/** What a trial can find; a copy of a telegram fails no step. */
const TRIAL_FAULTS = Object.keys(SENTENCES).filter((what) =>
  /^(network|broker|telegram|decryption)\.(?!replay)/.test(what),
);
/** Each fault at a setting where it can happen. */
const SETTING_FAULTS: Record<string, string> = {
  ssid: 'missing',
  broker_port: 'type',
  wifi_password: 'short',
  broker_user: 'long',
  name: 'characters',
  capacity: 'range',
  auth_key: 'hex',
  key: 'hex-length',
  tag: 'choice',
  address: 'address',
  gateway: 'together',
  device_password: 'unknown',
};

if (!hasBrowser) console.warn('NO CHROMIUM (CHROME names one): setup in a browser is NOT tested');

function contentOf(page: Page, selector: string): Promise<string | null> {
  return page.$eval(selector, (element) => element.textContent);
}

async function chooseNetwork(page: Page): Promise<void> {
  await page.waitForSelector('#networks input');
  await page.click('#networks input');
}

describe.skipIf(!hasBrowser)('setup', () => {
  const documents = buildDocuments();
  const browser = browserOfTests();
  let mock: Mock;

  async function open(language = 'en', scene = newSetup()) {
    const opened = await visit(browser(), documents, scene, { language });
    mock = opened.mock;
    await opened.page.waitForSelector('#form:not([hidden])');
    return opened;
  }

  const bodies = (path: string) => bodiesTo(mock, path).map((body) => JSON.parse(body));

  test.each(LANGUAGES)('a newcomer gets from scan to saved in "%s"', async (language) => {
    const at = LANGUAGES.indexOf(language);
    const { page, close } = await open(language);
    expect(await textOf(page, '#setup h1')).toBe(texts.title[at]);
    expect(await page.$eval('html', (root) => root.lang)).toBe(language);
    await chooseNetwork(page);
    await page.type('#i-wifi_password', 'a good password');
    await page.type('#i-key', KEY.toLowerCase().replace(/(..)/g, '$1 '));
    await page.type('#i-broker', '192.168.1.5');
    await page.click('#try');
    await page.waitForFunction(() => document.querySelectorAll('#steps .ok').length === 4);
    expect(await said(page, '#trial-readings')).toContain('kWh');
    expect(await said(page, '#note')).toBe(texts['state.running'][at]);
    await page.click('#save');
    expect(await said(page, '#saved h1')).toBe(texts.saved[at]);
    expect(await textOf(page, '#by-name')).toBe('http://smarty-a1b2.local/');
    expect(await textOf(page, '#by-address')).toBe('http://192.168.1.7/');
    expect(await textOf(page, '#rejoin')).toContain('Fritz!Box Maison');
    expect(bodies('/api/settings')).toHaveLength(1);
    // What nobody has changed the dongle knows by itself.
    expect(bodies('/api/settings')[0]).toEqual({
      ssid: 'Fritz!Box Maison',
      wifi_password: 'a good password',
      key: KEY.toLowerCase().replace(/(..)/g, '$1 '),
      broker: '192.168.1.5',
    });
    await close();
  });

  test('every fault of a trial is a sentence in each language, at its step and its field', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    for (const fault of TRIAL_FAULTS) {
      const [step, code] = fault.split('.');
      const setting = (SENTENCES[fault] as string).split(': ')[1]?.split(' ')[0];
      const place = `#steps [data-step="${step},failed,${code}"] p`;
      mock.scene.reports = [failureOf(step, code)];
      await page.click('#try');
      await said(page, place);
      const sentences = new Set<string>();
      for (const language of LANGUAGES) {
        await speak(page, language);
        const sentence = await textOf(page, place);
        expect(sentence.length, fault).toBeGreaterThan(15);
        expect(sentence, fault).not.toMatch(/[{}]|undefined/);
        if (setting) expect(await contentOf(page, `#e-${setting}`)).toBe(sentence);
        sentences.add(sentence);
      }
      expect(sentences.size, fault).toBe(LANGUAGES.length);
      await page.waitForSelector('#try:not(:disabled)');
    }
    expect(TRIAL_FAULTS).toHaveLength(30);
    expect(TRIAL_FAULTS).toContain('telegram.too-long');
    await close();
  });

  test('every fault of a setting stands beside its field, in each language', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    mock.scene.faults = SETTING_FAULTS;
    await page.click('#try');
    await said(page, '#e-wifi_password');
    for (const [at, language] of LANGUAGES.entries()) {
      await speak(page, language);
      for (const [setting, fault] of Object.entries(SETTING_FAULTS)) {
        const sentence = await contentOf(page, `#e-${setting}`);
        expect(sentence, setting).toContain(texts[`fault.${fault}`][at].split('{')[0]);
        expect(sentence, setting).not.toMatch(/[{}]|undefined/);
      }
    }
    const marked = await page.$$eval('[aria-invalid=true]', (fields) => fields.map((e) => e.id));
    expect(marked.sort()).toEqual(
      Object.keys(SETTING_FAULTS)
        .map((name) => `i-${name}`)
        .sort(),
    );
    await close();
  });

  test('what is seen to be wrong is told before the dongle is asked', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    await page.type('#i-wifi_password', 'short');
    await page.type('#i-key', 'xyz');
    await page.click('#try');
    expect(await said(page, '#e-wifi_password')).toContain('8');
    expect(await said(page, '#e-key')).toContain('A–F');
    expect(await page.$eval(':focus', (element) => element.id)).toBe('i-wifi_password');
    expect(bodies('/api/try')).toEqual([]);
    await close();
  });

  test('a key is counted while it is typed', async () => {
    const { page, close } = await open();
    await page.type('#i-key', KEY.slice(0, 20));
    expect(await said(page, '#n-key')).toBe('20 / 32 · 12 missing');
    await page.type('#i-key', `${KEY.slice(20)}0`);
    expect(await said(page, '#n-key')).toBe('33 / 32 · 1 too many');
    await page.keyboard.press('Backspace');
    expect(await said(page, '#n-key')).toBe('32 / 32 · ✓');
    await page.keyboard.press('Backspace');
    await speak(page, 'de');
    expect(await textOf(page, '#n-key')).toBe('31 / 32 · 1 fehlen');
    await close();
  });

  test('all digits of a key are seen at once on a phone, also when typed in groups', async () => {
    const { page, close } = await open();
    for (const typed of [KEY, KEY.replace(/(....)(?=.)/g, '$1 ')]) {
      await page.$eval('#i-key', (field) => ((field as HTMLInputElement).value = ''));
      await page.type('#i-key', typed);
      const [within, shown] = await page.$eval('#i-key', (e) => [e.scrollWidth, e.clientWidth]);
      expect(within, typed).toBeLessThanOrEqual(shown);
    }
    await close();
  });

  test('nothing sticks out of its card on a phone, in any language', async () => {
    const scene = newSetup();
    scene.networks = [['A-name-of-thirty-two-characters!', -48, 'wpa2']];
    scene.reports = [failureOf('decryption', 'tag')];
    const { page, close } = await open('en', scene);
    await chooseNetwork(page);
    await page.click('#try');
    await page.waitForSelector('#steps .failed');
    await page.$$eval('details', (folds) => folds.forEach((fold) => (fold.open = true)));
    for (const language of LANGUAGES) {
      await speak(page, language);
      expect(await stickingOut(page), language).toEqual([]);
    }
    await close();
  });

  test('the mark of a step stands in the middle of its disc', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    await page.click('#try');
    await page.waitForFunction(() => document.querySelectorAll('#steps .ok').length === 4);
    const offset = await page.$eval('#steps .mark', (disc) => {
      const text = document.createRange();
      text.selectNodeContents(disc);
      const [outer, inner] = [disc, text].map((part) => part.getBoundingClientRect());
      return (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
    });
    expect(Math.abs(offset)).toBeLessThan(1);
    await close();
  });

  test('settings that were not tried are saved only when asked twice, in the page', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    await page.click('#save');
    expect(await said(page, '#untried')).toContain('Save anyway?');
    await page.click('#cancel');
    expect(await page.$eval('#untried', (element) => (element as HTMLElement).hidden)).toBe(true);
    expect(bodies('/api/settings')).toEqual([]);
    await page.click('#save');
    await page.click('#anyway');
    expect(await said(page, '#saved')).toContain('or the address in your router.');
    expect(await page.$eval('#by-address', (element) => element.textContent)).toBe('');
    await close();
  });

  test('a change after the trial has to be tried again', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    mock.scene.reports = SUCCESS.slice();
    await page.click('#try');
    await page.waitForFunction(() => document.querySelectorAll('#steps .ok').length === 4);
    await page.waitForSelector('#save:not(:disabled)');
    await page.type('#i-broker', 'x');
    await page.click('#save');
    expect(await said(page, '#untried')).not.toBe('');
    await close();
  });

  test('a network that hides its name is typed in', async () => {
    const { page, close } = await open();
    await page.waitForSelector('#networks label:last-child input');
    await page.click('#networks label:last-child input');
    await page.type('#i-ssid', 'Caché');
    await page.click('#try');
    await page.waitForSelector('#steps .ok');
    expect(bodies('/api/try')[0].ssid).toBe('Caché');
    await close();
  });

  test('no network in reach is told, and searched for again on demand', async () => {
    const scene = newSetup();
    scene.networks = [];
    const { page, close } = await open('en', scene);
    expect(await said(page, '#scanning')).toContain('Network not found.');
    mock.scene.networks = [['Late', -50, 'wpa2']];
    await page.click('#rescan');
    expect(await said(page, '#networks label:not(:only-child)')).toContain('Late');
    await close();
  });

  test('a name from the air stays text', async () => {
    const scene = newSetup();
    const evil = '<img src=x onerror=document.title="taken">';
    scene.networks = [[evil, -40, evil]];
    const { page, close } = await open('en', scene);
    await chooseNetwork(page);
    expect(await textOf(page, '#networks b')).toBe(evil);
    expect(await page.$$('#networks img')).toHaveLength(0);
    expect(await page.title()).toBe('Smarty dongle');
    await close();
  });

  test('every field and button is reached by the keyboard, and has a name', async () => {
    const { page, close } = await open();
    await chooseNetwork(page);
    const seen: string[] = [];
    await page.focus('nav button');
    for (let i = 0; i < 40 && seen[seen.length - 1] !== 'save'; i++) {
      seen.push(await page.$eval(':focus', (element) => element.id || element.tagName));
      await page.keyboard.press('Tab');
      if (await page.$(':focus')) continue;
      break;
    }
    for (const id of ['rescan', 'i-wifi_password', 'i-key', 'i-broker', 'i-name', 'try', 'save']) {
      expect(seen).toContain(id);
    }
    const nameless = await page.$$eval('input, select, textarea, button', (elements) =>
      elements
        .filter((e) => !(e as HTMLInputElement).labels?.length && !e.textContent && !e.ariaLabel)
        .filter((e) => !e.getAttribute('aria-labelledby'))
        .map((e) => e.id),
    );
    expect(nameless).toEqual([]);
    await close();
  });

  test('the language is changed by a press and kept', async () => {
    const { page, close } = await open();
    await page.type('#i-broker', 'broker.lan');
    await page.click('nav [lang=lb]');
    expect(await textOf(page, '#setup h1')).toBe('Dongle ariichten');
    expect(await page.$eval('#i-broker', (field) => (field as HTMLInputElement).value)).toBe(
      'broker.lan',
    );
    await page.reload();
    expect(await said(page, '#setup h1')).toBe('Dongle ariichten');
    await close();
  });

  test('nothing sticks out of a narrow phone, in any language', async () => {
    for (const scene of [newSetup(), newHouse()]) {
      const narrow = await startMock(documents, scene);
      const { page } = await openPage(browser(), narrow.url, { width: 320, height: 640 });
      await page.waitForSelector('#form:not([hidden]), #login:not([hidden])');
      await page.$$eval('details', (folds) => folds.forEach((fold) => (fold.open = true)));
      for (const language of LANGUAGES) {
        await speak(page, language);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, language).toBe(320);
      }
      await page.browserContext().close();
      await narrow.close();
    }
  });
});
