/**
 * What systemd is told of the reader: that it is ready, that it gets on, that it ends; sd_notify(3).
 * In: the environment that systemd gives, and what the reader says of itself. Out: datagrams. Where
 * systemd has not asked for them, none.
 *
 * Node has no datagrams to a socket in the file system. libsystemd sends them, which every machine
 * that sets NOTIFY_SOCKET has, and from this process, so that the unit can say NotifyAccess=main.
 */
import type { Tell } from '../source/source.ts';

export interface Notifier {
  /** All is open: units that wait for the reader may start. */
  ready(): void;
  /** What "systemctl status" shows. No key, no password. */
  status(sentence: string): void;
  /**
   * The reader gets on: call it often, and not from a timer that fires whatever has become of the rest. Once it
   * stays out for as long as the unit says (WatchdogSec), systemd starts the reader again.
   */
  progress(): void;
  stopping(): void;
  /** When all has been handed over. */
  close(): Promise<void>;
}

/** Hands one message to systemd; a negative result is an error number. */
export type Send = (message: string) => Promise<number>;

type Environment = Record<string, string | undefined>;

/** A watchdog wants to be told twice in its time at least: once more is for a busy computer. */
const PER_WATCHDOG = 3;

async function loadSend(): Promise<Send> {
  const { load } = await import('koffi');
  const notify = load('libsystemd.so.0').func('int sd_notify(int unset, const char *message)');
  return (message) =>
    new Promise((resolve, reject) => {
      const done = (error: unknown, result: number) => (error ? reject(error) : resolve(result));
      // In a thread of its own: a systemd that is busy must not hold up the reader.
      notify.async(0, message, done);
    });
}

/** Milliseconds between two signs of life; undefined: nobody waits for them, or not from us. */
export function watchdogMs(env: Environment, pid = process.pid): number | undefined {
  const us = parseInt(env.WATCHDOG_USEC ?? '', 10);
  const isOurs = env.WATCHDOG_PID === undefined || parseInt(env.WATCHDOG_PID, 10) === pid;
  return us > 0 && isOurs ? us / 1000 / PER_WATCHDOG : undefined;
}

function sentenceOf(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return `systemd cannot be told how the reader does (${why}): install libsystemd0, or set Type=exec and no WatchdogSec in the unit.`;
}

/** One message after the other; what goes wrong is told once. */
function newMailbox(load: () => Promise<Send>, tell: Tell) {
  let isTold = false;
  let last: Promise<unknown> = Promise.resolve();
  let send: Promise<Send> | undefined;
  const deliver = async (message: string) => {
    try {
      send ??= load();
      const result = await (await send)(message);
      if (result < 0) throw new Error(`error ${-result}`);
    } catch (error) {
      if (!isTold) tell('error', sentenceOf(error));
      isTold = true;
    }
  };
  return {
    put: (message: string) => void (last = last.then(() => deliver(message))),
    empty: async () => void (await last),
  };
}

const SILENT: Notifier = {
  ready: () => undefined,
  status: () => undefined,
  progress: () => undefined,
  stopping: () => undefined,
  close: async () => undefined,
};

export function newNotifier(
  env: Environment,
  tell: Tell = () => undefined,
  load: () => Promise<Send> = loadSend,
): Notifier {
  if (!env.NOTIFY_SOCKET) return SILENT;
  const mailbox = newMailbox(load, tell);
  const everyMs = watchdogMs(env);
  let kickedMs = -Infinity;
  return {
    ready: () => mailbox.put('READY=1'),
    status: (sentence) => mailbox.put(`STATUS=${sentence.replace(/\s+/g, ' ').trim()}`),
    progress() {
      const nowMs = performance.now();
      if (everyMs === undefined || nowMs - kickedMs < everyMs) return;
      kickedMs = nowMs;
      mailbox.put('WATCHDOG=1');
    },
    stopping: () => mailbox.put('STOPPING=1'),
    close: mailbox.empty,
  };
}
