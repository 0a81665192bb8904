/**
 * One conversation with a meter over an opened line. In: a dial, registers to ask for. Out: the
 * outcome of each question: an answer, a fault, or 'closed' when the line is gone. A wait is over
 * when the line has been silent for `silenceMs`, or after `longestMs` on a line that babbles.
 */
import type { Connection, Dial } from '../source/connection.ts';
import { askRegisters, endOfWait, newReader, pushBytes } from './kmp.ts';
import type { Outcome, Reader } from './kmp.ts';

export interface Waits {
  silenceMs: number;
  longestMs: number;
  /** After a damaged answer: so long nothing comes before the next question. */
  restMs: number;
}

export interface Talk {
  reader: Reader;
  waits: Waits;
  connection: Connection;
  /** Why the line is gone; undefined: it is there. */
  reason: string | undefined;
  isClosed: boolean;
  onPiece: (piece: Uint8Array) => void;
  onClosed: () => void;
}

const nothing = () => undefined;

/** Resolves when the line is open, or gone: `isClosed` tells which. */
export function openTalk(dial: Dial, waits: Waits, signal: AbortSignal): Promise<Talk> {
  return new Promise((resolve) => {
    const talk: Partial<Talk> = { reader: newReader(), waits, isClosed: false };
    Object.assign(talk, { onPiece: nothing, onClosed: nothing });
    const opened = () => resolve(talk as Talk);
    const close = () => talk.connection?.close();
    const closed = (reason?: string) => {
      signal.removeEventListener('abort', close);
      talk.isClosed = true;
      talk.reason = reason;
      talk.onClosed?.();
      opened();
    };
    signal.addEventListener('abort', close);
    talk.connection = dial.open({ opened, bytes: (piece) => talk.onPiece?.(piece), closed });
    if (signal.aborted) close();
  });
}

/** Calls `hear` with all that comes until it says that is enough, the waits are over, or the line is gone. */
function listen<T>(talk: Talk, silenceMs: number, hear: (piece: Uint8Array) => T | undefined) {
  return new Promise<T | 'over' | 'closed'>((resolve) => {
    const finish = (result: T | 'over' | 'closed') => {
      clearTimeout(silence);
      clearTimeout(longest);
      talk.onPiece = nothing;
      talk.onClosed = nothing;
      resolve(result);
    };
    const silence = setTimeout(finish, silenceMs, 'over');
    const longest = setTimeout(finish, talk.waits.longestMs, 'over');
    talk.onPiece = (piece) => {
      silence.refresh();
      const result = hear(piece);
      if (result !== undefined) finish(result);
    };
    talk.onClosed = () => finish('closed');
    if (talk.isClosed) finish('closed');
  });
}

/** One question, asked once. */
export async function ask(talk: Talk, registers: number[]): Promise<Outcome | 'closed'> {
  if (talk.isClosed) return 'closed';
  const request = askRegisters(talk.reader, registers);
  const heard = listen(talk, talk.waits.silenceMs, (piece) => pushBytes(talk.reader, piece));
  talk.connection.write(request);
  const outcome = await heard;
  return outcome === 'over' ? (endOfWait(talk.reader) ?? 'timeout') : outcome;
}

/** Lets what is left of a damaged answer pass: the codec counts it as noise. */
export async function rest(talk: Talk): Promise<void> {
  endOfWait(talk.reader);
  await listen(talk, talk.waits.restMs, (piece) => {
    pushBytes(talk.reader, piece);
    return undefined;
  });
}

/** Resolves when the line is closed, so that the port is free. */
export function closeTalk(talk: Talk): Promise<void> {
  return new Promise((resolve) => {
    talk.onClosed = resolve;
    if (talk.isClosed) resolve();
    else talk.connection.close();
  });
}
