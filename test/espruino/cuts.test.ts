/**
 * The power goes while the dongle writes to its flash: after each erasing and each writing of a save
 * and of a factory reset, and in the middle of each writing. It comes up with the old settings or the
 * new ones. The oracle is what it says of itself over HTTP after the next boot.
 */
import { request } from 'node:http';
import { basename } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { freePort } from './broker.ts';
import { anyInterpreters } from './fit.ts';
import { bootDevice, IDENTITY } from './interpreter.ts';
import type { Device } from './interpreter.ts';

const interpreters = anyInterpreters('power cuts in the real interpreter');

const inTime = { timeout: 30_000, interval: 50 };
/** More than there are operations in a save with its restart. */
const MOST = 40;
const NO_CUT = { cut: MOST, isTorn: false };

/** From ARM(n) on, n operations are done, of the next one half or nothing, and then nothing more. */
const CUTTER = `
var LEFT = -1, IS_TORN, IS_OFF;
function ARM(n, isTorn) { LEFT = n; IS_TORN = isTorn; print("ARM" + "ED"); }
// A module sees globals only.
var WHOLE = require("Flash");
function CUT(bytes, address) {
  if (IS_OFF) return true;
  if (LEFT < 0 || LEFT--) return false;
  IS_OFF = true;
  if (IS_TORN && bytes) WHOLE.write(bytes.subarray(0, (bytes.length >> 1) & ~3), address);
  print("CUT!", address, "RESTART!");
  quit();
  return true;
}
Modules.addCached("Flash", function () {
  // A copy, as flash gives: the partition in a file is one large buffer.
  exports.read = function (n, a) { return new Uint8Array(WHOLE.read(n, a)); };
  exports.erasePage = function (a) { if (!CUT(undefined, a)) WHOLE.erasePage(a); };
  exports.write = function (b, a) { if (!CUT(b, a)) WHOLE.write(b, a); };
});`;

let device: Device | undefined;
afterEach(() => {
  device?.stop();
  device = undefined;
});

interface Dongle {
  device: Device;
  port: number;
}

async function boot(interpreter: string): Promise<Dongle> {
  const port = await freePort();
  device?.stop();
  device = bootDevice(interpreter, {
    settings: { ssid: 'Home', wifi_password: 'correct horse', name: 'first' },
    ports: { 80: port, 53: await freePort() },
    script: CUTTER,
    // This is not about memory.
    env: { ESPR_VARS: '12000' },
  });
  return { device, port };
}

/** By the address that the dongle has at its access point: it answers to it in every mode. */
function ask(dongle: Dongle, what: string, body?: object, token = ''): Promise<string> {
  const [method, path] = what.split(' ');
  const headers = { Host: '192.168.4.1', 'Content-Type': 'application/json', 'X-Token': token };
  const options = { port: dongle.port, method, path, headers, agent: false, timeout: 10_000 };
  return new Promise((done, fail) => {
    const asking = request({ host: '127.0.0.1', ...options }, (answer) => {
      let text = '';
      answer.on('data', (piece) => (text += String(piece)));
      answer.on('end', () => done(text));
      answer.on('error', fail);
    });
    asking.on('error', fail);
    asking.on('timeout', () => asking.destroy(new Error('no answer')));
    asking.end(body && JSON.stringify(body));
  });
}

interface Live {
  mode: string;
  name: string;
  restart: string;
}

const live = (dongle: Dongle): Promise<Live> =>
  vi.waitFor(async () => {
    const found = JSON.parse(await ask(dongle, 'GET /api/live')) as Live;
    expect(found.mode).toMatch(/^(run|setup)$/);
    return found;
  }, inTime);

interface Cut {
  cut: number;
  isTorn: boolean;
}

/** What is asked for with the power cut after `cut` operations; false: they were fewer. */
async function cutIn(dongle: Dongle, path: string, body: object, { cut, isTorn }: Cut) {
  await live(dongle);
  const login = await ask(dongle, 'POST /api/login', { password: IDENTITY.setup });
  const { token } = JSON.parse(login) as { token: string };
  const starts = dongle.device.starts();
  const from = dongle.device.console().length;
  const since = () => dongle.device.console().slice(from);
  dongle.device.run(`ARM(${cut},${isTorn})`);
  await vi.waitFor(() => expect(since()).toContain('ARMED'), inTime);
  // Where the power goes before the answer there is none.
  await ask(dongle, `POST ${path}`, body, token).catch(() => undefined);
  await vi.waitFor(() => expect(dongle.device.starts()).toBe(starts + 1), inTime);
  return since().includes('CUT!');
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test.each([
    ['after', 'first', false],
    ['in', 'second', true],
  ])(
    'a power cut %s a flash operation of a save leaves old or new settings',
    async (_when, known, isTorn) => {
      const seen: string[] = [];
      for (let cut = 0, isCut = true; isCut && cut < MOST; cut++) {
        const dongle = await boot(interpreter);
        // The second save goes to the other page.
        if (known !== 'first') await cutIn(dongle, '/api/settings', { name: known }, NO_CUT);
        isCut = await cutIn(dongle, '/api/settings', { name: 'wanted' }, { cut, isTorn });
        const after = await live(dongle);
        expect(after.mode).toBe('run');
        expect([known, 'wanted']).toContain(after.name);
        if (!isCut) expect(after).toMatchObject({ name: 'wanted', restart: 'saved' });
        seen.push(after.name);
      }
      console.log(`${name}: ${seen.length - 1} power cuts in a save: ${seen.join(' ')}`);
      expect(seen.slice(0, 3)).toEqual([known, known, known]);
      expect(seen.at(-1)).toBe('wanted');
      expect(seen.length).toBeGreaterThan(4);
    },
    300_000,
  );

  test('a power cut in a factory reset leaves the old settings or none', async () => {
    const seen: string[] = [];
    for (let cut = 0, isCut = true; isCut && cut < MOST; cut++) {
      const dongle = await boot(interpreter);
      isCut = await cutIn(
        dongle,
        '/api/reset',
        { confirm: 'reset' },
        { cut, isTorn: cut % 2 === 1 },
      );
      const after = await live(dongle);
      expect([after.mode, after.name]).toEqual(
        after.mode === 'run' ? ['run', 'first'] : ['setup', 'smarty-a1b2'],
      );
      if (!isCut) expect(after).toMatchObject({ mode: 'setup', restart: 'reset' });
      seen.push(after.mode);
    }
    console.log(`${name}: ${seen.length - 1} power cuts in a reset: ${seen.join(' ')}`);
    expect(seen[0]).toBe('run');
    expect(seen.at(-1)).toBe('setup');
    expect(seen.length).toBeGreaterThan(2);
  }, 300_000);
});
