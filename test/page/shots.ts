/**
 * Pictures of the page at a phone and at a desk, light and dark: those of the docs, and more to look at in
 * dist/shots. In: made-up scenes. Out: PNG files. Run by `npx tsx test/page/shots.ts`.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { buildDocuments } from '../../firmware/page/build.mjs';
import { openPage, PHONE, said, startBrowser } from './browser.ts';
import type { View } from './browser.ts';
import { startMock } from './mock.ts';
import type { Scene } from './mock.ts';
import { failureOf, newDay, newHouse, newSetup } from './scenes.ts';

const ROOT = join(import.meta.dirname, '../..');
const DESK = { width: 1280, height: 800 };
/** As sharp as a phone shows it. */
const FINE = { ...PHONE, scale: 2 };

/** Nobody's: Luxembourg's authentication key looks much like a made-up one. */
const KEY = '0123 4567 89AB CDEF 0123 4567 89AB CDEF';

/** Ten minutes pass at once: who waits is served, and the clock moved on. */
function hurry(): void {
  const wait = window.setTimeout.bind(window);
  const start = Date.UTC(2026, 5, 21, 12);
  let passedMs = 0;
  Date.now = () => start + passedMs;
  Object.defineProperty(document, 'hidden', { value: false });
  Object.assign(window, {
    setTimeout(task: () => void, ms: number) {
      if (passedMs < 600_000) {
        passedMs += ms;
        return wait(task, 0);
      }
      document.documentElement.dataset.done = '';
      return wait(task, 60_000);
    },
  });
}

async function typeSetup(page: Page): Promise<void> {
  await page.waitForSelector('#networks input');
  await page.click('#networks input');
  await page.type('#i-wifi_password', 'a good password');
  await page.type('#i-key', KEY);
  await page.evaluate(() => scrollTo(0, 0));
}

async function failTrial(page: Page): Promise<void> {
  await typeSetup(page);
  await page.type('#i-broker', '192.168.1.5');
  await page.click('#try');
  await page.waitForSelector('#steps .failed');
  await page.evaluate(
    () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
  );
}

async function openExtras(page: Page): Promise<void> {
  await said(page, '#imported');
  await page.type('#password', newHouse().password);
  await page.click('#enter');
  await page.waitForSelector('#form:not([hidden])');
  await page.click('#extend');
  await page.waitForSelector('#i-syslog_port');
  await page.$eval('#extend', (fold) => fold.closest('section')?.scrollIntoView());
}

async function seeDay(page: Page): Promise<void> {
  await page.waitForSelector('[data-done]');
}

interface Shot {
  file: string;
  /** Made anew for each: a day goes on while it is looked at. */
  scene(): Scene;
  view: View;
  prepare(page: Page): Promise<void>;
}

function newFailing(): Scene {
  return { ...newSetup(), reports: [failureOf('decryption', 'tag')] };
}

const DOCS: Shot[] = [false, true].flatMap((isDark): Shot[] => {
  const end = isDark ? '-dark' : '';
  const day = { scene: newDay, prepare: seeDay };
  const setup = { scene: newSetup, prepare: typeSetup };
  return [
    { file: `docs/images/setup-phone${end}`, view: { ...FINE, isDark }, ...setup },
    { file: `docs/images/status-phone${end}`, view: { ...FINE, isDark, prelude: hurry }, ...day },
    { file: `docs/images/status-desk${end}`, view: { ...DESK, isDark, prelude: hurry }, ...day },
  ];
});
const SHOTS: Shot[] = [
  ...DOCS,
  { file: 'docs/images/setup-desk', scene: newSetup, view: DESK, prepare: typeSetup },
  { file: 'docs/images/failure-phone', scene: newFailing, view: FINE, prepare: failTrial },
  {
    file: 'dist/shots/failure-phone',
    scene: newFailing,
    view: { ...PHONE, language: 'de', isDark: true },
    prepare: failTrial,
  },
  {
    file: 'dist/shots/status-phone',
    scene: newDay,
    view: { ...PHONE, isDark: true, language: 'fr', prelude: hurry },
    prepare: seeDay,
  },
  { file: 'dist/shots/extras-phone', scene: newHouse, view: PHONE, prepare: openExtras },
  {
    file: 'dist/shots/extras-desk',
    scene: newHouse,
    view: { ...DESK, language: 'lb', isDark: true },
    prepare: openExtras,
  },
];

async function main(): Promise<void> {
  mkdirSync(join(ROOT, 'dist/shots'), { recursive: true });
  const documents = buildDocuments();
  const browser = await startBrowser();
  for (const { file, scene, view, prepare } of SHOTS) {
    const mock = await startMock(documents, scene());
    const { page, complaints } = await openPage(browser, mock.url, view);
    await prepare(page);
    await page.addStyleTag({
      content: '* { caret-color: transparent; animation: none !important }',
    });
    await page.screenshot({ path: `${join(ROOT, file)}.png`, captureBeyondViewport: false });
    if (complaints.length) throw new Error(complaints.join('\n'));
    await page.close();
    await mock.close();
  }
  await browser.close();
}

await main();
