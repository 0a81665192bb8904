import { createDecipheriv } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runCommand } from '../../../host-sim/command/command.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { openStreams } from '../../../host-sim/stream/streams.ts';
import { crcArc } from '../../fakes/telegram.ts';
import { eventually, newBusyPort } from '../command/program.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** Runs the command in this process until the test is over. */
function play(args: string[]) {
  const ending = new AbortController();
  const stage = { out: '', err: '' };
  const out = { write: (text: string | Uint8Array) => (stage.out += String(text)) };
  const err = { write: (text: string | Uint8Array) => (stage.err += String(text)) };
  const around = { env: {}, out, err, signal: ending.signal };
  const exitCode = runCommand(['--mqtt', 'embedded:0', ...args], around);
  ends.push(async () => {
    ending.abort();
    await exitCode;
  });
  return { stage, exitCode };
}

async function portOf(stage: { err: string }, name: string): Promise<number> {
  const found = () =>
    new RegExp(`stream of ${name} is at 127\\.0\\.0\\.1:(\\d+)\\.`).exec(stage.err);
  await eventually(() => found() !== null, `a port for ${name}`);
  return Number(found()?.[1]);
}

function listen(port: number): { bytes: Buffer } {
  const heard = { bytes: Buffer.alloc(0) };
  const socket = connect(port, '127.0.0.1');
  ends.push(() => socket.destroy());
  socket.on('data', (bytes) => (heard.bytes = Buffer.concat([heard.bytes, bytes])));
  return heard;
}

/**
 * What a reader makes of a stream that is collected as DSMR-reader's datalogger does: in pieces of up
 * to 1024 bytes, until "/", anything, "!" and four characters are there; then it begins anew.
 */
function collect(bytes: Buffer): string[] {
  const telegrams: string[] = [];
  let buffer = '';
  for (let at = 0; at < bytes.length; at += 1024) {
    buffer += bytes.toString('latin1', at, at + 1024);
    for (let end = buffer.indexOf('!'); end >= 0 && end + 5 <= buffer.length;) {
      telegrams.push(buffer.slice(buffer.indexOf('/'), end + 5));
      buffer = buffer.slice(end + 5);
      end = buffer.indexOf('!');
    }
  }
  return telegrams;
}

/** The sum that stands behind "!" is the one of the text. */
function isSumRight(telegram: string): boolean {
  const crc = crcArc(Buffer.from(telegram.slice(0, -4), 'latin1'));
  return /![0-9A-F]{4}$/.test(telegram) && parseInt(telegram.slice(-4), 16) === crc;
}

/** Opens the frames in a row of bytes with node:crypto (Lux. P1 specification §3.2.5). */
function openFrames(bytes: Buffer): string[] {
  const texts: string[] = [];
  for (let at = 0; at + 13 <= bytes.length;) {
    const end = at + 13 + bytes.readUInt16BE(at + 11);
    if (end > bytes.length) break;
    expect(bytes.subarray(at, at + 2).toString('hex')).toBe('db08');
    const iv = Buffer.concat([bytes.subarray(at + 2, at + 10), bytes.subarray(at + 14, at + 18)]);
    const options = { authTagLength: 12 };
    const decipher = createDecipheriv('aes-128-gcm', TEST_KEY, iv, options);
    decipher.setAAD(Buffer.concat([Buffer.of(0x30), LUXEMBOURG_AUTH_KEY]));
    decipher.setAuthTag(bytes.subarray(end - 12, end));
    const text = decipher.update(bytes.subarray(at + 18, end - 12));
    texts.push(Buffer.concat([text, decipher.final()]).toString('latin1'));
    at = end;
  }
  return texts;
}

test('a reader gets whole telegrams with the right sum, as they stand in the frames', async () => {
  const { stage } = play(['--telegrams', '0', '--frames', '0', '--period', '0.05', '--json']);
  const frames = listen(await portOf(stage, 'frames'));
  const telegrams = listen(await portOf(stage, 'telegrams'));
  await eventually(() => collect(telegrams.bytes).length >= 5, 'five telegrams');
  const read = collect(telegrams.bytes);
  expect(telegrams.bytes.toString('latin1', 0, 1)).toBe('/');
  expect(read.every(isSumRight)).toBe(true);
  await eventually(() => openFrames(frames.bytes).length >= 5, 'five frames');
  const texts = openFrames(frames.bytes);
  const first = texts.indexOf(`${read[0]}\r\n`);
  expect(first).toBeGreaterThanOrEqual(0);
  expect(
    telegrams.bytes.toString('latin1').startsWith(texts.slice(first, first + 3).join('')),
  ).toBe(true);
});

test('with aliases a reader of Dutch meters finds its registers, under a right sum', async () => {
  const { stage } = play(['--telegrams', '0', '--aliases', '--period', '0.05', '--json']);
  const heard = listen(await portOf(stage, 'telegrams'));
  await eventually(() => collect(heard.bytes).length >= 3, 'three telegrams');
  for (const telegram of collect(heard.bytes)) {
    expect(isSumRight(telegram)).toBe(true);
    const [, imported] = /\r\n1-0:1\.8\.0(\(.*\))\r\n/.exec(telegram) as RegExpExecArray;
    expect(telegram).toContain(`\r\n1-0:1.8.1${imported}\r\n`);
    expect(telegram).toContain('\r\n0-0:96.14.0(0001)\r\n!');
  }
});

test('without the options nobody listens and nothing is kept', async () => {
  const streams = await openStreams({ telegrams: undefined, frames: undefined, aliases: false });
  expect([streams.onPrinted, streams.onFrame, streams.sentences]).toEqual([
    undefined,
    undefined,
    [],
  ]);
  await streams.close();
});

test('a telegram whose last line the meter did not end is ended', async () => {
  const endpoint = { host: '127.0.0.1', port: 0 };
  const streams = await openStreams({ telegrams: endpoint, frames: undefined, aliases: false });
  ends.push(() => streams.close());
  const heard = listen(Number(/:(\d+)\.$/.exec(streams.sentences[0])?.[1]));
  await eventually(() => {
    streams.onPrinted?.('/TST5\r\n\r\n!ABCD');
    return heard.bytes.length > 0;
  }, 'heard');
  expect(heard.bytes.toString('latin1')).toMatch(/^(\/TST5\r\n\r\n!ABCD\r\n)+$/);
});

test('a port that is taken ends the run with one sentence, and frees the other', async () => {
  const { port, close } = await newBusyPort();
  ends.push(close);
  const { stage, exitCode } = play(['--telegrams', '0', '--frames', String(port)]);
  expect(await exitCode).toBe(1);
  expect(stage.err).toBe(`127.0.0.1:${port} is in use: choose another with --frames.\n`);
  const second = play(['--mqtt', `embedded:${port}`, '--telegrams', '0']);
  expect(await second.exitCode).toBe(1);
  expect(second.stage.err).toContain(`Port ${port} is in use`);
});
