/** Recordings as a source: hex or bytes, from a file or from standard input. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newRecordingWire } from '../../../host-sim/source/recording.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'smarty-recording-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function play(content: string | Uint8Array, periodMs = 0) {
  const file = join(directory, 'recording');
  writeFileSync(file, content);
  const told: string[] = [];
  const pieces: Buffer[] = [];
  const wire = newRecordingWire({ file, periodMs }, (_level, text) => told.push(text));
  await wire.run((piece) => void pieces.push(Buffer.from(piece)), new AbortController().signal);
  return { wire, told, pieces, bytes: Buffer.concat(pieces) };
}

describe('a recording', () => {
  test('of frames in hexadecimal gives one after the other', async () => {
    const { pieces, told, wire } = await play('# made\r\n\r\nDB0801\r\n  2f4c  \n\nff');
    expect(pieces.map((piece) => piece.toString('hex'))).toEqual(['db0801', '2f4c', 'ff']);
    expect(told).toEqual([]);
    expect(wire.facts()).toEqual({ state: 'ended', frames: 3, bytes: 6, bad_lines: 0 });
  });

  test('may begin with a byte order mark', async () => {
    const { bytes } = await play('\ufeffDB08\n2f');
    expect(bytes.toString('hex')).toBe('db082f');
  });

  test('of bytes as they came gives them as they are', async () => {
    for (const start of ['/Lux5\\253\r\n\r\n1-0:1.8.0(1)', '\xdb\x08SAGgp', '\x00\xff\xfe', 'gg']) {
      const content = Buffer.from(start.padEnd(200_000, '\x00\x7e'), 'latin1');
      const { bytes, pieces } = await play(content);
      expect(bytes.equals(content)).toBe(true);
      // So few telegrams are in a piece that nobody runs out of room in the middle of it.
      expect(Math.max(...pieces.map(({ length }) => length))).toBe(1024);
    }
  });

  test('with a line that is no hex goes on behind it, tells its number, and counts it', async () => {
    const { pieces, told, wire } = await play(`db08\nhello\n08db\nabc\n${'0'.repeat(150_000)}\n01`);
    expect(pieces.map((piece) => piece.toString('hex'))).toEqual(['db08', '08db', '01']);
    expect(told.map((text) => /line (\d+)/.exec(text)?.[1])).toEqual(['2', '4', '5']);
    expect(told[0]).toContain('the whole line must be pairs of hexadecimal digits');
    expect(wire.facts().bad_lines).toBe(3);
  });

  test('tells only the first few bad lines', async () => {
    const { told, wire } = await play(`00\n${'no\n'.repeat(50)}`);
    expect(told).toHaveLength(5);
    expect(told[4]).toMatch(/Further ones are only counted\.$/);
    expect(wire.facts().bad_lines).toBe(50);
  });

  test('that is empty is a problem, and so is one that is not there', async () => {
    await expect(play('')).rejects.toThrow(/holds no frame: it must hold bytes/);
    const wire = newRecordingWire({ file: join(directory, 'no'), periodMs: 0 }, () => {});
    const run = wire.run(() => {}, new AbortController().signal);
    await expect(run).rejects.toThrow(/no cannot be read \(ENOENT\): check the name/);
  });

  test('waits for whoever takes its frames', async () => {
    const file = join(directory, 'slow');
    writeFileSync(file, Array(20).fill('00').join('\n'));
    let under = 0;
    let most = 0;
    const wire = newRecordingWire({ file, periodMs: 0 }, () => {});
    await wire.run(async () => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
    }, new AbortController().signal);
    expect(most).toBe(1);
  });

  test('ends when it is asked to', async () => {
    const file = join(directory, 'long');
    writeFileSync(file, Array(100).fill('00').join('\n'));
    const ending = new AbortController();
    let taken = 0;
    const wire = newRecordingWire({ file, periodMs: 60_000 }, () => {});
    await wire.run(() => {
      if (++taken === 1) setImmediate(() => ending.abort());
    }, ending.signal);
    expect(taken).toBeLessThan(3);
    expect(wire.facts().state).toBe('ended');
  });
});
