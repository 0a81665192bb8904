/**
 * Variables of the built bundle, loaded from flash as on the device, in an interpreter that has a
 * fixed number of them (blocks of 14 bytes, as on the ESP32): at rest, the fewest in which a full
 * list still gets through, and whether anything is left behind after many telegrams.
 */
import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Extras } from '../../firmware/core/config/settings.ts';
import { TEST_KEY } from '../../host-sim/house/seal.ts';
import { freePort, startBroker, subscribe } from '../espruino/broker.ts';
import { bootDevice, STAND_INS } from '../espruino/interpreter.ts';
import { frameOf } from './frame.ts';

const PROBE =
  'setInterval(function(){print("USED",process.memory().usage,"!")},200);' +
  // Within a call, as the others are: that takes some, too.
  '(function(){print("BEFORE",process.memory().usage,"!")})();';

/** Notes the most that is in use between two turns of the interpreter's loop. */
const PEAK_PROBE =
  'var PEAK=0;setInterval(function(){PEAK=Math.max(PEAK,process.memory().usage)},5);' + PROBE;

/** True for interpreters in the shape of the ESP32: the others tell nothing of its memory. */
export function isDeviceShaped(interpreter: string): boolean {
  const script = 'setTimeout(function(){print("BLOCK",process.memory().blocksize,"!");quit()},10);';
  const run = spawnSync(interpreter, ['-e', script], { timeout: 5000, stdio: 'pipe' });
  return String(run.stdout).includes('BLOCK 14 !');
}

/** What the bare interpreter takes: all beyond it before the firmware starts is the test's own. */
function bareUsage(interpreter: string): number {
  const script = 'setTimeout(function(){print("BARE",process.memory().usage,"!");quit()},10);';
  const run = spawnSync(interpreter, ['-e', script], { timeout: 5000, stdio: 'pipe' });
  return parseInt(/BARE (\d+) !/.exec(String(run.stdout))?.[1] ?? '0', 10);
}

/** The variables that the stand-ins for the ESP32 take, which a dongle has for itself. */
function foreignUsage(console: string, interpreter: string): number {
  const before = parseInt(/BEFORE (\d+) !/.exec(console)?.[1] ?? '0', 10);
  return before - bareUsage(interpreter);
}

interface Memory {
  variables: number;
  told?: Partial<Extras>;
  probe?: string;
}

async function session(
  interpreter: string,
  { variables, told, probe = PROBE }: Memory,
  task: (s: Session) => Promise<void>,
) {
  const http = await freePort();
  const broker = await startBroker();
  const { client, heard } = subscribe(broker.port);
  const device = bootDevice(interpreter, {
    settings: {
      ssid: 'Home',
      wifi_password: 'correct horse',
      name: 'dev',
      key: Buffer.from(TEST_KEY).toString('hex'),
      broker: '127.0.0.1',
      broker_port: broker.port,
      ...told,
    },
    ports: { 80: http, 53: await freePort() },
    script: probe,
    env: { ESPR_VARS: String(variables + STAND_INS), ESPR_STACK: '25000' },
  });
  const count = (end: string) => heard.filter(({ topic }) => topic.endsWith(end)).length;
  const until = async (isSo: () => boolean, seconds: number) => {
    for (let i = 0; i < seconds * 50 && !isSo(); i++) await sleep(20);
    return isSo();
  };
  const samples = () => [...device.console().matchAll(/USED (\d+) !/g)].slice(-5).map((m) => m[1]);
  /** Once nothing is under way any more: five times the same. */
  const used = async () => {
    const before = device.console().length;
    const isSteady = () => new Set(samples()).size === 1;
    await until(() => device.console().length > before + 200 && isSteady(), 20);
    return parseInt(samples().at(-1) ?? '0', 10) - foreignUsage(device.console(), interpreter);
  };
  try {
    // With Homie its $state is the last will.
    if (await until(() => count('/status') + count('/$state') > 0, 10)) {
      await sleep(1500);
      const foreign = () => foreignUsage(device.console(), interpreter);
      const peak = async () => {
        device.run('print("PEAK",PEAK,"!")');
        const printed = () => /PEAK (\d+) !/.exec(device.console())?.[1];
        await until(() => printed() !== undefined, 10);
        return parseInt(printed() ?? 'NaN', 10) - foreign();
      };
      await task({ send: device.send, count, until, used, peak, http });
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
  peak(): Promise<number>;
  /** The port of the dongle's page. */
  http: number;
}

/** `told`: in place of what a new dongle tells; it has as much memory as it wants then. */
export async function variablesAtRest(
  interpreter: string,
  told?: Partial<Extras>,
): Promise<number> {
  let rest = 0;
  await session(interpreter, { variables: told ? 9000 : 5000, told }, async (s) => {
    s.send(frameOf(1, 'full'));
    await s.until(() => s.count('/reading/power_net_l3') > 0, 20);
    rest = await s.used();
  });
  return rest;
}

/** As an open page asks, which asks again where it is told "busy", and a hasty one that is opened again and again. */
const CALM = { pauseMs: 2000, reload: Infinity, isPatient: true };
const HASTY = { pauseMs: 300, reload: 5, isPatient: false };
const BUSY = 503;

/** Asks what a page asks, until `isOver`; false as soon as an answer is not what it should be. */
async function visit(
  http: number,
  { pauseMs, reload, isPatient }: typeof CALM,
  isOver: (answers: number) => boolean,
): Promise<boolean> {
  const headers = { host: 'dev' };
  for (let i = 0; !isOver(i);) {
    try {
      const page = i % reload === 0 ? '/' : '/api/live';
      const answer = await fetch(`http://127.0.0.1:${http}${page}`, { headers });
      const text = await answer.text();
      const isBusy = isPatient && answer.status === BUSY;
      if (!isBusy && (answer.status !== 200 || text.length < 100)) return false;
      if (!isBusy) i++;
    } catch {
      return false;
    }
    await sleep(pauseMs);
  }
  return true;
}

/**
 * Three full lists and all their readings come out of an interpreter with so many variables, with the
 * status page open or without.
 */
export async function fits(
  interpreter: string,
  variables: number,
  { withPage = false, told }: { withPage?: boolean; told?: Partial<Extras> },
): Promise<boolean> {
  let isFitting = false;
  await session(interpreter, { variables, told }, async (s) => {
    let isOver = false;
    const visited = withPage ? visit(s.http, HASTY, () => isOver) : true;
    for (let i = 1; i <= 3; i++) {
      s.send(frameOf(i, 'full'));
      isFitting = await s.until(() => s.count('/reading/power_net_l3') === i, 8);
    }
    isOver = true;
    isFitting = (await visited) && isFitting;
  });
  return isFitting;
}

const PEAK_ANSWERS = 5;

/**
 * The most variables in use between two turns of the interpreter while full lists come, until an open page has had
 * some answers; NaN where one was lost.
 */
export async function peakWithPage(interpreter: string): Promise<number> {
  let peak = NaN;
  await session(interpreter, { variables: 5000, probe: PEAK_PROBE }, async (s) => {
    let isOver = false;
    let answered = 0;
    const visited = visit(s.http, CALM, (answers) => {
      answered = answers;
      return isOver;
    });
    let isWhole = true;
    for (let i = 1; isWhole && (i <= 5 || answered < PEAK_ANSWERS) && i <= 50; i++) {
      s.send(frameOf(i, 'full'));
      isWhole = await s.until(() => s.count('/reading/power_net_l3') === i, 30);
    }
    isWhole &&= answered >= PEAK_ANSWERS;
    isOver = true;
    if ((await visited) && isWhole) peak = await s.peak();
  });
  return peak;
}

/** Telegrams in a row that are looked at: numbers that are equal by chance are kept once. */
const ROW = 11;

/** Variables in use after each of `counts` telegrams of one run: the median of the row up to there. */
export async function usedAfter(interpreter: string, counts: number[]): Promise<number[]> {
  const used: number[] = [];
  await session(interpreter, { variables: 5000 }, async (s) => {
    let sent = 0;
    for (const count of counts) {
      const row: number[] = [];
      for (; sent < count; sent++) {
        // From where its number no longer fits the variable of its name, as with a meter in use.
        s.send(frameOf(100_000 + sent, 'austria'));
        if (!(await s.until(() => s.count('/telegram') > sent, 20))) return;
        if (sent >= count - ROW) row.push(await s.used());
      }
      used.push(row.toSorted((a, b) => a - b)[ROW >> 1]);
    }
  });
  return used;
}
