/**
 * The same hour of a meter through the core on Node and through the built bundle in the real interpreter,
 * each with a broker of its own. In: settings. Out: what a subscriber has heard of each.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../firmware/core/config/settings.ts';
import { isTold } from '../../firmware/core/message/publication.ts';
import { closeSession } from '../../firmware/core/mqtt/session.ts';
import { newDongle, receivePiece, tickDongle } from '../../host-sim/command/dongle.ts';
import type { Dongle } from '../../host-sim/command/dongle.ts';
import { advanceHouse, newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import { freePort, startBroker, subscribe } from './broker.ts';
import type { Broker, Heard } from './broker.ts';
import { bootDevice } from './interpreter.ts';
import { timeScript } from './time.ts';

export type Told = Partial<Settings>;

/** By topic, in order. */
export interface Account {
  messages: Record<string, string[]>;
  /** What a subscriber finds who comes when all is over. */
  retained: Record<string, string>;
}

/** With how many of the messages each telegram was told: the other side waits for as many. */
interface Pace {
  account: Account;
  counts: number[];
}

const NAME = 'dev';
const PERIOD_S = 60;
/** The machine may have much else to do. */
const PATIENCE_MS = 60_000;
/** Half an hour before midnight in Luxembourg: a day ends, too. */
const START_MS = Date.UTC(2026, 0, 15, 22, 30);

/** What one of the two alone tells: what it is and does itself. */
const OWN =
  /^smarty\/dev\/(diagnostics|state|status)$|diag_(rssi_dbm|free_variables|uart_overruns|wifi_joins|boots|version|restart|state|restart_button)\/config$/;

export const isCommon = ({ topic }: Pick<Heard, 'topic'>) => !OWN.test(topic);

export function recordHour(telegrams: number): Uint8Array[] {
  const house = newHouse({ seed: 3, startMs: START_MS });
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return Array.from({ length: telegrams }, (_none, i) => {
    advanceHouse(house, START_MS + i * PERIOD_S * 1000);
    return sealFrame({
      telegram: formatTelegram(house, house.nowMs, 'full'),
      counter: 100_000 + i,
      ...keys,
    });
  });
}

async function until(isSo: () => boolean): Promise<boolean> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!isSo() && performance.now() < endMs) await sleep(2);
  return isSo();
}

async function accountOf(broker: Broker, heard: Heard[]): Promise<Account> {
  const messages: Account['messages'] = {};
  for (const { topic, payload } of heard.filter(isCommon)) (messages[topic] ??= []).push(payload);
  const late = subscribe(broker.port);
  // The last of what is retained is not known: it is all there when one's own message is.
  late.client.on('connect', () => late.client.publish('end', 'end', { qos: 1 }));
  await until(() => late.heard.some(({ topic }) => topic === 'end'));
  await late.client.endAsync(true);
  const kept = late.heard.filter((message) => message.retain && isCommon(message));
  return { messages, retained: Object.fromEntries(kept.map((h) => [h.topic, h.payload])) };
}

/** A broker and its witness, for as long as something is done with them. */
async function withBroker<T>(use: (broker: Broker, heard: Heard[]) => Promise<T>): Promise<T> {
  const broker = await startBroker();
  const { client, heard } = subscribe(broker.port);
  try {
    await until(() => client.connected);
    return await use(broker, heard);
  } finally {
    await client.endAsync(true);
    await broker.stop();
  }
}

const isThere = ({ topic }: Heard) => topic.endsWith('/status') || topic.endsWith('/$state');

function hostDongle(told: Told, port: number): Dongle {
  return newDongle({
    device: NAME,
    capacity: 4096,
    open: {
      key: TEST_KEY,
      authKey: LUXEMBOURG_AUTH_KEY,
      tagMode: 'verify',
    },
    address: { host: '127.0.0.1', port },
    settings: told,
    local: { ip: '127.0.0.1', mac: 'A1:B2:C3:D4:E5:F6' },
    onTelegram: () => undefined,
    onChange: () => undefined,
  });
}

/** All that was published has come back. */
async function settle({ app, session }: Dongle, heard: Heard[], port: number): Promise<void> {
  await until(() => isTold(app.publication) && session.queue.messages.length === 0);
  const mark = subscribe(port);
  mark.client.on('connect', () => mark.client.publish('end', 'end', { qos: 1 }));
  const before = heard.length;
  await until(() => heard.slice(before).some(({ topic }) => topic === 'end'));
  await mark.client.endAsync(true);
}

export function runHost(told: Told, frames: Uint8Array[]): Promise<Pace> {
  return withBroker(async (broker, heard) => {
    const dongle = hostDongle(told, broker.port);
    tickDongle(dongle);
    await until(() => heard.some(isThere));
    const counts: number[] = [];
    const startMs = performance.now();
    for (const [i, frame] of frames.entries()) {
      receivePiece(dongle, frame, startMs + i * PERIOD_S * 1000);
      await settle(dongle, heard, broker.port);
      counts.push(heard.filter((h) => isCommon(h) && h.topic !== 'end').length);
    }
    const account = await accountOf(broker, heard);
    delete account.messages.end;
    closeSession(dongle.session);
    return { account, counts };
  });
}

export function runDevice(
  interpreter: string,
  told: Told,
  frames: Uint8Array[],
  counts: number[],
): Promise<Account & { console: string }> {
  return withBroker(async (broker, heard) => {
    const device = bootDevice(interpreter, {
      settings: {
        ...{ ssid: 'Home', wifi_password: 'correct horse', name: NAME, ...told },
        ...{ broker: '127.0.0.1', broker_port: broker.port },
        key: Buffer.from(TEST_KEY).toString('hex'),
      },
      ports: { 80: await freePort(), 53: await freePort() },
      script: timeScript(PERIOD_S),
      env: { ESPR_VARS: '16383', ESPR_STACK: '25000' },
    });
    try {
      await until(() => heard.some(isThere));
      for (const [i, frame] of frames.entries()) {
        device.run(`DUE(${frame.length})`);
        device.send(frame);
        let [common, seen] = [0, 0];
        const isAll = () => {
          for (; seen < heard.length; seen++) if (isCommon(heard[seen])) common++;
          return common >= counts[i];
        };
        if (!(await until(isAll))) break;
      }
      const account = await accountOf(broker, heard);
      delete account.messages.end;
      return { ...account, console: device.console() };
    } finally {
      device.stop();
    }
  });
}
