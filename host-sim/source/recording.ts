/**
 * A recording as a wire: a file, or standard input.
 * In: bytes as they came from the line (encrypted or not), or frames in hexadecimal, one a line, with
 * empty lines and lines that begin with "#" between them; which of the two, its beginning tells.
 * Out: pieces; a line that is no hex among such lines is told, counted and passed over.
 */
import { createReadStream } from 'node:fs';
import { FAILED, newProblem } from '../command/problem.ts';
import { pause } from '../command/waiting.ts';
import type { Tell, Wire } from './source.ts';

export interface RecordingOptions {
  /** "-" is standard input. */
  file: string;
  /** From one frame in hexadecimal to the next. */
  periodMs: number;
}

interface Line {
  number: number;
  /** Undefined: it was too long to be one. */
  text: string | undefined;
}

/** Twice the longest legal frame, in hex, and a comment behind it. */
const LONGEST_LINE = 65_536;
const MOST_TOLD = 5;
/** Between two of them whoever takes the telegrams can say that there is no room for more. */
const PIECE = 1024;
const HEX_LINE = /^([0-9a-f]{2})+$/i;

/** Editors on Windows put a byte order mark in front. */
function isHexText(start: Buffer): boolean {
  const text = start.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const [first = ''] = text.trimStart().split(/\r?\n/);
  // The first piece may end within its first line.
  return first.startsWith('#') || /^[0-9a-f]{2,}\s*$/i.test(first);
}

async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<Line> {
  let begun = '';
  let number = 0;
  let isTooLong = false;
  for await (const piece of pieces) {
    const parts = (begun + piece.toString('latin1')).split('\n');
    begun = parts.pop() as string;
    for (const text of parts) {
      yield {
        number: ++number,
        text: isTooLong ? undefined : text.replace(/^\xef\xbb\xbf/, '').trim(),
      };
      isTooLong = false;
    }
    if (begun.length > LONGEST_LINE) {
      begun = '';
      isTooLong = true;
    }
  }
  if (begun || isTooLong) yield { number: number + 1, text: isTooLong ? undefined : begun.trim() };
}

/** The first piece, and all of them. */
async function begin(stream: AsyncIterable<Buffer>) {
  const pieces = stream[Symbol.asyncIterator]();
  const { value, done } = await pieces.next();
  const first: Buffer = done ? Buffer.alloc(0) : value;
  async function* all(): AsyncGenerator<Buffer> {
    yield first;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  return { first, all: all() };
}

interface Playing {
  name: string;
  periodMs: number;
  counts: { frames: number; bytes: number; bad_lines: number };
  tell: Tell;
  take(piece: Uint8Array): void | Promise<void>;
  signal: AbortSignal;
}

function refuseLine({ name, counts, tell }: Playing, number: number): void {
  if (++counts.bad_lines > MOST_TOLD) return;
  const advice = 'the whole line must be pairs of hexadecimal digits, or begin with #';
  const end = counts.bad_lines === MOST_TOLD ? ' Further ones are only counted.' : '';
  tell('warning', `${name}, line ${number} is passed over: ${advice}.${end}`);
}

async function playHex(play: Playing, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const { number, text } of linesOf(pieces)) {
    if (play.signal.aborted) return;
    if (text === '' || text?.startsWith('#')) continue;
    if (text === undefined || !HEX_LINE.test(text)) {
      refuseLine(play, number);
      continue;
    }
    if (play.counts.frames++ && play.periodMs) await pause(play.periodMs, play.signal);
    play.counts.bytes += text.length / 2;
    await play.take(Buffer.from(text, 'hex'));
  }
}

async function playBytes(play: Playing, pieces: AsyncIterable<Buffer>): Promise<void> {
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length && !play.signal.aborted; at += PIECE) {
      const part = piece.subarray(at, at + PIECE);
      play.counts.bytes += part.length;
      await play.take(part);
    }
    if (play.signal.aborted) return;
  }
}

async function play(stream: AsyncIterable<Buffer>, playing: Playing): Promise<void> {
  const { first, all } = await begin(stream);
  await (isHexText(first) ? playHex : playBytes)(playing, all);
  if (playing.counts.bytes || playing.signal.aborted) return;
  const form = 'bytes as they came from the meter, or frames in hexadecimal, one a line';
  throw newProblem(`${playing.name} holds no frame: it must hold ${form}.`, FAILED);
}

function problemOf(name: string, thrown: unknown): unknown {
  const { code } = thrown as NodeJS.ErrnoException;
  if (code === undefined) return thrown;
  const advice = 'check the name and your right to read it';
  return newProblem(`${name} cannot be read (${code}): ${advice}.`, FAILED);
}

export function newRecordingWire({ file, periodMs }: RecordingOptions, tell: Tell): Wire {
  const name = file === '-' ? 'standard input' : file;
  const counts = { frames: 0, bytes: 0, bad_lines: 0 };
  let state = 'opening';
  return {
    name,
    isPatient: true,
    async run(take, signal) {
      const stream = file === '-' ? process.stdin : createReadStream(file);
      const leave = () => stream.destroy();
      signal.addEventListener('abort', leave);
      if (signal.aborted) leave();
      state = 'open';
      try {
        await play(stream, { name, periodMs, counts, tell, take, signal });
      } catch (thrown) {
        if (!signal.aborted) throw problemOf(name, thrown);
      } finally {
        state = 'ended';
        signal.removeEventListener('abort', leave);
      }
    },
    facts: () => ({ state, ...counts }),
  };
}
