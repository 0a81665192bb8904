/**
 * Kamstrup Meter Protocol (KMP), command GetRegister of Multical 402 and 403 heat meters.
 * In: the registers to ask for, then the answer's bytes in pieces of any size.
 * Out: the request's bytes, then readings or one fault. No port and no clock: who sends the
 * request also decides when the wait for its answer is over.
 *
 *   request  80 | 3F 10 | count | register(2) ...    | CRC(2) | 0D
 *   answer   40 | 3F 10 | register blocks (reading) | CRC(2) | 0D
 *
 * From 3F to the CRC, each 06 0D 1B 40 80 travels as 1B and the byte inverted, so a bare one is
 * never data. CRC-16/XMODEM over the plain bytes from 3F. Numbers are big-endian.
 */
import { MAX_BLOCK, readBlocks } from './reading.ts';
import type { Reading } from './reading.ts';

export const REQUEST = 0x80;
export const ANSWER = 0x40;
export const END = 0x0d;
export const MARK = 0x1b;
const MARKED = [0x06, END, MARK, ANSWER, REQUEST];
export const ADDRESS = 0x3f;
export const GET_REGISTER = 0x10;
const HEADER_SIZE = 2;
const CRC_SIZE = 2;
export const MAX_REGISTERS = 8;
export const MAX_REGISTER = 0xffff;
const MAX_BODY = HEADER_SIZE + MAX_REGISTERS * MAX_BLOCK + CRC_SIZE;

/** All that can go wrong with an answer, and what the user can do about it. */
export const FAULTS = {
  crc: 'The answer was damaged on its way: clean and re-seat the optical head, then ask again.',
  escape: 'The answer ends inside an escaped byte: re-seat the optical head, then ask again.',
  length:
    'A length in the answer does not fit: ask again, and if it comes back, ask for fewer registers.',
  command: 'The meter answered another command: close other programs on this port, then ask again.',
  register:
    'The meter answered for a register not asked, or twice: let the line fall silent, then ask again.',
  timeout:
    'No whole answer in time: press a key on the meter to wake it, re-seat the optical head, and see that the port is at 1200 baud 8N2.',
} as const;

export type Fault = keyof typeof FAULTS;

export interface Answer {
  readings: Reading[];
  /** Asked but not in the answer: this meter does not have them. */
  unavailable: number[];
}

export type Outcome = Answer | Fault;

export interface Reader {
  /** No question open; waiting for 40; inside an answer; right after its 1B. */
  state: 'idle' | 'start' | 'body' | 'mark';
  request: Uint8Array;
  asked: number[];
  /** The answer from 3F on, without its escapes. */
  body: Uint8Array;
  length: number;
  /** Bytes of the request seen again so far; optical heads mirror what they send. */
  echoed: number;
  echoes: number;
  /** Bytes outside any answer that are no echo either, since the reader was made. */
  noise: number;
}

export function crc16(bytes: ArrayLike<number>): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) {
    crc ^= bytes[i] << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

function isRegister(register: number, at: number, all: number[]): boolean {
  const inRange = Number.isInteger(register) && register >= 0 && register <= MAX_REGISTER;
  return inRange && all.indexOf(register) === at;
}

/** A body from 3F on becomes a frame: its CRC, escapes, start and end. */
export function sealBody(start: number, body: readonly number[]): Uint8Array {
  const crc = crc16(body);
  const whole = [...body, crc >> 8, crc & 0xff];
  const escaped = whole.flatMap((byte) => (MARKED.includes(byte) ? [MARK, byte ^ 0xff] : [byte]));
  return Uint8Array.from([start, ...escaped, END]);
}

/** The bytes that ask for 1 to 8 different registers. */
export function buildRequest(registers: number[]): Uint8Array {
  if (registers.length < 1 || registers.length > MAX_REGISTERS || !registers.every(isRegister)) {
    throw new Error('kmp: ask for 1 to 8 different registers, each 0 to 65535');
  }
  const asked = registers.flatMap((register) => [register >> 8, register & 0xff]);
  return sealBody(REQUEST, [ADDRESS, GET_REGISTER, registers.length, ...asked]);
}

function matchAsked(readings: Reading[], asked: number[]): Outcome {
  let unavailable = asked;
  for (const { register } of readings) {
    if (!unavailable.includes(register)) return 'register';
    unavailable = unavailable.filter((other) => other !== register);
  }
  return { readings, unavailable };
}

function readAnswer(reader: Reader): Outcome {
  if (reader.state === 'mark') return 'escape';
  const body = reader.body.subarray(0, reader.length);
  // A CRC taken over the bytes and their own CRC is 0.
  if (crc16(body) !== 0) return 'crc';
  if (body.length < HEADER_SIZE + CRC_SIZE) return 'length';
  if (body[0] !== ADDRESS || body[1] !== GET_REGISTER) return 'command';
  const readings = readBlocks(body.subarray(HEADER_SIZE, body.length - CRC_SIZE));
  return readings === undefined ? 'length' : matchAsked(readings, reader.asked);
}

function skipByte(reader: Reader, byte: number): void {
  reader.noise++;
  // The first byte of a request occurs nowhere else in it: a mismatch can only start it anew.
  if (byte !== reader.request[reader.echoed]) reader.echoed = 0;
  if (byte === reader.request[reader.echoed]) reader.echoed++;
  if (reader.echoed === 0 || reader.echoed < reader.request.length) return;
  reader.noise -= reader.echoed;
  reader.echoed = 0;
  reader.echoes++;
}

function closeQuestion(reader: Reader, outcome: Outcome): Outcome {
  reader.state = 'idle';
  return outcome;
}

function pushByte(reader: Reader, byte: number): Outcome | undefined {
  const isOutside = reader.state === 'idle' || (reader.state === 'start' && byte !== ANSWER);
  // A bare 80 is never inside an answer: the 40 before it was noise, this is the echo.
  if (isOutside || byte === REQUEST) {
    if (!isOutside) reader.state = 'start';
    skipByte(reader, byte);
  } else if (byte === ANSWER) {
    reader.state = 'body';
    reader.length = 0;
    reader.echoed = 0;
  } else if (byte === END) {
    return closeQuestion(reader, readAnswer(reader));
  } else if (byte === MARK && reader.state === 'body') {
    reader.state = 'mark';
  } else if (reader.length === reader.body.length) {
    return closeQuestion(reader, 'length');
  } else {
    // An escape that was not needed is undone like any other: the CRC has the last word.
    reader.body[reader.length++] = reader.state === 'mark' ? byte ^ 0xff : byte;
    reader.state = 'body';
  }
  return undefined;
}

export function newReader(): Reader {
  const counts = { length: 0, echoed: 0, echoes: 0, noise: 0 };
  const body = new Uint8Array(MAX_BODY);
  return { state: 'idle', request: new Uint8Array(0), asked: [], body, ...counts };
}

/** Opens a question, forgetting an earlier one, and gives the bytes to send. */
export function askRegisters(reader: Reader, registers: number[]): Uint8Array {
  reader.request = buildRequest(registers);
  reader.asked = registers.slice();
  reader.echoed = 0;
  reader.state = 'start';
  return reader.request.slice();
}

/** Takes what came in. An outcome closes the question; what follows is only counted as noise. */
export function pushBytes(reader: Reader, bytes: Uint8Array): Outcome | undefined {
  let outcome: Outcome | undefined;
  for (const byte of bytes) outcome = pushByte(reader, byte) ?? outcome;
  return outcome;
}

/** The caller's clock says that the wait is over. undefined: no question was open. */
export function endOfWait(reader: Reader): Fault | undefined {
  if (reader.state === 'idle') return undefined;
  reader.state = 'idle';
  return 'timeout';
}
