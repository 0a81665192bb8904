/**
 * dist/shots: the page at a phone and at a desk, light and dark. In: made-up scenes.
 * Out: PNG files. Run by `npx tsx test/page/shots.ts`.
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

const FOLDER = join(import.meta.dirname, '../../dist/shots');
const DESK = { width: 1180, height: 900 };

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
  await page.type('#i-key', '0011 2233 4455 6677 8899');
  await page.evaluate(() => scrollTo(0, 0));
}

async function failTrial(page: Page): Promise<void> {
  await typeSetup(page);
  await page.type('#i-key', ' AABB CCDD EEFF');
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
  scene: Scene;
  view: View;
  prepare(page: Page): Promise<void>;
}

const failing = newSetup();
failing.reports = [failureOf('decryption', 'tag')];

const SHOTS: Shot[] = [
  { file: 'setup-phone', scene: newSetup(), view: PHONE, prepare: typeSetup },
  { file: 'setup-desk', scene: newSetup(), view: { ...DESK, isDark: true }, prepare: typeSetup },
  {
    file: 'failure-phone',
    scene: failing,
    view: { ...PHONE, language: 'de', isDark: true },
    prepare: failTrial,
  },
  {
    file: 'status-phone',
    scene: newDay(),
    view: { ...PHONE, isDark: true, language: 'fr', prelude: hurry },
    prepare: seeDay,
  },
  { file: 'extras-phone', scene: newHouse(), view: PHONE, prepare: openExtras },
  {
    file: 'extras-desk',
    scene: newHouse(),
    view: { ...DESK, language: 'lb', isDark: true },
    prepare: openExtras,
  },
  { file: 'status-desk', scene: newDay(), view: { ...DESK, prelude: hurry }, prepare: seeDay },
];

async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  const documents = buildDocuments();
  const browser = await startBrowser();
  for (const { file, scene, view, prepare } of SHOTS) {
    const mock = await startMock(documents, scene);
    const { page, complaints } = await openPage(browser, mock.url, view);
    await prepare(page);
    await page.addStyleTag({
      content: '* { caret-color: transparent; animation: none !important }',
    });
    await page.screenshot({ path: `${join(FOLDER, file)}.png`, captureBeyondViewport: false });
    if (complaints.length) throw new Error(complaints.join('\n'));
    await page.close();
    await mock.close();
  }
  await browser.close();
}

await main();
