/**
 * The dongle in the real interpreter, at work, while its web server is ill-treated: no telegram is
 * lost, and nothing stays behind. STORM=100000 asks for so many requests instead of 2,000.
 */
import { existsSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { feed, newBench, wait } from '../fakes/bench-app.ts';
import { startSlow, storm } from './assault.ts';
import { freePort, startBroker, subscribe } from './broker.ts';
import { esp32Interpreters } from './fit.ts';
import { bootDevice, IDENTITY, STAND_INS } from './interpreter.ts';
import type { Device } from './interpreter.ts';
import { askPatiently } from './patience.ts';

const KEY_HEX = Buffer.from(TEST_KEY).toString('hex');
const REQUESTS = parseInt(process.env.STORM ?? '2000', 10);
const WARM_UP = 500;
/** By then counts and times have the size of their numbers that they keep. */
const WARM_TELEGRAMS = 40;
const STALLED = 2;
const SAMPLES = 10;
/** One or two variables come and go with the size of a number; a socket left behind is thirty. */
const SIZE_OF_NUMBERS = 3;
/** What the log keeps is bounded (log.test.ts) and comes and goes with what happens. */
const QUIET = { log_level: 'error' } as const;
const hasProc = existsSync('/proc/self/fd');
// What this asks for is an ESP32's memory and flash, and some minutes.
const interpreters = esp32Interpreters('a storm of requests');
if (!hasProc) console.warn('NO /proc: left-over sockets of the interpreter are not counted.');

const nowMs = Date.UTC(2026, 0, 15, 18);
const text = formatTelegram(newHouse({ seed: 1, startMs: nowMs }), nowMs, 'full');
const inTime = { timeout: 20_000, interval: 50 };
const warmTime = { timeout: 120_000, interval: 200 };
/** The system takes 3 MB for each before it is felt. */
const stalledTime = { timeout: 100_000, interval: 200 };

/**
 * Variables in use, collected garbage apart, while a test wants to know: while there is a file of this
 * name, since the console remembers what is typed. Classes of errors are made at the first error of
 * their kind and stay: so they are there from the start.
 */
const WATCH = 'watch';
const PROBE_TAKES = 68;
const PROBE = `
var LEAST = 1e9;
new Error();
new SyntaxError();
new TypeError();
setInterval(function () {
  var m = process.memory(false);
  LEAST = Math.min(LEAST, m.total - m.usage);
  var isWatched = require("fs").readdirSync(".").indexOf("${WATCH}") >= 0;
  if (isWatched) print("USED", process.memory().usage, LEAST, "!");
}, 200);`;

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

/** How many files and sockets the interpreter has open. */
function openFiles(folder: string): number {
  if (!hasProc) return 0;
  const isIts = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  };
  const pid = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .find(isIts);
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** `takes`: variables of `script`, as `process.memory().usage` tells without and with it. */
async function bootOnline(interpreter: string, { script = '', takes = 0 } = {}) {
  const broker = await startBroker();
  ends.push(() => broker.stop());
  const { client, heard } = subscribe(broker.port);
  ends.push(() => client.endAsync(true));
  const port = await freePort();
  const [ssid, wifi_password] = ['Home', 'correct horse'];
  const [host, broker_port] = ['127.0.0.1', broker.port];
  const device = bootDevice(interpreter, {
    settings: {
      ssid,
      wifi_password,
      name: 'dev',
      key: KEY_HEX,
      broker: host,
      broker_port,
      ...QUIET,
    },
    ports: { 80: port, 53: await freePort() },
    script: PROBE + script,
    env: { ESPR_VARS: String(5000 + STAND_INS + PROBE_TAKES + takes), ESPR_STACK: '25000' },
  });
  ends.push(() => device.stop());
  const isOnline = () => heard.some(({ topic }) => topic === 'smarty/dev/status');
  await vi.waitFor(() => expect(isOnline()).toBe(true), inTime);
  const published = () =>
    heard.filter(({ topic }) => topic.endsWith('/telegram')).map(({ payload }) => payload);
  return { device, port, published, meter: newMeter(device), url: `http://127.0.0.1:${port}` };
}

type Rig = Awaited<ReturnType<typeof bootOnline>>;

/** Sends frames with rising counters; keeps what the core on Node makes of them. */
function newMeter(device: Device) {
  const bench = newBench({ key: KEY_HEX, capacity: 4096 });
  // From where its number no longer fits the variable of its name, as with a meter in use.
  let counter = 100_000;
  const send = () => {
    const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
    const frame = sealFrame({ telegram: text, counter: counter++, ...keys });
    device.send(frame);
    feed(bench, frame);
    wait(bench, 2000);
  };
  const start = () => {
    const timer = setInterval(send, 1000);
    const stop = () => clearInterval(timer);
    ends.push(stop);
    return stop;
  };
  return { send, start, sent: bench.json };
}

const look = ({ url }: Rig, path: string) => askPatiently(() => ask(url + path));

/** Somebody looks, and is told the latest readings: they are kept from then on. */
async function areKept(rig: Rig): Promise<boolean> {
  const answer = await look(rig, '/api/live');
  expect(answer.ok).toBe(true);
  return Object.keys(((await answer.json()) as { readings?: object }).readings ?? {}).length > 0;
}

function post({ url }: Rig, path: string, body: object): Promise<Response> {
  const headers = { 'Content-Type': 'application/json' };
  return ask(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
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

/** Variables in use, the fewest of some samples in a row: numbers that grow for a moment come and go. */
async function usedBy({ device }: Rig): Promise<{ used: number; least: number }> {
  const before = device.console().length;
  const samples = () =>
    [
      ...device
        .console()
        .slice(before)
        .matchAll(/USED (\d+) (\d+) !/g),
    ].map(([, used, least]) => ({ used: parseInt(used, 10), least: parseInt(least, 10) }));
  writeFileSync(join(device.folder, WATCH), '1');
  await vi.waitFor(() => expect(samples().length).toBeGreaterThanOrEqual(SAMPLES), inTime);
  rmSync(join(device.folder, WATCH));
  const taken = samples();
  return {
    used: Math.min(...taken.map(({ used }) => used)),
    least: Math.min(...taken.map(({ least }) => least)),
  };
}

function expectCalm({ device }: Rig): void {
  const complaint = /.*(Too much recursion|MEMORY|Uncaught|removing it|in function).*/.exec(
    device.console(),
  );
  expect(complaint?.[0]).toBeUndefined();
  expect(device.starts()).toBe(1);
}

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
      const first = await usedBy(rig);
      const files = openFiles(rig.device.folder);
      const used: number[] = [first.used];
      for (const requests of [WARM_UP, REQUESTS]) {
        const startMs = Date.now();
        const stopMeter = rig.meter.start();
        const slow = startSlow(rig.port);
        ends.push(slow.stop);
        const outcomes = await storm(rig.port, requests, token);
        await vi.waitFor(
          () => expect(rig.meter.sent.length).toBeGreaterThan(WARM_TELEGRAMS),
          warmTime,
        );
        slow.stop();
        stopMeter();
        await vi.waitFor(() => expect(openFiles(rig.device.folder)).toBe(files), inTime);
        await vi.waitFor(() => expect(rig.published()).toHaveLength(rig.meter.sent.length), inTime);
        await settle(rig);
        expect(rig.published()).toEqual(rig.meter.sent);
        const after = await usedBy(rig);
        used.push(after.used);
        const log = await ask(`${rig.url}/api/log`, { headers: { 'X-Token': token } });
        console.log(
          `${name}: ${requests} requests in ${Date.now() - startMs} ms, ` +
            `${rig.meter.sent.length} telegrams, used ${used.join(' ')}, least free ${after.least}, ` +
            `${files} files, ${JSON.stringify(outcomes)}\n${await log.text()}`,
        );
      }
      expectCalm(rig);
      expect(Math.abs(used[2] - used[1])).toBeLessThan(SIZE_OF_NUMBERS);
    },
    60_000 + REQUESTS * 100,
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
      used.push((await usedBy(rig)).used);
    }
    expect(Math.abs(used[1] - used[0])).toBeLessThan(SIZE_OF_NUMBERS);
    expectCalm(rig);
  }, 120_000);

  test('clients that stop reading are cut off and leave nothing', async () => {
    const rig = await bootOnline(interpreter, { script: LARGE_PAGE, takes: LARGE_PAGE_TAKES });
    await settle(rig);
    // By then the latest connection has closed.
    await usedBy(rig);
    const files = openFiles(rig.device.folder);
    const used: number[] = [];
    // The first ones leave what every first time leaves: the interpreter's class for errors, say.
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < STALLED; i++) {
        const socket = connect({ port: rig.port, host: '127.0.0.1' }).on('error', () => undefined);
        socket.write('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
        ends.push(() => socket.destroy());
      }
      await vi.waitFor(() => expect(openFiles(rig.device.folder)).toBe(files + STALLED), inTime);
      const stopMeter = rig.meter.start();
      await vi.waitFor(() => expect(openFiles(rig.device.folder)).toBe(files), stalledTime);
      stopMeter();
      await settle(rig);
      used.push((await usedBy(rig)).used);
    }
    expect(rig.published()).toEqual(rig.meter.sent);
    expect(Math.abs(used[1] - used[0])).toBeLessThan(SIZE_OF_NUMBERS);
    expectCalm(rig);
  }, 300_000);
});
