/** The further settings and the log, which are fetched when they are opened, in a real browser. */
import { describe, expect, test } from 'vitest';
import type { Page } from 'puppeteer-core';
import { rowsOf } from '../../firmware/core/config/row.ts';
import { EXTRAS } from '../../firmware/core/config/extras.ts';
import { buildDocuments, moreTexts, pageTexts } from '../../firmware/page/build.mjs';
import { LANGUAGES } from '../../firmware/page/texts/language.ts';
import { hasBrowser, PHONE, said, speak, stickingOut, textOf } from './browser.ts';
import type { Mock } from './mock.ts';
import { newHouse, newSetup } from './scenes.ts';
import { bodiesTo, browserOfTests, visit } from './visit.ts';

const texts = { ...pageTexts(), ...moreTexts() };
const settings = rowsOf(EXTRAS);
const LAST = '#i-syslog_port';
const LOG = '0 info started after power\n31 warning wifi lost no-address x4 to 214\n';

/** What people type, and what is wrong with it. */
const WRONG: [name: string, typed: string, fault: string][] = [
  ['publish_period_s', '3601', 'range'],
  ['stream_listeners', '0', 'range'],
  ['telegram_port', '2001a', 'type'],
  ['obis_root', 'a/+/b', 'topic'],
  ['obis_root', 'a/#', 'topic'],
  ['homie_root', '$SYS', 'topic'],
  ['homie_root', 'a//b', 'topic'],
  ['homie_root', '/a', 'topic'],
  ['homie_root', 'a/', 'topic'],
  ['homeassistant_prefix', 'x'.repeat(65), 'long'],
  ['smartyreader_root', '', 'missing'],
  ['syslog', 'logs.lan', 'address'],
];

if (!hasBrowser) console.warn('NO CHROMIUM (CHROME names one): extras in a browser are NOT tested');

async function typeOver(page: Page, name: string, text: string): Promise<void> {
  await page.$eval(`#i-${name}`, (field) => ((field as HTMLInputElement).value = ''));
  if (text) await page.type(`#i-${name}`, text);
}

const valueOf = (page: Page, name: string) =>
  page.$eval(`#i-${name}`, (field) => (field as HTMLInputElement).value);

const noteIs = (page: Page, text: string) =>
  page.waitForFunction(
    (wanted: string) => document.querySelector('#note')?.textContent === wanted,
    { polling: 30 },
    text,
  );

describe.skipIf(!hasBrowser)('behind the password', () => {
  const documents = buildDocuments();
  const browser = browserOfTests();
  let mock: Mock;

  const asked = (path: string, method = 'GET') =>
    mock.requests.filter((r) => r.method === method && r.path === path);
  const bodies = (path: string) => bodiesTo(mock, path).map((body) => JSON.parse(body));

  async function open(language = 'en', scene = newHouse(), width = PHONE.width) {
    const opened = await visit(browser(), documents, scene, { width, language });
    const { page, close } = opened;
    mock = opened.mock;
    if (scene.live?.mode === 'run') {
      await said(page, '#imported');
      await page.type('#password', scene.password);
      await page.click('#enter');
    }
    await page.waitForSelector('#form:not([hidden])');
    // Networks that come later would move what is pressed below them.
    if (scene.live?.mode === 'setup') await page.waitForSelector('#networks input');
    const openExtras = async () => {
      await page.click('#extend');
      await page.waitForSelector(LAST);
    };
    const save = async () => {
      await page.click('#save');
      await page.click('#anyway');
    };
    return { page, openExtras, save, close };
  }

  test('the further settings are fetched when they are opened, and once', async () => {
    for (const scene of [newHouse(), newSetup()]) {
      const { page, openExtras, close } = await open('en', scene);
      expect(asked('/api/more')).toEqual([]);
      expect(await page.$(LAST)).toBeNull();
      await openExtras();
      for (let i = 0; i < 4; i++) await page.click('#extend');
      await page.waitForSelector(LAST);
      expect(asked('/api/more')).toHaveLength(1);
      expect(await page.$$(LAST)).toHaveLength(1);
      await close();
    }
  });

  test('presses in a row make one set of fields', async () => {
    const { page, close } = await open();
    await page.$eval('#extend', (fold) => {
      for (let i = 0; i < 3; i++) (fold as HTMLElement).click();
    });
    await page.waitForSelector(LAST);
    expect(await page.$eval('#extras', (e) => e.children.length)).toBe(5);
    expect(asked('/api/more')).toHaveLength(1);
    await close();
  });

  test.each(LANGUAGES)('all is said in "%s", also when that is chosen later', async (language) => {
    const at = LANGUAGES.indexOf(language);
    const { page, openExtras, close } = await open(language);
    for (const chosen of [at, (at + 1) % 4]) {
      if (chosen === at) await openExtras();
      else await speak(page, LANGUAGES[chosen]);
      for (const { name, choices } of settings) {
        const [label, hint] = [`label.${name}`, `hint.${name}`].map((key) => texts[key][chosen]);
        expect(await textOf(page, `#f-${name} > label`)).toBe(label);
        expect(await textOf(page, `#h-${name}`)).toBe(hint);
        const options = await page.$$eval(`#i-${name} option`, (all) =>
          all.map((option) => option.textContent),
        );
        expect(options).toEqual(choices.map((choice) => texts[`choice.${choice}`][chosen]));
      }
      const titles = await page.$$eval('#extras h2', (all) => all.map((e) => e.textContent));
      expect(titles).toEqual(
        [...new Set(settings.map(({ group }) => `group.${group}`))].map((k) => texts[k][chosen]),
      );
    }
    await close();
  });

  test('every field has a name of its own, and the right keyboard', async () => {
    const { page, openExtras, close } = await open();
    await openExtras();
    const fields = await page.$$eval('#extras input:not([type=checkbox]), #extras select', (all) =>
      all.map((field) => {
        const { labels, inputMode, tagName } = field as HTMLInputElement;
        return { labels: labels?.length, inputMode, tagName };
      }),
    );
    expect(fields).toEqual(
      settings.map(({ kind }) => ({
        labels: 1,
        inputMode: kind === 'number' ? 'numeric' : '',
        tagName: kind === 'choice' ? 'SELECT' : 'INPUT',
      })),
    );
    await close();
  });

  test('what is stored is shown, else the preset, and what was typed meanwhile stays', async () => {
    const scene = newHouse();
    Object.assign(scene.settings, { telegram_port: 2001, homie: 'homie5', obis_root: 'p1' });
    const { page, openExtras, close } = await open('en', scene);
    await page.type('#i-broker_user', 'x');
    await openExtras();
    const shown = await Promise.all(settings.map(({ name }) => valueOf(page, name)));
    expect(shown).toEqual(
      settings.map(({ name, preset }) => String(scene.settings[name] ?? preset)),
    );
    expect(await valueOf(page, 'broker_user')).toBe('smartyx');
    await close();
  });

  test('what was changed is saved, and nothing else', async () => {
    const { page, openExtras, save, close } = await open();
    await openExtras();
    await page.select('#i-telegram_topic', 'qos0');
    await page.select('#i-homeassistant', 'no');
    await page.select('#i-homeassistant', 'yes');
    await typeOver(page, 'telegram_port', '2001');
    await typeOver(page, 'exceeded_price', '');
    await typeOver(page, 'obis_root', 'meters/p1');
    await save();
    await noteIs(page, 'The dongle restarts.');
    expect(bodies('/api/settings')).toEqual([
      {
        ...{ telegram_topic: 'qos0', telegram_port: '2001', exceeded_price: null },
        ...{ obis_root: 'meters/p1' },
      },
    ]);
    await close();
  });

  test('they are tried together with the others, and saved with a new dongle', async () => {
    const { page, openExtras, save, close } = await open('en', newSetup());
    await page.click('#networks input');
    await openExtras();
    await page.select('#i-api', 'no');
    await page.click('#try');
    await page.waitForFunction(() => document.querySelectorAll('#steps .ok').length === 4);
    await page.waitForSelector('#save:not(:disabled)');
    await page.select('#i-quarters', 'yes');
    await save();
    await said(page, '#saved');
    const [ssid, api] = ['Fritz!Box Maison', 'no'];
    expect(bodies('/api/try')).toEqual([{ ssid, api }]);
    expect(bodies('/api/settings')).toEqual([{ ssid, api, quarters: 'yes' }]);
    await close();
  });

  test.each(WRONG)('%s "%s" is told to be wrong: %s', async (name, typed, fault) => {
    const { page, openExtras, close } = await open();
    await openExtras();
    await typeOver(page, name, typed);
    // The sentence that comes when the field is left would move the button from under the pointer.
    await page.$eval('#try', (button) => (button as HTMLElement).click());
    await said(page, `#e-${name}`);
    expect(await page.$eval(':focus', (element) => element.id)).toBe(`i-${name}`);
    for (const [at, language] of LANGUAGES.entries()) {
      await speak(page, language);
      const sentence = texts[`fault.${fault}`][at];
      expect(await textOf(page, `#e-${name}`)).toContain(sentence.split('{')[0].trim());
    }
    expect(bodies('/api/try')).toEqual([]);
    await close();
  });

  test('what the dongle finds wrong stands beside its field, which is unfolded', async () => {
    const { page, openExtras, close } = await open();
    await openExtras();
    await page.click('#extend');
    mock.scene.faults = { frame_port: 'range', homie: 'choice' };
    await page.click('#try');
    expect(await said(page, '#e-frame_port')).toBe('Allowed: 0–65535. Please change the number.');
    expect(await said(page, '#e-homie')).toContain('no such choice');
    await close();
  });

  test('an import that is wrong there is told, whether they were fetched or not', async () => {
    const { page, openExtras, close } = await open();
    mock.scene.faults = { obis_root: 'characters', frame_port: 'range' };
    await page.type('#paste', '{}');
    await page.click('#import');
    expect(await said(page, '#import-faults')).toMatch(/^obis_root\s+Characters/);
    await page.waitForSelector('#import:not(:disabled)');
    await openExtras();
    await page.click('#import');
    await page.waitForFunction(() =>
      document.querySelector('#import-faults')?.textContent?.startsWith('Beginning'),
    );
    expect(await textOf(page, '#import-faults')).toContain('0–65535');
    await close();
  });

  test('a dongle that does not answer is asked again when they are opened again', async () => {
    const { page, close } = await open();
    const was = mock.scene.live;
    // The state that changes meanwhile would move it from under the pointer.
    const press = () => page.$eval('#extend', (fold) => (fold as HTMLElement).click());
    mock.scene.live = undefined;
    await press();
    await noteIs(page, texts['todo.lost'][0]);
    mock.scene.live = was;
    await press();
    await page.waitForSelector(LAST);
    expect(await page.$eval('#extras', (e) => e.firstChild?.nodeName)).toBe('DIV');
    await close();
  });

  test('nothing sticks out of its card on a phone, however narrow, in any language', async () => {
    for (const width of [PHONE.width, 320]) {
      const { page, openExtras, close } = await open('en', newHouse(), width);
      await openExtras();
      mock.scene.faults = Object.fromEntries(settings.map(({ name }) => [name, 'characters']));
      await page.click('#try');
      await said(page, '#e-syslog_port');
      for (const language of LANGUAGES) {
        await speak(page, language);
        expect(await stickingOut(page), language).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
      await close();
    }
  });

  describe('the log', () => {
    const openLog = (page: Page) => page.click('#log summary');
    const poll = async (page: Page, times: number) => {
      const polls = asked('/api/live').length;
      while (asked('/api/live').length < polls + times)
        await page.waitForNetworkIdle({ idleTime: 5 });
    };

    test('is asked for as long as it is open', async () => {
      const scene = newHouse();
      scene.log = LOG;
      const { page, close } = await open('en', scene);
      expect(asked('/api/log')).toEqual([]);
      await openLog(page);
      expect(await said(page, '#lines')).toBe(LOG.trim());
      expect(asked('/api/log')[0].token).toMatch(/^[0-9a-f]{32}$/);
      scene.log += '04:35:10 warning broker hung up\n';
      await page.waitForFunction(() =>
        document.querySelector('#lines')?.textContent?.includes('hung up'),
      );
      await openLog(page);
      const count = asked('/api/log').length;
      await poll(page, 3);
      expect(asked('/api/log').length - count).toBeLessThanOrEqual(1);
      await close();
    });

    test('is not asked for any more by who is out', async () => {
      const { page, save, close } = await open();
      await openLog(page);
      await page.waitForFunction(() => document.querySelector<HTMLDetailsElement>('#log')?.open);
      await save();
      await page.waitForSelector('#login:not([hidden])');
      mock.expire();
      // One may have waited for its turn: they are asked one after the other.
      await poll(page, 1);
      const count = asked('/api/log').length;
      await poll(page, 3);
      expect(asked('/api/log').length).toBe(count);
      expect(await textOf(page, '#note')).toBe('The dongle restarts.');
      await close();
    });

    test('whose login runs out asks for it once, and folds', async () => {
      const { page, close } = await open();
      await openLog(page);
      mock.expire();
      await page.waitForSelector('#password:focus');
      expect(await page.$eval('#log', (fold) => (fold as HTMLDetailsElement).open)).toBe(false);
      // The fold and the poll may both have asked before the first refusal came.
      await poll(page, 1);
      const count = asked('/api/log').length;
      await poll(page, 3);
      expect(asked('/api/log')).toHaveLength(count);
      await close();
    });

    test('outlasts a dongle that is gone for a while', async () => {
      const { page, close } = await open();
      await openLog(page);
      await page.waitForFunction(() => document.querySelector<HTMLDetailsElement>('#log')?.open);
      const was = mock.scene.live;
      mock.scene.live = undefined;
      await page.waitForFunction(
        () => document.querySelector('#word')?.textContent === 'Dongle not reached',
      );
      mock.scene.live = was;
      mock.scene.log = LOG;
      expect(await said(page, '#lines')).toBe(LOG.trim());
      await close();
    });

    test('stays text, and its lines are read without scrolling aside', async () => {
      const scene = newHouse();
      const evil = '<img src=x onerror=document.title="taken">'.repeat(4);
      scene.log = evil;
      const { page, close } = await open('en', scene);
      await openLog(page);
      expect(await said(page, '#lines')).toBe(evil);
      expect(await page.$$('img')).toHaveLength(0);
      const [within, shown] = await page.$eval('#lines', (e) => [e.scrollWidth, e.clientWidth]);
      expect(within).toBeLessThanOrEqual(shown);
      await close();
    });
  });
});
