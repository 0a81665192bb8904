/**
 * Six clients of the web server, or of a stream, at once, in the real interpreter with an ESP32's memory:
 * none of them holds up the broker for longer than a telegram waits for those who are served, and nothing is left
 * behind. CLIENTS=n: so many telegrams instead of a few.
 */
import { basename } from 'node:path';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { complaintOf } from './complaint.ts';
import { fetchFrom } from './home.ts';
import { esp32Interpreters } from './fit.ts';
import { bootRig } from './rig.ts';
import type { Rig } from './rig.ts';
import { TRICKLE, TRICKLE_VARIABLES, TRICKLED_VARIABLES } from './trickle.ts';

const interpreters = esp32Interpreters('six clients at once');
const TELEGRAMS = parseInt(process.env.CLIENTS ?? '5', 10);
const EVERY_MS = 2000;
const CLIENTS = 6;
const SLOW = 2;
/** One or two variables come and go with the size of a number; a socket left behind is thirty. */
const SIZE_OF_NUMBERS = 3;
const JSON_ALONE = { homeassistant: 'no', reading_topics: 'no' } as const;
const VARIABLES = 5000 + TRICKLE_VARIABLES + SLOW * TRICKLED_VARIABLES;
/** Longer than a connection that sends lasts after it was given up. */
const inTime = { timeout: 30_000, interval: 50 };

let rig: Rig | undefined;
afterEach(async () => {
  await rig?.leave();
  rig = undefined;
});

interface Client {
  socket: Socket;
  heard: string;
  isClosed: boolean;
}

function dial(port: number, first = ''): Client {
  const socket = connect({ port, host: '127.0.0.1' });
  const client: Client = { socket, heard: '', isClosed: false };
  socket.on('data', (bytes) => (client.heard += bytes.toString('latin1')));
  socket.on('error', () => undefined);
  socket.on('close', () => (client.isClosed = true));
  if (first !== '') socket.write(first);
  return client;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Comes, takes a little at a time, and comes again whenever it is sent away. */
async function dialSlowly({ device }: Rig, port: number, inner: number, first = '') {
  let client: Client | undefined;
  let visits = 0;
  let heardBefore = '';
  let isOver = false;
  const tend = async () => {
    if (isOver || (client && !client.isClosed)) return;
    visits++;
    heardBefore += client?.heard ?? '';
    const from = device.console().length;
    device.run(`TRICKLE[${inner}]=(TRICKLE[${inner}]||0)+1;print("SLOW","IS","NEXT")`);
    // Or another client would be the slow one.
    await vi.waitFor(() => expect(device.console().slice(from)).toContain('SLOW IS NEXT'), inTime);
    client = dial(port, first);
  };
  await tend();
  const timer = setInterval(() => void tend(), 2000);
  const stop = () => {
    isOver = true;
    clearInterval(timer);
    client?.socket.destroy();
    return visits;
  };
  // Over all its visits: the latest may have begun just now.
  return { stop, heard: () => heardBefore + client!.heard };
}

/**
 * Telegrams, one every other second. When the next but one is sent each has come to the broker; the most that were
 * behind at once.
 */
async function sendAll({ meter, published, device }: Rig): Promise<number> {
  const from = meter.sent.length;
  let behind = 0;
  for (let i = 0; i < TELEGRAMS; i++) {
    behind = Math.max(behind, meter.sent.length - published().length);
    meter.send();
    await new Promise((done) => setTimeout(done, EVERY_MS));
  }
  expect(meter.sent.length - from).toBe(TELEGRAMS);
  await vi
    .waitFor(() => expect(published()).toHaveLength(meter.sent.length), inTime)
    .catch((fault: unknown) => {
      const complaint = complaintOf(device.console());
      throw new Error(`${String(fault)}; the console: ${complaint}`, { cause: fault });
    });
  expect(published()).toEqual(meter.sent);
  return behind;
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test(
    `of ${CLIENTS} listeners those for whom there is memory hear each telegram, and the others are told`,
    async () => {
      // Announcing takes memory too, and then there is a place for fewer.
      rig = await bootRig(interpreter, {
        told: { homeassistant: 'no', stream_listeners: CLIENTS },
        ...{ streams: true, script: TRICKLE, variables: VARIABLES },
      });
      const { streamPort, meter, device, settle, open } = rig;
      const used: number[] = [];
      for (let round = 0; round < 3; round++) {
        await settle();
        const before = await open();
        const slow = await dialSlowly(rig, streamPort, streamPort);
        await vi.waitFor(async () => expect(await open()).toBe(before + 1), inTime);
        const others = Array.from({ length: CLIENTS - 1 }, () => dial(streamPort));
        const told = () => others.filter(({ heard }) => heard === 'busy\r\n').length;
        await vi.waitFor(async () => expect(await open()).toBe(before + CLIENTS - told()), inTime);
        const from = meter.texts.length;
        const behind = await sendAll(rig);
        const should = meter.texts.slice(from).join('');
        const listening = others.filter(({ isClosed }) => !isClosed);
        expect(listening.length + told()).toBe(CLIENTS - 1);
        expect(listening.length).toBeGreaterThan(0);
        for (const client of listening) {
          await vi.waitFor(() => expect(client.heard).toHaveLength(should.length), inTime);
          expect(client.heard).toBe(should);
          client.socket.destroy();
        }
        const visits = slow.stop();
        await vi.waitFor(async () => expect(await open()).toBe(before), inTime);
        await settle();
        const after = await rig.used();
        used.push(after.used);
        console.log(
          `${name}: ${listening.length} listeners beside a slow one that came ${visits} times, ${told()} ` +
            `sent away, ${behind} telegrams behind at most, used ${after.used}, least free ${after.least}`,
        );
        expect(behind).toBeLessThanOrEqual(1);
      }
      rig.expectCalm();
      expect(Math.abs(used[2] - used[1]), String(used)).toBeLessThan(SIZE_OF_NUMBERS);
      expect(device.starts()).toBe(1);
    },
    120_000 + TELEGRAMS * 6000,
  );

  // A piece just before the second is over counts as fast: a telegram begins 3 s later, and has the memory after 5 s.
  test.each([
    { pace: 'a byte a second', bytes: 1, ms: 1000, most: 1 },
    { pace: 'a piece every 0.8 s', bytes: 512, ms: 800, most: 3 },
  ])(
    `${CLIENTS} at the page, ${SLOW} at $pace, leave at most $most telegrams behind; the others get an answer`,
    async ({ bytes, ms, most }) => {
      rig = await bootRig(interpreter, {
        told: JSON_ALONE,
        script: `${TRICKLE} TRICKLE.bytes = ${bytes}; TRICKLE.ms = ${ms};`,
        variables: VARIABLES,
      });
      const { httpPort } = rig;
      const used: number[] = [];
      for (let round = 0; round < 3; round++) {
        await rig.settle();
        const before = await rig.open();
        const get = 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
        const slow = [await dialSlowly(rig, httpPort, 80, get)];
        while (slow.length < SLOW) slow.push(await dialSlowly(rig, httpPort, 80, get));
        const counts: Record<string, number> = {};
        let isOver = false;
        const ask = async () => {
          while (!isOver) {
            const outcome = await fetchFrom(httpPort, '127.0.0.1', '/api/live').then(
              ({ status, body }) => (isJson(body) ? String(status) : 'cut'),
              // Who has said nothing yet gives way to a newcomer.
              (fault: NodeJS.ErrnoException) => fault.code ?? String(fault),
            );
            counts[outcome] = (counts[outcome] ?? 0) + 1;
            await new Promise((done) => setTimeout(done, 250));
          }
        };
        const asking = Promise.all(Array.from({ length: CLIENTS - SLOW }, ask));
        const behind = await sendAll(rig);
        isOver = true;
        await asking;
        for (const { heard } of slow) expect(heard()).not.toBe('');
        const visits = slow.map(({ stop }) => stop());
        // A cut answer: it got the place in the trickle that was meant for a slow one.
        expect(counts.cut ?? 0).toBeLessThanOrEqual(visits[0] + visits[1]);
        await vi.waitFor(async () => expect(await rig!.open()).toBe(before), inTime);
        await rig.settle();
        const after = await rig.used();
        used.push(after.used);
        console.log(
          `${name}: ${TELEGRAMS} telegrams, ${behind} behind at most, answers ${JSON.stringify(counts)}, ` +
            `slow ones came ${visits.join()} times, used ${after.used}, least free ${after.least}`,
        );
        expect(behind).toBeLessThanOrEqual(most);
        const kinds = Object.keys(counts).filter(
          (kind) => !/^(200|503|ECONNRESET|cut)$/.test(kind),
        );
        expect(kinds).toEqual([]);
        expect(counts['200']).toBeGreaterThan(0);
      }
      rig.expectCalm();
      expect(Math.abs(used[2] - used[1]), String(used)).toBeLessThan(SIZE_OF_NUMBERS);
    },
    120_000 + TELEGRAMS * 6000,
  );
});
