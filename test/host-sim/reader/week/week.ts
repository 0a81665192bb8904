/**
 * The reader, a meter, a broker, and those who listen, for as long as one likes.
 * In: a seed, and how time passes. Out: what was sent, what has arrived, what the reader has counted.
 */
import { connect } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers';
import { Writable } from 'node:stream';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../../host-sim/house/seal.ts';
import { addOld } from '../../../../host-sim/legacy/plan.ts';
import { runReader } from '../../../../host-sim/reader/reader.ts';
import { newLayer } from '../../../../host-sim/settings/given.ts';
import { loadSettings } from '../../../../host-sim/settings/load.ts';
import type { Account } from '../../../../host-sim/sink/sink.ts';
import { newHouseSource } from '../../../../host-sim/source/house.ts';
import { KEY, newNoise } from '../../../fakes/meter.ts';
import { freePort, newWitness } from '../../command/program.ts';
import type { Witness } from '../../command/program.ts';
import { newLine } from './line.ts';
import type { Line } from './line.ts';
import { newMarks } from './marks.ts';
import type { Marks } from './marks.ts';

const METER = 'house';
const STEPS_MS = [2500, 2500, 2500, 2500];
/** Frames that a frame counter of the simulated house has behind it. */
const FIRST_COUNTER = 3_153_600;
const LONGEST_TURN_MS = 2000;

/** What became of each frame on the way. */
export interface Sent {
  whole: number;
  flipped: number;
  cut: number;
  lost: number;
  repeated: number;
  /** Nobody was there to hear it. */
  unheard: number;
  noiseBytes: number;
}

export interface Week {
  sent: Sent;
  outages: { source: number; broker: number };
  arrived: { mqtt: Marks; stdout: Marks; tcp: Marks };
  account(): Account;
  sendNext(): Promise<void>;
  /** Everything is there again, and what waits is told. */
  settle(): Promise<void>;
  end(): Promise<void>;
}

interface Options {
  seed: number;
  pass(ms: number): Promise<unknown>;
}

/** Real turns of the loop until it is so, or will not be for now. */
async function turns(isSo: () => boolean): Promise<void> {
  const [endS] = process.hrtime();
  for (let i = 0; i < 20 || !isSo(); i++) {
    if (process.hrtime()[0] > endS + LONGEST_TURN_MS / 1000) return;
    await new Promise<void>((resolve) => void nextTurn(resolve));
  }
}

function newRandom(seed: number) {
  const noise = newNoise(seed);
  return {
    below: (most: number) => ((noise() << 16) | (noise() << 8) | noise()) % most,
    bytes: (size: number) => Uint8Array.from({ length: size }, noise),
  };
}

type Random = ReturnType<typeof newRandom>;

/** What goes over the line for a frame. */
function sendFrame(line: Line, frame: Uint8Array, sent: Sent, random: Random): void {
  const at = 20 + random.below(frame.length - 40);
  const kind = random.below(100);
  if (kind < 4) {
    const copy = frame.slice();
    copy[at] ^= 1 << random.below(8);
    sent.flipped++;
    return line.send(copy);
  }
  if (kind < 7) {
    sent.cut++;
    return line.send(frame.subarray(0, at));
  }
  if (kind < 10) {
    sent.lost++;
    line.send(frame.subarray(0, at));
    return line.send(frame.subarray(at + 1));
  }
  if (kind < 25) {
    // Nothing in it that could begin a frame: what that costs is another test's.
    const noise = random.bytes(1 + random.below(60)).map((byte) => byte & 0x1f);
    sent.noiseBytes += noise.length;
    line.send(noise);
  }
  sent.whole++;
  line.send(frame);
  if (kind > 96) {
    sent.repeated++;
    line.send(frame);
  }
}

function planOf(ports: Record<'source' | 'broker' | 'tcp' | 'prometheus' | 'udp', number>) {
  const flags = newLayer();
  addOld(flags, [
    ['source url', `tcp://127.0.0.1:${ports.source}`],
    ['key', KEY],
    ['stdout format', 'json'],
    ['mqtt url', `mqtt://127.0.0.1:${ports.broker}`],
    ['mqtt queue_kib', '256'],
    ['tcp telegrams', String(ports.tcp)],
    ['prometheus listen', `127.0.0.1:${ports.prometheus}`],
    ['udp to', `127.0.0.1:${ports.udp}`],
    ['tariff quarters', 'yes'],
  ]);
  const { plan, complaints } = loadSettings({
    ...{ config: undefined, secrets: undefined, env: {}, flags, meters: [METER] },
  });
  if (complaints.length) throw new Error(`week: ${complaints[0].sentence}`);
  return plan;
}

const COUNTER = /"frame_counter":(\d+)/;
const TIME = /0-0:1\.0\.0\((\d+)/;

export async function newWeek({ seed, pass }: Options): Promise<Week> {
  const random = newRandom(seed);
  const sent: Sent = {
    ...{ whole: 0, flipped: 0, cut: 0, lost: 0, repeated: 0 },
    unheard: 0,
    noiseBytes: 0,
  };
  const outages = { source: 0, broker: 0 };
  const [mqtt, stdout, tcp] = [FIRST_COUNTER, FIRST_COUNTER, 0].map(newMarks);
  const line = await newLine();
  let broker: Witness | undefined = await newWitness();
  const ports = {
    ...{ source: line.port, broker: broker.port },
    ...{ tcp: await freePort(), prometheus: await freePort(), udp: await freePort() },
  };
  const hear = (one: Witness) => {
    // Kept by nobody: the memory is looked at.
    one.heard.push = ({ topic, payload }) => {
      const [, counter] = topic.endsWith('/telegram') ? (COUNTER.exec(payload) ?? []) : [];
      if (counter) mqtt.take(Number(counter));
      return 0;
    };
  };
  hear(broker);
  const out = new Writable({
    write(piece: Buffer, _encoding, done) {
      stdout.take(Number(COUNTER.exec(piece.toString('latin1'))?.[1]));
      done();
    },
  });
  const ending = new AbortController();
  let look: (() => Account) | undefined;
  const running = runReader({
    plan: planOf(ports),
    tell: () => undefined,
    onNotice: () => () => undefined,
    out,
    version: 'week',
    signal: ending.signal,
    hooks: { progress: (account) => (look = account) },
  });
  const account = () => (look as () => Account)();
  const facts = (start: string) => {
    return account().sinks.find(({ name }) => name.startsWith(start))?.facts ?? {};
  };
  await turns(() => line.isHeard());
  await pass(500);
  const listener = connect(ports.tcp, '127.0.0.1');
  let text = '';
  let telegrams = 0;
  listener.on('data', (piece) => {
    text += piece.toString('latin1');
    for (let at = text.indexOf('\n!'); at >= 0 && text.length > at + 7; at = text.indexOf('\n!')) {
      if (TIME.test(text.slice(0, at))) tcp.take(telegrams++);
      text = text.slice(at + 8);
    }
  });
  const house = newHouseSource({
    ...{ seed: 5, list: 'full' as const, key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY },
    nowMs: Date.now(),
  });
  await turns(() => facts('mqtt').state === 'up');
  let backSource = 0;
  let backBroker = 0;
  let round = 0;

  const isCalm = () => {
    const { source } = account().meters[0];
    const isHeard =
      source.state !== 'opening' && (!line.isHeard() || source.bytes === line.sentBytes);
    const isTold = facts('mqtt').state !== 'up' || facts('mqtt').unsent === 0;
    return isHeard && isTold && facts('stdout').waiting === 0 && facts('udp').waiting === 0;
  };
  const settleStep = async (ms: number) => {
    await pass(ms);
    await turns(isCalm);
  };
  async function change(): Promise<void> {
    if (round === backSource) await line.comeBack();
    if (round === backBroker) hear((broker = await newWitness(ports.broker)));
    if (backSource < round && random.below(700) === 0) {
      line.send(house.next(Date.now())!.subarray(0, 400));
      sent.unheard++;
      await line.goAway();
      outages.source++;
      backSource = round + 1 + random.below(60);
    }
    if (backBroker < round && random.below(900) === 0) {
      await broker?.close();
      outages.broker++;
      backBroker = round + 1 + random.below(360);
    }
  }
  return {
    sent,
    outages,
    arrived: { mqtt: mqtt.marks, stdout: stdout.marks, tcp: tcp.marks },
    account,
    async sendNext() {
      round++;
      await change();
      const frame = house.next(Date.now())!;
      if (line.isHeard()) sendFrame(line, frame, sent, random);
      else sent.unheard++;
      for (const ms of STEPS_MS) await settleStep(ms);
    },
    async settle() {
      if (backSource > round) await line.comeBack();
      if (backBroker > round) hear((broker = await newWitness(ports.broker)));
      for (let i = 0; i < 60; i++) await settleStep(2500);
    },
    async end() {
      ending.abort();
      let isOver = false;
      void running.then(() => (isOver = true));
      for (let i = 0; i < 100 && !isOver; i++) await Promise.all([pass(500), turns(() => isOver)]);
      listener.destroy();
      await Promise.all([line.goAway(), broker?.close()]);
    },
  };
}
