/** A visit of the page: a dongle that a scene plays, and a browser before it. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { Browser } from 'puppeteer-core';
import { hasten, openPage, PHONE, START_LIMIT_MS, startBrowser } from './browser.ts';
import type { View } from './browser.ts';
import { startMock } from './mock.ts';
import type { Documents, Mock, Scene } from './mock.ts';

/** A browser that is there while the tests around the call run. */
export function browserOfTests(): () => Browser {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, START_LIMIT_MS);
  afterAll(() => browser.close());
  return () => browser;
}

/** `close` ends both; nothing may have been complained of until then. */
export async function visit(
  browser: Browser,
  documents: Documents,
  scene: Scene,
  view: Partial<View>,
) {
  const mock = await startMock(documents, scene);
  const { page, complaints } = await openPage(browser, mock.url, {
    ...PHONE,
    prelude: hasten,
    ...view,
  });
  const close = async () => {
    await page.browserContext().close();
    await mock.close();
    expect(complaints).toEqual([]);
  };
  return { mock, page, close };
}

/** The bodies that were sent to a path. */
export function bodiesTo(mock: Mock, path: string): string[] {
  return mock.requests.filter((r) => r.method === 'POST' && r.path === path).map((r) => r.body);
}
