/**
 * The dongle in the real interpreter, at work, while its web server is ill-treated: no telegram is
 * lost, and nothing stays behind. STORM=100000 asks for so many requests instead of 2,000.
 */
import { connect } from 'node:net';
import { basename } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { startSlow, storm } from './assault.ts';
import { esp32Interpreters } from './fit.ts';
import { IDENTITY } from './interpreter.ts';
import { askPatiently } from './patience.ts';
import { bootRig, PROBE_TAKES } from './rig.ts';
import type { Rig } from './rig.ts';

const REQUESTS = parseInt(process.env.STORM ?? '2000', 10);
const AT_A_TIME = 8;
/** Of the requests in a storm nearly all are sent away at the door; so many are heard out. */
const HEARD_OUT = Math.max(300, REQUESTS / 100);
/** What all kinds of requests are answered with, each of which has to come. */
const STATUSES = '200 202 204 400 401 403 404 413 415 422'.split(' ');
/** Telegrams, one a second: each waits at most three seconds for those who are served. */
const MOST_BEHIND = 8;
const WARM_UP = 500;
/** By then counts and times have the size of their numbers that they keep. */
const WARM_TELEGRAMS = 40;
const STALLED = 2;
/** One or two variables come and go with the size of a number; a socket left behind is thirty. */
const SIZE_OF_NUMBERS = 3;
/** What the log keeps is bounded (log.test.ts) and comes and goes with what happens. */
const QUIET = { log_level: 'error' } as const;
// What this asks for is an ESP32's memory and flash, and some minutes.
const interpreters = esp32Interpreters('a storm of requests');

const inTime = { timeout: 20_000, interval: 50 };
const warmTime = { timeout: 120_000, interval: 200 };
/** The system takes 3 MB for each before it is felt. */
const stalledTime = { timeout: 100_000, interval: 200 };

/**
 * A page that fills all that the system buffers, so that a client that does not read is felt: what
 * bundle/document.mjs writes, with another size and with these blocks.
 */
const LARGE_PAGE_TAKES = 102;
const LARGE_PAGE = `
var WHOLE = require("Storage"), MUCH = new Array(511).join("A");
Modules.addCached("Storage", function () {
  exports.read = function (name, at, n) {
    if (at === undefined) return WHOLE.read(name);
    if (at == 2) return "40000000";
    return at >= 15 && n == parseInt(WHOLE.read(name, 10, 4), 10) ? MUCH : WHOLE.read(name, at, n);
  };
});`;

const ask = (url: string, more: RequestInit = {}) =>
  fetch(url, { signal: AbortSignal.timeout(15_000), ...more });

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** `takes`: variables of `script`, as `process.memory().usage` tells without and with it. */
async function bootOnline(interpreter: string, { script = '', takes = 0 } = {}) {
  const variables = 5000 + PROBE_TAKES + takes;
  const rig = await bootRig(interpreter, { told: QUIET, script, variables });
  ends.push(rig.leave);
  return rig;
}

const urlOf = ({ httpPort }: Rig) => `http://127.0.0.1:${httpPort}`;

const look = (rig: Rig, path: string) => askPatiently(() => ask(urlOf(rig) + path));

/** Somebody looks, and is told the latest readings: they are kept from then on. */
async function areKept(rig: Rig): Promise<boolean> {
  const answer = await look(rig, '/api/live');
  expect(answer.ok).toBe(true);
  return Object.keys(((await answer.json()) as { readings?: object }).readings ?? {}).length > 0;
}

function post(rig: Rig, path: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(urlOf(rig) + path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** What lasts from one visit to the next is brought to the same everywhere. */
async function settle(rig: Rig): Promise<void> {
  const { meter, published } = rig;
  const tell = async () => {
    meter.send();
    await vi.waitFor(() => expect(published()).toHaveLength(meter.sent.length), inTime);
  };
  await post(rig, '/api/scan', {});
  while (!(await look(rig, '/api/telegram')).ok) await tell();
  do await tell();
  while (!(await areKept(rig)));
}

/** How many telegrams were sent and not yet published, at the most. */
function watchBehind({ meter, published }: Rig) {
  let most = 0;
  const look = () => (most = Math.max(most, meter.sent.length - published().length));
  const timer = setInterval(look, 100);
  return { stop: () => clearInterval(timer), most: () => most };
}

const sumOf = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);

async function logIn(rig: Rig): Promise<string> {
  const answer = await post(rig, '/api/login', { password: IDENTITY.setup });
  return ((await answer.json()) as { token: string }).token;
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test(
    `${REQUESTS} bad requests beside slow ones cost no telegram and no variable`,
    async () => {
      const rig = await bootOnline(interpreter);
      const token = await logIn(rig);
      await settle(rig);
      const first = await rig.used();
      const files = rig.open();
      const used: number[] = [first.used];
      for (const requests of [WARM_UP, REQUESTS]) {
        const startMs = Date.now();
        const stopMeter = rig.meter.start();
        const slow = startSlow(rig.httpPort);
        const behind = watchBehind(rig);
        ends.push(stopMeter, slow.stop, behind.stop);
        const outcomes = await storm(rig.httpPort, { requests, token, atATime: AT_A_TIME });
        await vi.waitFor(
          () => expect(rig.meter.sent.length).toBeGreaterThan(WARM_TELEGRAMS),
          warmTime,
        );
        slow.stop();
        behind.stop();
        stopMeter();
        await vi.waitFor(() => expect(rig.open()).toBe(files), inTime);
        await vi.waitFor(() => expect(rig.published()).toHaveLength(rig.meter.sent.length), inTime);
        await settle(rig);
        expect(rig.published()).toEqual(rig.meter.sent);
        const after = await rig.used();
        used.push(after.used);
        const log = await ask(`${urlOf(rig)}/api/log`, { headers: { 'X-Token': token } });
        console.log(
          `${name}: ${requests} requests in ${Date.now() - startMs} ms, ` +
            `${rig.meter.sent.length} telegrams, ${behind.most()} behind at most, ${slow.dials()} slow ones, used ${used.join(' ')}, least free ${after.least}, ` +
            `${files} files, ${JSON.stringify(outcomes)}\n${await log.text()}`,
        );
        expect(sumOf(outcomes)).toBe(requests);
        expect(outcomes).not.toHaveProperty('500');
        expect(slow.dials()).toBeGreaterThan(100);
        expect(behind.most()).toBeLessThanOrEqual(MOST_BEHIND);
      }
      rig.expectCalm();
      expect(Math.abs(used[2] - used[1])).toBeLessThan(SIZE_OF_NUMBERS);
    },
    60_000 + REQUESTS * 100,
  );

  test(
    `${HEARD_OUT} bad requests that are heard out cost no telegram and no variable`,
    async () => {
      const rig = await bootOnline(interpreter);
      const token = await logIn(rig);
      await settle(rig);
      const used: number[] = [];
      for (const requests of [WARM_UP / 5, HEARD_OUT]) {
        const stopMeter = rig.meter.start();
        const behind = watchBehind(rig);
        ends.push(stopMeter, behind.stop);
        const startMs = Date.now();
        const outcomes = await storm(rig.httpPort, {
          requests,
          token,
          atATime: 3,
          isPatient: true,
        });
        behind.stop();
        stopMeter();
        await vi.waitFor(() => expect(rig.published()).toHaveLength(rig.meter.sent.length), inTime);
        await settle(rig);
        expect(rig.published()).toEqual(rig.meter.sent);
        used.push((await rig.used()).used);
        console.log(
          `${name}: ${requests} requests heard out in ${Date.now() - startMs} ms, ${rig.meter.sent.length} telegrams, ` +
            `${behind.most()} behind at most, used ${used.join(' ')}, ${JSON.stringify(outcomes)}`,
        );
        expect(sumOf(outcomes)).toBe(requests);
        expect(outcomes).not.toHaveProperty('500');
        if (requests === HEARD_OUT)
          expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(STATUSES));
        expect(behind.most()).toBeLessThanOrEqual(MOST_BEHIND);
      }
      rig.expectCalm();
      expect(Math.abs(used[1] - used[0])).toBeLessThan(SIZE_OF_NUMBERS);
    },
    60_000 + HEARD_OUT * 1000,
  );

  // The interpreter refuses, and would keep what the answer to it was made of.
  test('a scan that is asked for while one is under way costs no variable', async () => {
    const rig = await bootOnline(interpreter, { script: 'require("Wifi").scanMs = 3000;' });
    await settle(rig);
    const used: number[] = [];
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 3; i++) expect((await post(rig, '/api/scan', {})).status).toBe(202);
      await vi.waitFor(
        async () => expect(await (await look(rig, '/api/scan')).text()).toContain('networks'),
        inTime,
      );
      used.push((await rig.used()).used);
    }
    expect(Math.abs(used[1] - used[0])).toBeLessThan(SIZE_OF_NUMBERS);
    rig.expectCalm();
  }, 120_000);

  test('clients that stop reading are cut off and leave nothing', async () => {
    const rig = await bootOnline(interpreter, { script: LARGE_PAGE, takes: LARGE_PAGE_TAKES });
    await settle(rig);
    // By then the latest connection has closed.
    await rig.used();
    const files = rig.open();
    const used: number[] = [];
    // The first ones leave what every first time leaves: the interpreter's class for errors, say.
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < STALLED; i++) {
        const socket = connect({ port: rig.httpPort, host: '127.0.0.1' }).on(
          'error',
          () => undefined,
        );
        socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
        ends.push(() => socket.destroy());
      }
      await vi.waitFor(() => expect(rig.open()).toBe(files + STALLED), inTime);
      const stopMeter = rig.meter.start();
      ends.push(stopMeter);
      await vi.waitFor(() => expect(rig.open()).toBe(files), stalledTime);
      stopMeter();
      await settle(rig);
      used.push((await rig.used()).used);
    }
    expect(rig.published()).toEqual(rig.meter.sent);
    expect(Math.abs(used[1] - used[0])).toBeLessThan(SIZE_OF_NUMBERS);
    rig.expectCalm();
  }, 300_000);
});
