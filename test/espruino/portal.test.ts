/**
 * From the box to the first reading, as a person does it: the built bundle in the real interpreter, a
 * real browser of a phone's size, a real broker. With SHOTS=1 pictures to look at are left in dist/shots.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { Resolver } from 'node:dns/promises';
import { basename, join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { pageTexts } from '../../firmware/page/build.mjs';
import { LANGUAGES } from '../../firmware/page/texts/language.ts';
import { hasMosquitto } from './broker.ts';
import { complaintOf } from './complaint.ts';
import { bootNew, fetchFrom, freshPorts, hears, inTime, LETTER_KEY, moveIn } from './home.ts';
import type { Home } from './home.ts';
import { esp32Interpreters } from './fit.ts';
import { IDENTITY } from './interpreter.ts';
import type { Device } from './interpreter.ts';
import { choose, hasPhone, read, sees, type } from './phone.ts';

const LIMIT_MS = 150_000;
const IMAGES = 'dist/shots';
const SHOTS = ['form-en', 'trial-en', 'saved-fr', 'status-de', 'failed-key'];
/** What phones and computers ask to find out whether there is an Internet. */
const PROBES = [
  ['connectivitycheck.gstatic.com', '/generate_204'],
  ['captive.apple.com', '/hotspot-detect.html'],
  ['www.msftconnecttest.com', '/connecttest.txt'],
  ['detectportal.firefox.com', '/success.txt'],
];
const NETWORKS = [
  { ssid: 'Villa Vauban', password: 'somebody else', rssi: -79, authMode: 'wpa2' },
  { ssid: 'Home', password: 'correct horse', rssi: -58, authMode: 'wpa2' },
];

const texts = pageTexts();
// What this asks for is an ESP32's memory and flash, and some minutes.
const interpreters = esp32Interpreters('set-up on the real dongle');
if (!hasPhone) console.warn('NO CHROMIUM (CHROME names one): set-up on the dongle is NOT tested.');
if (!hasMosquitto) console.warn('NO MOSQUITTO: the broker of these tests is aedes.');

let home: Home | undefined;
let alone: Device | undefined;

afterEach(async () => {
  await home?.leave();
  alone?.stop();
  home = alone = undefined;
});

async function shoot({ phone }: Home, name: string): Promise<void> {
  if (!process.env.SHOTS || !SHOTS.includes(name)) return;
  mkdirSync(IMAGES, { recursive: true });
  await phone.page.screenshot({ path: join(IMAGES, `device-${name}.png`) as `${string}.png` });
}

/** A dongle fresh from its box, seen by a phone that has joined its Wi-Fi. */
async function unbox(interpreter: string): Promise<Home> {
  home = await moveIn(interpreter, { networks: NETWORKS });
  const { device, phone } = home;
  await vi.waitFor(() => {
    expect(device.console()).toContain(`AP up Smarty-${IDENTITY.id} ${IDENTITY.setup} wpa2`);
    expect(device.console()).toMatch(/Smarty dongle \S+, setup/);
  }, inTime);
  await phone.page.goto('http://captive.apple.com/hotspot-detect.html');
  // It may have no memory just then, and asks to be loaded again.
  await phone.page.waitForFunction('location.href === "http://192.168.4.1/"');
  await read(phone.page, '#setup h1');
  return home;
}

/** Any name leads to the dongle, and any page to its own. */
async function expectCaptive({ ports }: Home): Promise<void> {
  const resolver = new Resolver({ timeout: 5000, tries: 1 });
  resolver.setServers([`127.0.0.1:${ports[53]}`]);
  for (const [host, path] of PROBES) {
    expect(await resolver.resolve4(host)).toEqual(['192.168.4.1']);
    const { status, headers } = await fetchFrom(ports[80], host, path);
    expect([status, headers.location], host).toEqual([302, 'http://192.168.4.1/']);
  }
}

/** Each address of the dongle is asked for its language anew: browsers keep it by address. */
async function speak(page: Page, language: string): Promise<void> {
  await page.waitForSelector(`nav [lang=${language}]`);
  await page.click(`nav [lang=${language}]`);
}

/** Types what the letters of router, grid operator and broker say. */
async function fillIn({ phone: { page }, broker }: Home): Promise<void> {
  await choose(page, 'Home');
  await type(page, 'wifi_password', 'correct horse');
  await type(page, 'key', LETTER_KEY);
  await type(page, 'broker', '127.0.0.1');
  await type(page, 'broker_port', String(broker.port));
}

/** Tries, sees readings, saves; the dongle restarts and works by itself. */
async function setUp(home: Home, at: number): Promise<void> {
  const { page } = home.phone;
  await fillIn(home);
  await shoot(home, `form-${LANGUAGES[at]}`);
  await page.click('#try');
  await page.waitForFunction('document.querySelectorAll("#steps .ok").length === 4');
  await sees(page, '#note', texts['state.running'][at]);
  expect(await read(page, '#trial-readings')).toMatch(/\d\s*kWh/);
  await shoot(home, `trial-${LANGUAGES[at]}`);
  const since = home.heard.length;
  await page.click('#save');
  expect(await read(page, '#saved h1')).toBe(texts.saved[at]);
  expect(await read(page, '#rejoin')).toContain('Home');
  await shoot(home, `saved-${LANGUAGES[at]}`);
  await vi.waitFor(() => expect(home.device.starts()).toBe(2), inTime);
  await vi.waitFor(
    () => expect(home.heard.slice(since).map((h) => h.payload)).toContain('online'),
    inTime,
  );
  await hears(home, 'smarty-a1b2', home.heard.length);
}

/** The page at home: what the house draws, and that all is well. */
async function expectStatus(home: Home, at: number): Promise<void> {
  const { page } = home.phone;
  await sees(page, '#word', texts['state.running'][at]);
  await page.waitForFunction('/\\d/.test(document.getElementById("imported").innerText)');
  expect(await read(page, '#energy')).toMatch(/\d\s*kWh/);
  expect(await read(page, '#diagnosis')).toContain('Home');
}

/** Behind the password on the label the dongle is given another name. */
async function rename(home: Home, name: string, at: number): Promise<void> {
  const { page } = home.phone;
  await page.type('#password', IDENTITY.setup);
  await page.click('#enter');
  await page.waitForSelector('#form:not([hidden])');
  await page.waitForFunction('document.getElementById("i-name").value === "smarty-a1b2"');
  await type(page, 'name', name);
  await page.click('#save');
  await read(page, '#untried');
  await page.click('#anyway');
  await sees(page, '#note', texts.restarting[at]);
}

const rows = interpreters.map((path) => [basename(path), path]);

describe.skipIf(!hasPhone).each(rows)('%s', (_name, interpreter) => {
  test.each(LANGUAGES)(
    'a newcomer sets the dongle up on a phone in "%s", and changes it later',
    async (language) => {
      const at = LANGUAGES.indexOf(language);
      const home = await unbox(interpreter);
      const { page } = home.phone;
      await expectCaptive(home);
      await speak(page, language);
      expect(await read(page, '#setup h1')).toBe(texts.title[at]);
      await setUp(home, at);
      await page.click('#by-name');
      await page.waitForFunction('location.host === "smarty-a1b2.local"');
      await speak(page, language);
      await expectStatus(home, at);
      await shoot(home, `status-${language}`);
      await rename(home, 'keller', at);
      await vi.waitFor(() => expect(home.device.starts()).toBe(3), inTime);
      await hears(home, 'keller', 0);
      await page.goto('http://keller.local/');
      await speak(page, language);
      await expectStatus(home, at);
      expect((await fetchFrom(home.ports[80], 'smarty-a1b2.local', '/')).status).toBe(403);
      expect(home.phone.complaints).toEqual([]);
      expect(complaintOf(home.device.console())).toBeUndefined();
    },
    LIMIT_MS,
  );

  test(
    'what cannot be right is told beside its field',
    async () => {
      const home = await unbox(interpreter);
      const { page } = home.phone;
      const tellsOf = async (setting: string, text: string, sentence: string, at = setting) => {
        const before = String(await page.evaluate(`document.getElementById("i-${setting}").value`));
        await type(page, setting, text);
        await page.click('#try');
        await sees(page, `#e-${at}`, sentence);
        expect(await read(page, '#note')).toBe('Please correct the red fields.');
        await type(page, setting, before);
      };
      await choose(page, 'Hidden network');
      await tellsOf('ssid', '', 'This is needed');
      await fillIn(home);
      await tellsOf('wifi_password', 'short', 'at least 8 characters');
      await tellsOf('key', LETTER_KEY.slice(0, -1), 'exactly 32 digits');
      await tellsOf('key', LETTER_KEY.replace(/\d/, 'O'), 'only the digits 0–9 and A–F');
      await tellsOf('broker', 'mqtt://127.0.0.1', 'broker without mqtt://');
      await tellsOf('broker_port', '0', 'Allowed: 1–65535');
      await tellsOf('address', '192.168.1.20', 'fill in all three or none', 'gateway');
      await tellsOf('name', 'My cellar!', 'letters, digits, hyphens');
      await tellsOf('device_password', 'secret', 'at least 8 characters');
      expect(home.phone.complaints).toEqual([]);
    },
    LIMIT_MS,
  );

  test(
    'what turns out to be wrong in the trial is told with its remedy, beside its field',
    async () => {
      const home = await unbox(interpreter);
      const { page } = home.phone;
      const fails = async (step: string, setting: string, sentence: string) => {
        await page.click('#try');
        await sees(page, '#steps', sentence);
        await sees(page, `#steps [data-step^="${step},failed"] p`, sentence);
        await sees(page, `#e-${setting}`, sentence);
        await shoot(home, `failed-${setting}`);
      };
      await fillIn(home);
      await type(page, 'wifi_password', 'correct mouse');
      await fails('network', 'wifi_password', 'The router refuses the password.');
      await choose(page, 'Hidden network');
      await type(page, 'ssid', 'Nowhere');
      await fails('network', 'ssid', 'Network not found.');
      await choose(page, 'Home');
      await type(page, 'wifi_password', 'correct horse');
      await type(page, 'broker_port', '9');
      await fails('broker', 'broker', 'The broker does not answer.');
      // Another network while it is joined to the first.
      await choose(page, 'Hidden network');
      await type(page, 'ssid', 'Elsewhere');
      await fails('network', 'ssid', 'Network not found.');
      await choose(page, 'Home');
      await type(page, 'wifi_password', 'correct horse');
      await type(page, 'broker', 'broker.lan');
      await type(page, 'broker_port', String(home.broker.port));
      await type(page, 'key', '1'.repeat(32));
      await fails('decryption', 'key', 'The key does not fit.');
      home.device.run('print("DOOR", require("Wifi").isOpen, require("Wifi").host, "!")');
      await vi.waitFor(() => {
        expect(home.device.console()).toContain(`DOOR false smarty-a1b2 !`);
      }, inTime);
      expect(home.phone.complaints).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe.each(rows)('the console of %s', (_name, interpreter) => {
  const boot = async (isConsoleClosed: boolean) => {
    const ports = await freshPorts();
    alone = bootNew(interpreter, { ports, isConsoleClosed });
    await vi.waitFor(async () => {
      expect((await fetchFrom(ports[80], '192.168.4.1', '/api/live')).status).toBe(200);
    }, inTime);
    alone.run('print(6*7);require("fs").writeFileSync("typed", "x")');
    return { device: alone, ports, typed: join(alone.folder, 'typed') };
  };

  test('would run what is typed if it were open', async () => {
    const { device, typed } = await boot(false);
    await vi.waitFor(() => expect(existsSync(typed)).toBe(true), inTime);
    await vi.waitFor(() => expect(device.console()).toContain('42'), inTime);
  });

  test('runs nothing that is typed once the dongle has closed it', async () => {
    const { device, ports, typed } = await boot(true);
    // As long as the open one needs, counted in answers: each comes after whatever was typed.
    for (let i = 0; i < 10; i++) await fetchFrom(ports[80], '192.168.4.1', '/api/live');
    expect(device.console()).not.toContain('42');
    expect(existsSync(typed)).toBe(false);
  });
});
