/**
 * An update that the dongle fetches while its meter goes on, in the real interpreter with an ESP32's memory and
 * flash: it is tried and stays, and nothing stays of an attempt that fails. Where Storage has the size of
 * 2v25's there is no room behind the slots for what stands in for the ESP32: left out.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkApplication, newPackage } from '../../host-sim/update/package.ts';
import { freePort } from './broker.ts';
import { complaintOf } from './complaint.ts';
import { esp32Interpreters } from './fit.ts';
import { hasRoomBehindSlots, IDENTITY } from './interpreter.ts';
import { askPatiently } from './patience.ts';
import type { Told } from './matrix.ts';
import { bootRig } from './rig.ts';
import type { Rig } from './rig.ts';

const interpreters = esp32Interpreters('an update that is fetched').filter(hasRoomBehindSlots);
const EVERY_MS = 2000;
const SIZE_OF_NUMBERS = 3;
const inTime = { timeout: 120_000, interval: 100 };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function boot(interpreter: string, told: Told = {}): Promise<Rig> {
  const rig = await bootRig(interpreter, { told, variables: 5000, hasSlots: true });
  ends.push(rig.leave);
  await rig.settle();
  return rig;
}

function post({ httpPort }: Rig, path: string, body: object, token = ''): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-Token': token };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return askPatiently(() => fetch(`http://127.0.0.1:${httpPort}${path}`, init));
}

async function logIn(rig: Rig): Promise<string> {
  const answer = await post(rig, '/api/login', { password: IDENTITY.setup });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { token: string }).token;
}

const PIECE = 4096;
const PIECE_MS = 400;

/** The package of the application that runs already, from a server on the PC, about as fast as by Wi-Fi. */
async function servePackage(): Promise<string> {
  const built = readFileSync('dist/dongle.bin', 'latin1');
  const bytes = newPackage(checkApplication(built, 'dist/dongle.bin'), IDENTITY.update);
  const server = createServer((_request, response) => {
    response.setHeader('Content-Length', bytes.length);
    const send = (at: number) => {
      response.write(bytes.subarray(at, at + PIECE));
      if (at + PIECE < bytes.length) setTimeout(send, PIECE_MS, at + PIECE);
      else response.end();
    };
    send(0);
  });
  const port = await freePort();
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  ends.push(() => server.close());
  return `http://127.0.0.1:${port}/dongle.update`;
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test('is tried, proves itself and stays; telegrams go on after it', async () => {
    const rig = await boot(interpreter);
    const url = await servePackage();
    const token = await logIn(rig);
    const timer = setInterval(() => rig.meter.send(), EVERY_MS);
    ends.push(() => clearInterval(timer));
    const startMs = Date.now();
    expect((await post(rig, '/api/update', { url }, token)).status).toBe(202);
    await vi.waitFor(() => expect(rig.device.starts()).toBe(2), inTime);
    const before = rig.published().length;
    console.log(
      `${name}: fetched in ${Date.now() - startMs} ms, ${before} of ${rig.meter.sent.length} telegrams until then`,
    );
    await vi.waitFor(() => expect(rig.published().length).toBeGreaterThan(before + 1), inTime);
    const says = () => {
      rig.device.run('print("SLOT",SMARTY_BOOT.slot,SMARTY_BOOT.trial)');
      return rig.device.console();
    };
    await vi.waitFor(() => expect(says()).toContain('SLOT app2 false'), inTime);
    expect(complaintOf(rig.device.console())).toBeUndefined();
    expect(rig.device.starts()).toBe(2);
  }, 300_000);

  test('that cannot be fetched leaves nothing behind', async () => {
    // It announces for some seconds whenever the work begins, and notes what failed: that takes memory, too.
    const rig = await boot(interpreter, { homeassistant: 'no', log_level: 'error' });
    const token = await logIn(rig);
    const fail = async () => {
      const url = `http://127.0.0.1:${await freePort()}/none`;
      const before = rig.greetings();
      const answer = await post(rig, '/api/update', { url }, token);
      expect(await answer.text()).toContain('unreachable');
      // The work, which has made room, begins anew.
      await vi.waitFor(() => expect(rig.greetings()).toBe(before + 1), inTime);
      await rig.settle();
      return (await rig.used()).used;
    };
    const used: number[] = [];
    for (let i = 0; i < 5; i++) used.push(await fail());
    console.log(`${name}: used ${used.join(' ')}`);
    expect(Math.abs(used[4] - used[1])).toBeLessThan(SIZE_OF_NUMBERS);
    rig.expectCalm();
  }, 120_000);
});
