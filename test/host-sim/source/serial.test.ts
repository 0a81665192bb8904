/** A serial port, and the line of two pseudo-terminals that stands for one. */
import { chmodSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { newReconnectingWire } from '../../../host-sim/source/reconnect.ts';
import { serialDial } from '../../../host-sim/source/serial.ts';
import { hasSocat, newSerialLine, warnWithoutSocat } from '../../fakes/serial.ts';
import type { SerialLine } from '../../fakes/serial.ts';
import { eventually } from '../command/program.ts';

warnWithoutSocat('serial ports');

const QUICK = { firstMs: 20, longestMs: 100 };

function listen(path: string, platform?: NodeJS.Platform) {
  const told: string[] = [];
  const pieces: Uint8Array[] = [];
  const ending = new AbortController();
  const dial = serialDial({ path, baud: 115200, format: '8N1' }, platform);
  const wire = newReconnectingWire(dial, QUICK, (level, text) => told.push(`${level}: ${text}`));
  const ended = wire.run((piece) => void pieces.push(piece), ending.signal);
  return {
    wire,
    told,
    bytes: () => Buffer.concat(pieces),
    async end() {
      ending.abort();
      await ended;
    },
  };
}

async function onLine(work: (line: SerialLine) => Promise<void>): Promise<void> {
  const line = await newSerialLine();
  try {
    await work(line);
  } finally {
    await line.remove();
  }
}

/** Every byte, so that nothing in between takes one for a control character. */
const ALL = Uint8Array.from({ length: 4096 }, (_none, i) => (i * 7) & 255);

describe.skipIf(!hasSocat)('a serial port', () => {
  test('hands over every byte as it is', () =>
    onLine(async (line) => {
      const reader = listen(line.path);
      await eventually(() => reader.wire.facts().state === 'open', 'an open port');
      await line.send(ALL);
      await eventually(() => reader.bytes().length >= ALL.length, 'all bytes');
      await reader.end();
      expect(reader.bytes().equals(ALL)).toBe(true);
      expect(reader.told).toEqual([]);
      expect(reader.wire.facts()).toEqual({ state: 'ended', opened: 1, broken: 0, bytes: 4096 });
    }));

  test('is read again when the cable was pulled out and is back, and tells each once', () =>
    onLine(async (line) => {
      const reader = listen(line.path);
      await eventually(() => reader.wire.facts().state === 'open', 'an open port');
      await line.send(ALL);
      await eventually(() => reader.bytes().length === ALL.length, 'the first bytes');
      await line.pull();
      await eventually(() => Number(reader.wire.facts().broken) > 2, 'several tries');
      expect(reader.told).toEqual([
        expect.stringMatching(
          /^error: The serial port .* it is not there: plug the cable in; .* It is tried again\.$/,
        ),
      ]);
      await line.plugIn();
      await eventually(() => reader.wire.facts().state === 'open', 'the port open again');
      await line.send(ALL);
      await eventually(() => reader.bytes().length === 2 * ALL.length, 'bytes after the pull');
      await reader.end();
      expect(reader.told).toHaveLength(2);
      expect(reader.told[1]).toBe(`info: ${line.path} is back.`);
    }));

  test('on Windows, where no file has its name, stays open', () =>
    onLine((line) =>
      onLine(async (other) => {
        const readers = [listen(line.path, 'win32'), listen(other.path, 'linux')];
        const [windows, linux] = readers;
        for (const { wire } of readers) {
          await eventually(() => wire.facts().state === 'open', 'an open port');
        }
        for (const { path } of [line, other]) unlinkSync(path);
        await eventually(() => linux.told.length > 0, 'the loss on Linux');
        await line.send(ALL);
        await eventually(() => windows.bytes().length === ALL.length, 'all bytes on Windows');
        for (const reader of readers) await reader.end();
        expect(windows.wire.facts()).toMatchObject({ opened: 1, broken: 0 });
        expect(windows.told).toEqual([]);
      }),
    ));

  test('of another program is told to be busy', () =>
    onLine(async (line) => {
      const first = listen(line.path);
      await eventually(() => first.wire.facts().state === 'open', 'an open port');
      const second = listen(line.path);
      await eventually(() => second.told.length > 0, 'a sentence');
      await second.end();
      await first.end();
      expect(second.told[0]).toMatch(/another program has it open: end that one .*fuser -v /);
    }));
});

describe('a serial port that cannot be', () => {
  test('is told with what to do', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'smarty-port-'));
    const file = join(directory, 'file');
    writeFileSync(file, '');
    const cases: [string, RegExp][] = [
      [join(directory, 'nothing'), /it is not there: plug the cable in; "smarty list-ports"/],
      [file, /it is no serial port: "smarty list-ports"/],
    ];
    // Root may use everything.
    if (process.getuid?.() !== 0) {
      const closed = join(directory, 'closed');
      writeFileSync(closed, '');
      chmodSync(closed, 0);
      cases.push([closed, /your user may not use it\. On Linux join the group/]);
    }
    for (const [path, advice] of cases) {
      const reader = listen(path);
      await eventually(() => Number(reader.wire.facts().broken) > 1, 'two tries');
      await reader.end();
      expect(reader.told).toHaveLength(1);
      expect(reader.told[0]).toMatch(advice);
    }
    rmSync(directory, { recursive: true });
  });
});
