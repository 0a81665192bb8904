/**
 * Variables of the built bundle, loaded from flash as on the device, in an interpreter that has a
 * fixed number of them (blocks of 14 bytes, as on the ESP32): at rest, the fewest in which a full
 * list still gets through, and whether anything is left behind after many telegrams.
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { newHouse } from '../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import { formatTelegram } from '../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../host-sim/house/telegram.ts';
import { startBroker, subscribe } from '../espruino/broker.ts';
import { bootDevice } from '../espruino/interpreter.ts';

const nowMs = Date.UTC(2026, 0, 15, 18);
const house = newHouse({ seed: 1, startMs: nowMs });
const PROBE = 'setInterval(function(){print("USED",process.memory().usage,"!")},200);';

function frameOf(counter: number, list: ReadoutList): Uint8Array {
  const telegram = formatTelegram(house, nowMs, list);
  const keys = { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, systemTitle: TEST_TITLE };
  return sealFrame({ telegram, counter, ...keys });
}

/** True for interpreters in the shape of the ESP32: the others tell nothing of its memory. */
export function isDeviceShaped(interpreter: string): boolean {
  const script = 'setTimeout(function(){print("BLOCK",process.memory().blocksize,"!");quit()},10);';
  const run = spawnSync(interpreter, ['-e', script], { timeout: 5000, stdio: 'pipe' });
  return String(run.stdout).includes('BLOCK 14 !');
}

async function session(
  interpreter: string,
  variables: number,
  task: (s: Session) => Promise<void>,
) {
  const broker = await startBroker();
  const { client, heard } = subscribe(broker.port);
  const device = bootDevice(interpreter, {
    bundle: 'dist/dongle.min.js',
    settings: {
      host: '127.0.0.1',
      port: broker.port,
      device: 'dev',
      key: Buffer.from(TEST_KEY).toString('hex'),
    },
    probe: PROBE,
    env: { ESPR_VARS: String(variables) },
  });
  const count = (end: string) => heard.filter(({ topic }) => topic.endsWith(end)).length;
  const until = async (isSo: () => boolean, seconds: number) => {
    for (let i = 0; i < seconds * 50 && !isSo(); i++) await sleep(20);
    return isSo();
  };
  const used = async () => {
    const before = device.console().length;
    await until(() => device.console().length > before + 120, 5);
    return parseInt([...device.console().matchAll(/USED (\d+) !/g)].at(-1)?.[1] ?? '0', 10);
  };
  try {
    if (await until(() => count('/status') > 0, 10)) {
      await sleep(1500);
      await task({ send: device.send, count, until, used });
    }
  } finally {
    device.stop();
    await client.endAsync(true);
    await broker.stop();
  }
}

interface Session {
  send(bytes: Uint8Array): void;
  count(topicEnd: string): number;
  until(isSo: () => boolean, seconds: number): Promise<boolean>;
  used(): Promise<number>;
}

export async function variablesAtRest(interpreter: string): Promise<number> {
  let rest = 0;
  await session(interpreter, 5000, async (s) => {
    s.send(frameOf(1, 'full'));
    await s.until(() => s.count('/reading/power_net_l3') > 0, 20);
    rest = await s.used();
  });
  return rest;
}

/** Three full lists and all their readings come out of an interpreter with so many variables. */
export async function fits(interpreter: string, variables: number): Promise<boolean> {
  let isFitting = false;
  await session(interpreter, variables, async (s) => {
    for (let i = 1; i <= 3; i++) {
      s.send(frameOf(i, 'full'));
      isFitting = await s.until(() => s.count('/reading/power_net_l3') === i, 8);
    }
  });
  return isFitting;
}

/** Variables in use after each of `counts` telegrams of one run. */
export async function usedAfter(interpreter: string, counts: number[]): Promise<number[]> {
  const used: number[] = [];
  await session(interpreter, 5000, async (s) => {
    let sent = 0;
    for (const count of counts) {
      for (; sent < count; sent++) {
        s.send(frameOf(sent + 1, 'austria'));
        if (!(await s.until(() => s.count('/telegram') > sent, 20))) return;
      }
      used.push(await s.used());
    }
  });
  return used;
}
