/** The status face, with a dongle that a scene plays, in a real browser. */
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ElementHandle } from 'puppeteer-core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildDocuments, pageTexts } from '../../firmware/page/build.mjs';
import { LANGUAGES } from '../../firmware/page/texts/language.ts';
import { hasBrowser, LIMIT_MS, said, speak, stickingOut, textOf } from './browser.ts';
import type { Json, Mock } from './mock.ts';
import { MORE_READINGS, newHouse, newSetup, READINGS } from './scenes.ts';
import { bodiesTo, browserOfTests, visit } from './visit.ts';

const texts = pageTexts();

const STATES: [state: string, fault: string | undefined, look: string][] = [
  ['running', undefined, 'good'],
  ['starting', undefined, 'busy'],
  ['joining', 'password', 'warn'],
  ['joining', undefined, 'warn'],
  ['no-broker', 'refused-login', 'warn'],
  ['no-broker', undefined, 'warn'],
  ['no-telegram', 'no-data', 'warn'],
  ['no-telegram', undefined, 'warn'],
  ['wrong-key', 'tag', 'bad'],
  ['wrong-key', undefined, 'bad'],
  ['unsupported', undefined, 'bad'],
];

const WRITTEN = [
  ['en', '1.28 kW', '6,545.766 kWh', 'Energy · import'],
  ['fr', '1,28 kW', '6 545,766 kWh', 'Énergie · prélèvement'],
  ['de', '1,28 kW', '6.545,766 kWh', 'Energie · Bezug'],
  ['lb', '1,28 kW', '6.545,766 kWh', 'Energie · Bezuch'],
];
/** Counted before the first telegram: what came in its place, and the sentence that is told. */
const INSTEAD: [counted: Json, sentence: string][] = [
  [{ faults: { cut: 1 } }, 'The meter sends nothing. Push the plug into port P1 until it clicks.'],
  [
    { counts: { noise_bytes: 201 } },
    'The data is damaged. Push the plug into port P1 until it clicks.',
  ],
  [{ faults: { cut: 1, hdlc: 3 } }, 'This is no P1 text. Ask the grid operator.'],
  [{ faults: { 'too-long': 2 } }, 'Check: Frame buffer (bytes).'],
];
/** Watts imported and exported; labels of the chart from above. */
const POWERS: [imported: string, exported: string, labels: string[]][] = [
  ['0', '0', ['100\u00a0W', '0\u00a0W', '']],
  ['1284', '0', ['2.00\u00a0kW', '0\u00a0W', '']],
  ['0', '1760', ['400\u00a0W', '0\u00a0W', '2.00\u00a0kW']],
  ['40', '9500', ['2.00\u00a0kW', '0\u00a0W', '10.00\u00a0kW']],
  ['9500', '40', ['10.00\u00a0kW', '0\u00a0W', '2.00\u00a0kW']],
];
const UPDATES: [fault: string | undefined, sentence: string][] = [
  ['size', 'Wrong file. Check: Update file.'],
  ['format', 'Wrong file. Check: Update file.'],
  ['sha256', 'The data is damaged. Try again.'],
  ['hmac', 'This file is for another dongle.'],
  ['busy', 'The dongle is busy. Try again.'],
  ['flash', 'The memory failed. Try again.'],
  [undefined, 'If the update fails, the dongle undoes it.'],
];
/** Each is another than the one before it. */
const FETCHES: [fault: string, sentence: string][] = [
  ['hmac', 'This file is for another dongle.'],
  ['unreachable', 'No connection. Try again.'],
  ['status', 'The dongle refuses: status.'],
  ['closed', 'No connection. Try again.'],
  ['length', 'The dongle refuses: length.'],
  ['silence', 'No connection. Try again.'],
];

if (!hasBrowser) console.warn('NO CHROMIUM (CHROME names one): status in a browser is NOT tested');

describe.skipIf(!hasBrowser)('status', () => {
  const documents = buildDocuments();
  const folder = mkdtempSync(join(tmpdir(), 'page-'));
  const browser = browserOfTests();
  let mock: Mock;
  afterAll(() => rmSync(folder, { recursive: true }));

  async function open(language = 'en', scene = newHouse()) {
    const opened = await visit(browser(), documents, scene, { language });
    mock = opened.mock;
    const logIn = async () => {
      await opened.page.waitForSelector('#login:not([hidden])');
      // Readings that come later would move the button from under the pointer.
      await opened.page.waitForFunction(() => document.querySelector('#imported')?.textContent);
      await opened.page.type('#password', mock.scene.password);
      await opened.page.click('#enter');
      await opened.page.waitForSelector('#form:not([hidden])');
      await opened.page.waitForFunction(
        () => (document.querySelector('#i-broker') as HTMLInputElement).value !== '',
      );
    };
    return { ...opened, logIn };
  }

  const live = () => mock.scene.live as Json;
  const bodies = (path: string) => bodiesTo(mock, path);

  test('each state is said in words and looks, in each language', async () => {
    const { page, close } = await open();
    for (const [state, fault, look] of STATES) {
      live().state = state;
      live().fault = fault;
      await page.waitForFunction(
        (word: string, className: string) =>
          document.querySelector('#word')?.textContent === word &&
          document.querySelector('#state')?.className === className,
        { polling: 30 },
        texts[`state.${state}`][0],
        look,
      );
      for (const [at, language] of LANGUAGES.entries()) {
        await speak(page, language);
        expect(await textOf(page, '#word')).toBe(texts[`state.${state}`][at]);
        if (state !== 'running') expect((await textOf(page, '#todo')).length).toBeGreaterThan(15);
      }
      await speak(page, 'en');
    }
    await close();
  });

  test('a reason that the dongle gives is told in place of the general one', async () => {
    const { page, close } = await open();
    live().state = 'no-broker';
    live().fault = 'refused-login';
    await page.waitForSelector('#state.warn');
    expect(await textOf(page, '#todo')).toBe(
      'The broker refuses the dongle. Check: Broker user, Broker password.',
    );
    await close();
  });

  test.each(INSTEAD)('where no telegram ever came, %j is told', async (counted, sentence) => {
    const scene = newHouse();
    scene.live = { ...(scene.live as Json), counts: {}, faults: {}, readings: [], ...counted };
    Object.assign(scene.live, { state: 'no-telegram', age_s: undefined });
    const { page, close } = await open('en', scene);
    await page.waitForSelector('#state.warn');
    expect(await textOf(page, '#todo')).toBe(sentence);
    Object.assign(scene.live, { age_s: 40 });
    await page.waitForFunction(
      () => document.querySelector('#todo')?.textContent?.startsWith('The meter sends nothing.'),
      { polling: 30 },
    );
    await close();
  });

  test('nothing sticks out of its card on a phone, in any language', async () => {
    const scene = newHouse();
    const { page, close, logIn } = await open('en', scene);
    live().readings = [...READINGS, ...MORE_READINGS];
    live().faults = { cut: 1, tag: 12, 'too-long': 3, hdlc: 4, 'auth-key': 5 };
    await page.waitForFunction(() => document.querySelector('#phases')?.children.length === 5);
    for (const language of LANGUAGES) {
      await speak(page, language);
      expect(await stickingOut(page), language).toEqual([]);
    }
    await logIn();
    expect(await stickingOut(page)).toEqual([]);
    await close();
  });

  test('powers keep apart, and the caption stands below the chart', async () => {
    const { page, close } = await open();
    live().readings = [
      ['power_imported', '12345', 'W'],
      ['power_exported', '12345', 'W'],
    ];
    await page.waitForFunction(() =>
      document.querySelector('#imported')?.textContent?.startsWith('12'),
    );
    const edges = (selector: string) =>
      page.$eval(selector, (element) => {
        const text = document.createRange();
        text.selectNodeContents(element);
        const { left, right } = text.getBoundingClientRect();
        const { top, bottom } = element.getBoundingClientRect();
        return { left, right, top, bottom };
      });
    expect((await edges('#exported')).left - (await edges('#imported')).right).toBeGreaterThan(15);
    expect((await edges('#chart + small')).top).toBeGreaterThan((await edges('#chart')).bottom);
    await close();
  });

  test('what is counted is told once, in words of each language', async () => {
    const { page, close } = await open();
    live().readings = [...READINGS, ...MORE_READINGS];
    await page.waitForFunction(() => document.querySelector('#more')?.children.length === 9);
    const titles = new Set<string>();
    for (const language of LANGUAGES) {
      await speak(page, language);
      const rows = await page.$$eval('#diagnosis tr, #more tr', (lines) =>
        lines.map((line) => [...line.children].map((cell) => cell.textContent ?? '')),
      );
      for (const [title] of rows) expect(title).not.toMatch(/_|[A-Z]{5}/);
      const told = (value: RegExp) => rows.filter((row) => value.test(row[1]));
      expect(told(/^1[,.\s\u202f]?482$/), language).toHaveLength(1);
      expect(told(/-61/), language).toHaveLength(1);
      expect(told(/93[,.\s\u202f]?784|26 h 3 min/), language).toHaveLength(1);
      titles.add(rows.map((row) => row[0]).join());
    }
    expect(titles.size).toBe(LANGUAGES.length);
    await speak(page, 'de');
    expect(await textOf(page, '#more')).toMatch(/Gas 1 · Zeit\s+2026-11-21\s04:00/);
    expect(await textOf(page, '#diagnosis')).toMatch(/verlorene Rahmen\s+0/i);
    await close();
  });

  test('numbers and names are written as in each language', async () => {
    const { page, close } = await open();
    await said(page, '#imported');
    for (const [language, power, energy, name] of WRITTEN) {
      await speak(page, language);
      const plain = async (selector: string) =>
        (await textOf(page, selector)).replace(/[\u00a0\u202f]/g, ' ');
      expect(await plain('#imported')).toBe(power);
      expect(await plain('#imported-total')).toBe(energy);
      expect(await plain('#energy')).toContain(name);
      expect(await plain('#phases')).toMatch(/L1\s+L2\s+L3/);
    }
    await close();
  });

  test('power in kilowatts is the same as in watts', async () => {
    const { page, close } = await open();
    live().readings = [['power_imported', '1.284', 'kW']];
    await page.waitForFunction(() => document.querySelector('#exported')?.textContent === '–');
    expect(await textOf(page, '#imported')).toBe('1.28\u00a0kW');
    await close();
  });

  test('texts from the dongle stay text', async () => {
    const evil = '<img src=x onerror=document.title="taken">';
    const scene = newHouse();
    scene.live = {
      ...(scene.live as Json),
      ...{ name: evil, ssid: evil, restart: evil, version: evil, counts: { [evil]: 1 } },
      ...{
        faults: { [evil]: 1 },
        readings: [...READINGS, ['message', evil, ''], [evil, evil, evil]],
      },
    };
    scene.telegrams = [evil];
    const { page, close } = await open('en', scene);
    await page.waitForFunction(() =>
      document.querySelector('#more')?.textContent?.includes('<img'),
    );
    await page.click('#fetch');
    expect(await said(page, '#telegram')).toBe(evil);
    expect(await page.$$('img')).toHaveLength(0);
    expect(await page.title()).toBe('Smarty dongle');
    await close();
  });

  test('every fault that was counted is a sentence', async () => {
    const { page, close } = await open('de');
    live().faults = { hdlc: 1, 'too-long': 2, replay: 3, 'auth-key': 4, 'title-length': 5 };
    await page.waitForFunction(() =>
      document.querySelector('#diagnosis')?.textContent?.includes('hdlc'),
    );
    const said = await textOf(page, '#diagnosis');
    expect(said).toMatch(/Das ist kein P1-Text.*\(hdlc\)\s+1/);
    expect(said).toMatch(/Prüfen Sie: Rahmenpuffer.*\(too-long\)\s+2/);
    expect(said).toMatch(/Kopie, ignoriert\. \(replay\)\s+3/);
    expect(said).toMatch(/Authentifizierungsschlüssel\. \(auth-key\)\s+4/);
    expect(said).toMatch(/Die Daten sind beschädigt.*\(title-length\)\s+5/);
    await close();
  });

  test('the chart shows both ways of power', async () => {
    const { page, close } = await open();
    await page.waitForSelector('#chart .imported[d^=M]');
    const readings = READINGS.map(([name, value, unit]) => {
      const power = { power_imported: '0', power_exported: '900' }[name];
      return [name, power ?? value, unit];
    });
    live().readings = readings;
    await page.waitForSelector('#chart text:last-child:not(:empty)');
    expect(await page.$eval('#chart', (chart) => chart.textContent)).toContain('1.00\u00a0kW');
    await close();
  });

  test.each(POWERS)(
    'labels of %s W and %s W overlap neither each other nor the bars',
    async (imported, exported, labels) => {
      const scene = newHouse();
      const readings = [
        ['power_imported', imported, 'W'],
        ['power_exported', exported, 'W'],
      ];
      scene.live = { ...(scene.live as Json), readings };
      const { page, close } = await open('en', scene);
      await page.waitForSelector('#chart text:not(:empty)');
      const found = await page.$$eval('#chart text', (texts) => texts.map((e) => e.textContent));
      expect(found).toEqual(labels);
      // The lines begin where the oldest bar stands.
      const boxes = await page.$$eval('#chart path:first-child, #chart text:not(:empty)', (parts) =>
        parts.map((part) => part.getBoundingClientRect().toJSON()),
      );
      const [lines, ...texts] = boxes;
      texts.forEach((text, i) => {
        expect(text.right).toBeLessThan(lines.left);
        if (i) expect(text.top).toBeGreaterThanOrEqual(texts[i - 1].bottom);
      });
      await close();
    },
  );

  test('a telegram is asked for until it comes', async () => {
    const scene = newHouse();
    scene.telegrams = [undefined, undefined, '/TST5 made up\r\n!0000\r\n'];
    const { page, close } = await open('en', scene);
    await said(page, '#imported');
    await page.click('#fetch');
    expect(await said(page, '#telegram')).toContain('/TST5 made up');
    await page.click('#copy');
    expect(await page.evaluate(() => String(getSelection()))).toContain('/TST5 made up');
    await close();
  });

  test('a dongle that has no memory for a moment is asked again', async () => {
    const { page, close } = await open();
    await page.waitForSelector('#login:not([hidden])');
    await page.type('#password', mock.scene.password);
    mock.scene.busy = 2;
    await page.click('#enter');
    await page.waitForSelector('#form:not([hidden])');
    expect(await page.$eval('#note', (e) => e.textContent)).toBe('');
    await close();
  });

  test('one that stays busy says so, and not that the password is wrong', async () => {
    const { page, close } = await open();
    await page.waitForSelector('#login:not([hidden])');
    await page.type('#password', mock.scene.password);
    mock.scene.busy = Infinity;
    await page.click('#enter');
    await page.waitForFunction(
      () => document.querySelector('#note')?.textContent === 'The dongle is busy. Try again.',
    );
    await close();
  });

  test('a password that is typed while a wait runs is sent again when it is over', async () => {
    const { close, logIn } = await open();
    mock.scene.waits = 2;
    await logIn();
    expect(bodies('/api/login')).toHaveLength(3);
    expect(new Set(bodies('/api/login')).size).toBe(1);
    await close();
  });

  test('a wrong password is told with the wait, a right one opens the settings', async () => {
    const { page, close, logIn } = await open();
    await page.waitForSelector('#login:not([hidden])');
    await page.type('#password', 'wrong');
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () => document.querySelector('#note')?.textContent === 'Wrong password.',
    );
    expect(bodies('/api/login')).toHaveLength(1);
    await page.$eval('#password', (field) => ((field as HTMLInputElement).value = ''));
    await page.waitForSelector('#enter:not(:disabled)');
    await logIn();
    expect(await page.$eval('#i-ssid', (e) => (e as HTMLInputElement).value)).toBe(
      'Fritz!Box Maison',
    );
    expect(await page.$eval('#i-key', (e) => (e as HTMLInputElement).value)).toBe('');
    expect(await textOf(page, '#h-key')).toBe('Empty: unchanged.');
    await close();
  });

  test('who is in sees no card of the login, and its button is one line at a desk', async () => {
    const { page, close, logIn } = await open();
    await page.setViewport({ width: 1280, height: 900 });
    await said(page, '#imported');
    for (const language of LANGUAGES) {
      await speak(page, language);
      expect(await page.$eval('#enter', (button) => button.clientHeight)).toBeLessThan(48);
    }
    await logIn();
    const headings = await page.$$eval('h2[data-t=settings]', (found) =>
      found.map((heading) => heading.getClientRects().length),
    );
    expect(headings).toEqual([0]);
    await close();
  });

  test('settings that were changed are saved, and no others; a secret is kept, or removed', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.click('#i-broker', { clickCount: 3 });
    await page.type('#i-broker', 'broker.lan');
    await page.click('#r-broker_password');
    await page.click('#save');
    await page.click('#anyway');
    await page.waitForFunction(
      () => document.querySelector('#note')?.textContent === 'The dongle restarts.',
    );
    const [saved] = bodies('/api/settings').map((body) => JSON.parse(body));
    expect(saved).toEqual({ broker: 'broker.lan', broker_password: null });
    expect(await page.$eval('#form', (form) => (form as HTMLElement).hidden)).toBe(true);
    await close();
  });

  test('an import that the dongle refuses says which settings and why', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    mock.scene.faults = { broker: 'characters', colour: 'unknown' };
    await page.type('#paste', 'no json');
    await page.click('#import');
    expect(await said(page, '#note')).toBe('Wrong file.');
    await page.$eval('#paste', (field) => ((field as HTMLTextAreaElement).value = '{"format":1}'));
    await page.click('#import');
    expect(await said(page, '#import-faults')).toMatch(
      /Address of the broker.*Characters.*colour/s,
    );
    await close();
  });

  test('an export of the dongle can be chosen as a file and is sent back', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    const file = join(folder, 'settings.json');
    writeFileSync(file, '{"format":1,"broker":"10.0.0.9"}');
    const field = (await page.$('#file')) as ElementHandle<HTMLInputElement>;
    await field.uploadFile(file);
    await page.waitForFunction(
      () => (document.querySelector('#paste') as HTMLTextAreaElement).value !== '',
    );
    await page.click('#import');
    await page.waitForSelector('#login:not([hidden])');
    expect(bodies('/api/settings')).toEqual(['{"format":1,"broker":"10.0.0.9"}']);
    await close();
  });

  test('an export is asked for with the token and offered as a file', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.evaluate(() => {
      HTMLAnchorElement.prototype.click = function () {
        document.title = this.download;
      };
    });
    await page.click('#export');
    await page.waitForFunction(() => document.title === 'smarty-settings.json');
    expect(mock.requests.find((r) => r.path === '/api/export')?.token).toMatch(/^[0-9a-f]{32}$/);
    await close();
  });

  test('every end of an update is told', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    const file = join(folder, 'dongle.update');
    writeFileSync(file, 'SMARTY1 a package');
    const field = (await page.$('#package')) as ElementHandle<HTMLInputElement>;
    await field.uploadFile(file);
    const inTime = { timeout: LIMIT_MS, interval: 30 };
    for (const [i, [fault, sentence]] of UPDATES.entries()) {
      mock.scene.updateFault = fault;
      await page.click('#install');
      // Two end with the same sentence: the note of the first is none of the second.
      await vi.waitFor(() => expect(bodies('/api/update')).toHaveLength(i + 1), inTime);
      await page.waitForFunction(
        (wanted: string) => document.querySelector('#note')?.textContent === wanted,
        { polling: 30 },
        sentence,
      );
    }
    expect(bodies('/api/update')).toHaveLength(UPDATES.length);
    expect(new Set(bodies('/api/update'))).toEqual(new Set(['SMARTY1 a package']));
    await close();
  });

  test('an update from an address tells how far it is, and what went wrong', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.type('#url', 'http://192.168.1.5:8000/dongle.update');
    await page.click('#install');
    await page.waitForFunction(() => document.querySelector('#note')?.textContent === '0 %');
    live().update = { percent: 42 };
    await page.waitForFunction(() => document.querySelector('#note')?.textContent === '42 %');
    for (const [error, sentence] of FETCHES) {
      live().update = { error };
      await page.waitForFunction(
        (wanted: string) => document.querySelector('#note')?.textContent === wanted,
        { polling: 30 },
        sentence,
      );
    }
    await close();
  });

  test('a factory reset happens only where the word was typed', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.click('#reset');
    await page.waitForSelector('#confirm:focus');
    expect(bodies('/api/reset')).toEqual([]);
    await page.type('#confirm', 'Reset');
    await page.click('#reset');
    await page.waitForSelector('#login:not([hidden])');
    expect(bodies('/api/reset')).toEqual(['{"confirm":"reset"}']);
    await close();
  });

  test('who is no longer logged in is asked again, and what was typed stays', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.type('#i-broker_user', 'x');
    const { password } = mock.scene;
    mock.expire();
    await page.click('#try');
    await page.waitForSelector('#password:focus');
    await page.type('#password', password);
    await page.click('#enter');
    await page.waitForFunction(() => document.querySelector<HTMLElement>('#login')?.hidden);
    expect(await page.$eval('#i-broker_user', (e) => (e as HTMLInputElement).value)).toBe(
      'smartyx',
    );
    await close();
  });

  test('a restart is asked for', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.click('#restart');
    await page.waitForFunction(
      () => document.querySelector('#note')?.textContent === 'The dongle restarts.',
    );
    expect(bodies('/api/restart')).toEqual(['{}']);
    await close();
  });

  test('a dongle that does not answer is told, and found again', async () => {
    const { page, close } = await open();
    await page.waitForSelector('#state.good');
    const was = mock.scene.live;
    mock.scene.live = undefined;
    await page.waitForFunction(
      () => document.querySelector('#word')?.textContent === 'Dongle not reached',
    );
    mock.scene.live = was;
    await page.waitForSelector('#state.good');
    await close();
  });

  test('a dongle that was reset shows setup', async () => {
    const { page, close } = await open();
    await page.waitForSelector('#state.good');
    mock.scene.live = newSetup().live;
    await page.waitForSelector('#setup:not([hidden])');
    expect(await page.$eval('#status', (status) => (status as HTMLElement).hidden)).toBe(true);
    await close();
  });

  test('requests come one after the other', async () => {
    const { page, close, logIn } = await open();
    await logIn();
    await page.evaluate(() => {
      for (const id of ['fetch', 'rescan', 'try']) document.getElementById(id)!.click();
    });
    await page.waitForSelector('#steps .ok');
    const asked = mock.requests.map(({ method, path }) => `${method} ${path}`);
    const wanted = ['GET /api/telegram', 'POST /api/scan', 'POST /api/try'];
    expect(asked).toEqual(expect.arrayContaining(wanted));
    expect(mock.mostAtOnce).toBe(1);
    await close();
  });
});
