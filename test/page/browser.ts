/** Chromium for the page's tests: CHROME names another; none: undefined, which the tests say loudly. */
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import type { Browser, Page } from 'puppeteer-core';

const CHROME = process.env.CHROME ?? '/usr/bin/chromium';

/** For whatever a page is waited for: a busy machine may take its time. */
export const LIMIT_MS = 40_000;
/** For the hook that starts the browser. */
export const START_LIMIT_MS = 150_000;

export const hasBrowser = existsSync(CHROME);

export function startBrowser(): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-color-profile=srgb'];
  const limits = { timeout: 120_000, protocolTimeout: 300_000 };
  return puppeteer.launch({ executablePath: CHROME, args, ...limits });
}

export const PHONE = { width: 390, height: 844 };

export interface View {
  width: number;
  height: number;
  /** Pixels of a picture for each of the page; 1 unless given. */
  scale?: number;
  language?: string;
  isDark?: boolean;
  /** Runs in the page before its own script. */
  prelude?(): void;
}

export interface Opened {
  page: Page;
  /** What the console complained about, and requests to anywhere but the dongle. */
  complaints: string[];
}

/** A prelude: everything that waits waits a fiftieth of the time. */
export function hasten(): void {
  const wait = window.setTimeout.bind(window);
  Object.assign(window, { setTimeout: (task: () => void, ms: number) => wait(task, ms / 50) });
}

export function textOf(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => (element as HTMLElement).innerText.trim());
}

/** Waits until an element is there to be seen and says something. */
export async function said(page: Page, selector: string): Promise<string> {
  const found = await page.waitForFunction(
    (wanted: string) => {
      const element = document.querySelector<HTMLElement>(wanted);
      const text = element?.getClientRects().length ? element.innerText.trim() : '';
      // Three dots are the page's own word for "wait".
      return text === '…' ? '' : text;
    },
    { polling: 30 },
    selector,
  );
  return found.jsonValue();
}

/** Presses the button of a language. */
export async function speak(page: Page, language: string): Promise<void> {
  await page.$eval(`nav [lang=${language}]`, (button) => (button as HTMLElement).click());
}

/** Cards that are wider within than without, and what reaches over the edge of its card. */
export function stickingOut(page: Page): Promise<string[]> {
  return page.$$eval('section', (cards) =>
    cards.flatMap((card) => {
      const isWide = card.scrollWidth > card.clientWidth;
      const edge = card.getBoundingClientRect().right;
      const over = [...card.querySelectorAll('*')].filter(
        (element) => element.getBoundingClientRect().right > edge,
      );
      const names = over.map((element) => `${element.tagName}#${element.id}`);
      return isWide ? [`${card.innerText.slice(0, 20)} is wide`, ...names] : names;
    }),
  );
}

/** A page with a storage of its own, in the language that the browser of its reader asks for. */
export async function openPage(browser: Browser, url: string, view: View): Promise<Opened> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  const complaints: string[] = [];
  const scheme = view.isDark ? 'dark' : 'light';
  await page.setViewport({
    width: view.width,
    height: view.height,
    deviceScaleFactor: view.scale ?? 1,
  });
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  await page.evaluateOnNewDocument((language: string) => {
    Object.defineProperty(navigator, 'languages', { value: [language] });
  }, view.language ?? 'en');
  if (view.prelude) await page.evaluateOnNewDocument(view.prelude);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // The refusals that a test provokes are told by the browser itself.
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const to = request.url();
    if (!to.startsWith(url) && !to.startsWith('data:')) complaints.push(to);
  });
  await page.bringToFront();
  await page.goto(url, { waitUntil: 'domcontentloaded' });
  return { page, complaints };
}
