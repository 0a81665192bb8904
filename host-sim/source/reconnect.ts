/**
 * A wire over a line that breaks: it is opened again and again, after longer and longer pauses.
 * In: how to open it. Out: bytes as they come. Each reason is told once, until bytes come again.
 */
import { pause } from '../command/waiting.ts';
import type { Dial } from './connection.ts';
import type { Facts, Tell, Wire } from './source.ts';

export interface Patience {
  /** From the first try to the second, and the longest. */
  firstMs: number;
  longestMs: number;
  /** A line that says nothing for so long is opened anew; left out: it never is. */
  silentMs?: number;
}

interface Progress {
  state: 'opening' | 'open' | 'waiting' | 'ended';
  opened: number;
  broken: number;
  bytes: number;
}

/** Whoever opens the line, waits for it to close; true: bytes came through it. */
function openOnce(
  dial: Dial,
  on: { opened(): void; bytes(piece: Uint8Array): void },
  { signal, silentMs }: { signal: AbortSignal; silentMs?: number },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let silence: NodeJS.Timeout | undefined;
    let reason: string | undefined;
    const leave = () => connection.close();
    const listen = () => {
      clearTimeout(silence);
      if (silentMs === undefined) return;
      silence = setTimeout(() => {
        reason = `${dial.name} says nothing for ${silentMs / 1000} s: it is opened anew.`;
        leave();
      }, silentMs).unref();
    };
    const connection = dial.open({
      opened: () => {
        listen();
        on.opened();
      },
      bytes: (piece) => {
        listen();
        on.bytes(piece);
      },
      closed: (why) => {
        clearTimeout(silence);
        signal.removeEventListener('abort', leave);
        resolve(reason ?? why);
      },
    });
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
  });
}

function factsOf({ state, opened, broken, bytes }: Progress): Facts {
  return { state, opened, broken, bytes };
}

/** Tells why it is broken once, and that it is back when bytes come. */
function newTeller(name: string, tell: Tell) {
  const told = new Set<string>();
  return {
    broken(reason: string) {
      if (!told.has(reason)) tell('error', `${reason} It is tried again.`);
      told.add(reason);
    },
    heard() {
      if (told.size) tell('info', `${name} is back.`);
      told.clear();
    },
  };
}

export function newReconnectingWire(dial: Dial, patience: Patience, tell: Tell): Wire {
  const progress: Progress = { state: 'opening', opened: 0, broken: 0, bytes: 0 };
  const teller = newTeller(dial.name, tell);
  let waitMs = patience.firstMs;
  async function open(take: (piece: Uint8Array) => void | Promise<void>, signal: AbortSignal) {
    progress.state = 'opening';
    const on = {
      opened() {
        progress.state = 'open';
        progress.opened++;
      },
      bytes(piece: Uint8Array) {
        progress.bytes += piece.length;
        waitMs = patience.firstMs;
        teller.heard();
        void take(piece);
      },
    };
    const { silentMs } = patience;
    const reason = await openOnce(dial, on, { signal, silentMs });
    if (signal.aborted) return;
    progress.state = 'waiting';
    progress.broken++;
    teller.broken(reason ?? `${dial.name} was closed.`);
  }
  return {
    name: dial.name,
    isPatient: false,
    async run(take, signal) {
      while (!signal.aborted) {
        await open(take, signal);
        if (signal.aborted) break;
        await pause(waitMs, signal);
        waitMs = Math.min(patience.longestMs, waitMs * 2);
      }
      progress.state = 'ended';
    },
    facts: () => factsOf(progress),
  };
}
