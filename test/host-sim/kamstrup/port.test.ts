/**
 * A heat meter at a real serial port of the system (a pty of socat) and behind TCP, as with ser2net: the
 * simulated meter at the other end, the reader's own ways to open a line at this one.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { pollMeter } from '../../../host-sim/kamstrup/poll.ts';
import type { Asking } from '../../../host-sim/kamstrup/poll.ts';
import { USUAL_REGISTERS } from '../../../host-sim/kamstrup/registers.ts';
import { newMeterServer, newSimulatedMeter } from '../../../host-sim/kamstrup/simulated.ts';
import type { Dial } from '../../../host-sim/source/connection.ts';
import { serialDial } from '../../../host-sim/source/serial.ts';
import { tcpDial } from '../../../host-sim/source/tcp.ts';

const hasSocat = spawnSync('socat', ['-V']).status === 0;
if (!hasSocat) console.warn('SKIPPED: a heat meter at a serial port (apt install socat)');

const inTime = { timeout: 20_000, interval: 20 };
/** Nothing here is slow: these waits are for a computer that is. */
const waits = { silenceMs: 20_000, longestMs: 40_000, restMs: 10 };
const asking: Asking = { registers: USUAL_REGISTERS, tries: 1, waits };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function startMeter(): Promise<number> {
  const server: Server = newMeterServer(newSimulatedMeter()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function startPty(port: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'heat-'));
  const path = join(folder, 'ir-head');
  const child = spawn('socat', [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${port}`]);
  ends.push(async () => {
    const gone = once(child, 'exit');
    if (child.exitCode === null && child.kill()) await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  await vi.waitFor(() => expect(existsSync(path)).toBe(true), inTime);
  return path;
}

async function expectReadings(dial: Dial) {
  const { readings, unavailable, ...rest } = await pollMeter(
    dial,
    asking,
    new AbortController().signal,
  );
  expect(rest).toEqual({
    ...{ faults: [], repeats: 0, unanswered: 0, broken: undefined, echoes: 2, noise: 0 },
  });
  expect(unavailable).toEqual([266]);
  expect(readings.map(({ register }) => register)).toEqual(
    USUAL_REGISTERS.filter((register) => register !== 266),
  );
}

describe('a heat meter', () => {
  test('is read over TCP, again and again', async () => {
    const dial = tcpDial({ host: '127.0.0.1', port: await startMeter() });
    for (let i = 0; i < 3; i++) await expectReadings(dial);
  });

  test('is read at a serial port of 1200 baud, 8N2', { skip: !hasSocat }, async () => {
    const path = await startPty(await startMeter());
    await expectReadings(serialDial({ path, baud: 1200, format: '8N2' }));
  });

  test('that nobody offers is told with the reason', async () => {
    const server = newMeterServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    const { signal } = new AbortController();
    const overTcp = await pollMeter(tcpDial({ host: '127.0.0.1', port }), asking, signal);
    expect(overTcp.broken).toMatch(/^tcp:\/\/127\.0\.0\.1:\d+ cannot be read: nobody listens/);
    const path = join(tmpdir(), 'no-such-ir-head');
    const atPort = await pollMeter(serialDial({ path, baud: 1200, format: '8N2' }), asking, signal);
    expect(atPort.broken).toMatch(/^The serial port .*no-such-ir-head cannot be used: it is not/);
  });
});
