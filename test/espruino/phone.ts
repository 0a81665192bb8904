/**
 * A person's phone: Chromium of a phone's size. Whatever name it asks for, it is led to the dongle, as
 * by the DNS of the dongle's own access point. CHROME names another browser than the usual one.
 */
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import type { Page } from 'puppeteer-core';

const CHROME = process.env.CHROME ?? '/usr/bin/chromium';
const PHONE = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const PATIENCE_MS = 40_000;

export const hasPhone = existsSync(CHROME);

export interface Phone {
  page: Page;
  /** Errors of the page, and requests to anywhere but the dongle. */
  complaints: string[];
  close(): Promise<void>;
}

/** `isOwn`: whether an address is one of the dongle's. */
export async function startPhone(port: number, isOwn: (url: string) => boolean): Promise<Phone> {
  const rules = `MAP * 127.0.0.1:${port}`;
  const browser = await puppeteer.launch({
    executablePath: CHROME,
    defaultViewport: PHONE,
    timeout: 120_000,
    protocolTimeout: 300_000,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--lang=en',
      '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable',
      `--host-resolver-rules=${rules}`,
    ],
  });
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.setDefaultTimeout(PATIENCE_MS);
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!isOwn(url) && !url.startsWith('data:')) complaints.push(url);
  });
  return { page, complaints, close: () => browser.close() };
}

/** What stands there; waits until it can be seen and says something. */
export async function read(page: Page, selector: string): Promise<string> {
  const found = `document.querySelector(${JSON.stringify(selector)})`;
  // Three dots are the page's own word for "wait".
  const text = `(e => e && e.getClientRects().length && e.innerText.trim().replace(/^…$/, ''))`;
  const words = await page.waitForFunction(`${text}(${found})`, { polling: 100 });
  return String(await words.jsonValue());
}

/** Waits until it says this. */
export async function sees(page: Page, selector: string, words: string): Promise<void> {
  const found = `document.querySelector(${JSON.stringify(selector)})`;
  const says = `(e => e && e.getClientRects().length && e.innerText.includes(${JSON.stringify(words)}))`;
  try {
    await page.waitForFunction(`${says}(${found})`, { polling: 100 });
  } catch {
    const said = await page.evaluate(`(${found} || {}).innerText`);
    throw new Error(`${selector} says "${String(said)}" and not "${words}"`);
  }
}

/** Types over what stands in a field; one that is folded away is unfolded first. */
export async function type(page: Page, setting: string, text: string): Promise<void> {
  const field = `document.getElementById("i-${setting}")`;
  await page.evaluate(`{ const f = ${field}.closest("details"); if (f) f.open = true; }`);
  await page.evaluate(`${field}.select()`);
  await page.keyboard.press('Backspace');
  await page.type(`#i-${setting}`, text);
  // Leaves the field: only then its content is judged.
  await page.evaluate(`${field}.blur()`);
}

/** Chooses a network, by its name, among those that the dongle hears. */
export async function choose(page: Page, ssid: string): Promise<void> {
  const row = `::-p-xpath(//div[@id="networks"]/label[b="${ssid}"]/input)`;
  await page.waitForSelector(row);
  await page.click(row);
}
