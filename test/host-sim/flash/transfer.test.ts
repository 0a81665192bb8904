/**
 * The other end is a stand-in for Espruino's Storage (files that only grow; a place that is written
 * cannot be written again, except with the same file anew) and its evaluation is Node's.
 */
import { describe, expect, test } from 'vitest';
import type { StoredFile } from '../../../host-sim/flash/files.ts';
import { sendFiles } from '../../../host-sim/flash/transfer.ts';
import { newFakeLine } from './fake-line.ts';
import type { FakeConsole } from './fake-line.ts';

const ERASED = '\xff';

function newStorage() {
  const files = new Map<string, string>();
  return {
    files,
    made: [] as string[],
    read(name: string, at: number, length: number) {
      return files.get(name)?.slice(at, at + length);
    },
    write(name: string, data: string, at: number, size: number) {
      if (at === 0) {
        files.set(name, ERASED.repeat(size));
        this.made.push(name);
      }
      const old = files.get(name) ?? '';
      const place = old.slice(at, at + data.length);
      if (place !== ERASED.repeat(data.length)) throw new Error('File already written');
      files.set(name, old.slice(0, at) + data + old.slice(at + data.length));
      return true;
    },
  };
}

type Storage = ReturnType<typeof newStorage>;
type Fate = NonNullable<FakeConsole['fate']>;

const newLine = (storage: Storage, fate: Fate) =>
  newFakeLine({ world: { require: () => storage }, fate });

const file = (name: string, data: string): StoredFile => ({ name, size: data.length, data });

/** The driver's buffer, which 2v25 empties every 100 ms. */
const UART_HOLDS = 1152;
/** Longer than a piece, with every byte there is, and filling. */
const CODE = Array.from({ length: 1500 }, (_, i) => String.fromCharCode((i * 7) % 256)).join('');
const FILES = [file('.bootcde', CODE.padEnd(9000)), file('app1', `${CODE}${CODE}`.padEnd(4000))];

async function sendOver(fate: Fate) {
  const storage = newStorage();
  let sent = 0;
  const isSent = await sendFiles(newLine(storage, fate), FILES, (bytes) => (sent += bytes));
  return { storage, isSent, sent };
}

const isStored = ({ files, made }: Storage) =>
  FILES.every(({ name, data }) => files.get(name) === data) && made.length === FILES.length;

describe('a transfer', () => {
  test('stores every byte and tells how many have gone', async () => {
    const { storage, isSent, sent } = await sendOver(() => ({}));
    expect(isSent).toBe(true);
    expect(isStored(storage)).toBe(true);
    expect(sent).toBe(13_000);
  });

  test('makes filling on the other side: few calls, each short enough for the UART', async () => {
    const calls: string[] = [];
    await sendOver((_, call) => {
      calls.push(call);
      return {};
    });
    expect(calls.length).toBeLessThan(16);
    expect(Math.max(...calls.map(({ length }) => length))).toBeLessThan(UART_HOLDS);
  });

  test('takes the room of an empty file and leaves it erased', async () => {
    const storage = newStorage();
    const line = newLine(storage, () => ({}));
    expect(await sendFiles(line, [{ name: 'app2', size: 5000 }], () => undefined)).toBe(true);
    expect(storage.files.get('app2')).toBe(ERASED.repeat(5000));
  });

  test.each([0, 1, 2, 5, 9])('survives a byte lost in call %i', async (lost) => {
    const { storage, isSent } = await sendOver((count, call) =>
      count === lost ? { call: call.replace('atob("', 'atob("AAAA') } : {},
    );
    expect([isSent, isStored(storage)]).toEqual([true, true]);
  });

  test.each([0, 1, 2, 5, 9])('survives a call %i of which half is lost', async (lost) => {
    const { storage, isSent } = await sendOver((count, call) =>
      count === lost ? { call: call.slice(0, call.length / 2) } : {},
    );
    expect([isSent, isStored(storage)]).toEqual([true, true]);
  });

  test.each([0, 1, 2, 5, 9])('writes nothing twice when answer %i is lost', async (lost) => {
    const { storage, isSent } = await sendOver((count) => ({ isAnswerLost: count === lost }));
    expect([isSent, isStored(storage)]).toEqual([true, true]);
  });

  test('gives up a piece that never comes whole', async () => {
    const { isSent } = await sendOver((_, call) => ({
      call: call.replace('atob("', 'atob("AAAA'),
    }));
    expect(isSent).toBe(false);
  });

  test('gives up a dongle that answers no more, with a remedy', async () => {
    await expect(sendOver(() => ({ isAnswerLost: true }))).rejects.toThrow(/cable/);
  });
});
