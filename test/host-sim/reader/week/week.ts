/**
 * The reader, a meter, and those who listen, for as long as one likes.
 * In: a seed, and how time passes. Out: what was sent, what has arrived, what the reader has counted.
 */
import { setImmediate as nextTurn } from 'node:timers';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../../host-sim/house/seal.ts';
import type { Account } from '../../../../host-sim/sink/sink.ts';
import { newHouseSource } from '../../../../host-sim/source/house.ts';
import { freePort } from '../../command/program.ts';
import { newChance } from './chance.ts';
import { newLine } from './line.ts';
import { listenAt, newBroker, newOutput, newWebServer, scrape } from './listeners.ts';
import type { Marks } from './marks.ts';
import { newMarks } from './marks.ts';
import type { Outage } from './outage.ts';
import { endOutage, newOutage, playOutage } from './outage.ts';
import { newSent, sendFrame } from './sending.ts';
import type { Sent } from './sending.ts';
import { startReader } from './started.ts';

/** A period of the meter. Each step is shorter than any patience. */
const STEPS_MS = [2500, 2500, 2500, 2500];
/** What the meter of the simulated house has counted before. */
const FIRST_COUNTER = 3_153_600;
const LONGEST_TURN_S = 2;
/** What one socket tells another takes some. */
const TURNS = 24;
const SCRAPE_ROUNDS = 6;

export interface Week {
  sent: Sent;
  outages: Record<'source' | 'broker' | 'web', Outage>;
  arrived: Record<'mqtt' | 'stdout' | 'tcp' | 'webhook', Marks>;
  scrapes(): number;
  account(): Account;
  sendNext(): Promise<void>;
  /** Everything is there again, and what waits is told. */
  settle(): Promise<void>;
  end(): Promise<void>;
}

/** Real turns of the loop until it is so, or will not be for now. */
async function turns(isSo: () => boolean): Promise<void> {
  const [startS] = process.hrtime();
  do {
    if (process.hrtime()[0] > startS + LONGEST_TURN_S) return;
    for (let i = 0; i < TURNS; i++) await new Promise<void>((resolve) => void nextTurn(resolve));
  } while (!isSo());
}

async function newTown() {
  const [mqtt, stdout, webhook] = Array.from({ length: 3 }, () => newMarks(FIRST_COUNTER));
  const tcp = newMarks(0);
  const [line, broker] = [await newLine(), await newBroker(mqtt.take)];
  const web = await newWebServer(webhook.take);
  const ports = {
    ...{ source: line.port, broker: broker.port, web: web.port },
    ...{ tcp: await freePort(), prometheus: await freePort(), udp: await freePort() },
  };
  const reader = startReader(ports, newOutput(stdout.take));
  const outages = {
    source: newOutage(line, 500, 60),
    broker: newOutage(broker, 700, 360),
    web: newOutage(web, 400, 200),
  };
  const arrived = { mqtt, stdout, tcp, webhook };
  return { line, ports, reader, outages, arrived, web, broker };
}

type Town = Awaited<ReturnType<typeof newTown>>;

/** All that can happen now has happened. */
function isCalm({ line, reader }: Town): boolean {
  const { meters, sinks } = reader.account();
  const source = meters[0]?.source;
  if (!source || source.state === 'opening') return false;
  if (line.isHeard() && source.bytes !== line.sentBytes) return false;
  return sinks.every(({ name, facts }) => {
    if (name.startsWith('mqtt')) return facts.state !== 'up' || facts.unsent === 0;
    // A web server that was away is asked again when the time has come.
    return facts.waiting === 0 || name.startsWith('http');
  });
}

export async function newWeek(seed: number, pass: (ms: number) => void): Promise<Week> {
  const chance = newChance(seed);
  const sent = newSent();
  const town = await newTown();
  const { line, ports, reader, outages, arrived } = town;
  const sealing = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY };
  const house = newHouseSource({ seed: 5, list: 'full', ...sealing, nowMs: Date.now() });
  const nextFrame = () => house.next(Date.now()) as Uint8Array;
  let [round, scrapes] = [0, 0];
  const step = async (ms: number) => {
    pass(ms);
    await turns(() => isCalm(town));
  };
  const cutOff = () => {
    line.send(nextFrame().subarray(0, 400));
    sent.unheard++;
  };
  await turns(() => line.isHeard());
  await step(500);
  await turns(() => reader.factsOf('mqtt').state === 'up');
  const listener = listenAt(ports.tcp, arrived.tcp.take);
  await turns(() => reader.factsOf('tcp').listeners === 1);
  const marks = Object.entries(arrived).map(([name, one]) => [name, one.marks]);
  return {
    ...{ sent, outages, account: reader.account, scrapes: () => scrapes },
    arrived: Object.fromEntries(marks) as Week['arrived'],
    async sendNext() {
      round++;
      await playOutage(outages.source, round, chance, cutOff);
      await playOutage(outages.broker, round, chance);
      await playOutage(outages.web, round, chance);
      if (round % SCRAPE_ROUNDS === 0) scrape(ports.prometheus, () => scrapes++);
      sendFrame(line, nextFrame(), sent, chance);
      for (const ms of STEPS_MS) await step(ms);
    },
    async settle() {
      for (const outage of Object.values(outages)) await endOutage(outage);
      for (let i = 0; i < 60; i++) await step(2500);
    },
    async end() {
      reader.end();
      for (let i = 0; i < 100 && !reader.isOver(); i++) {
        pass(500);
        await turns(() => true);
      }
      listener.end();
      town.web.end();
      await Promise.all([line.goAway(), town.broker.goAway()]);
    },
  };
}
