/**
 * The other end of the line: a heat meter that answers, for tests and for trying without hardware.
 * In: bytes as they come from an optical head. Out: the bytes of the answer, or none: to another
 * command, to a damaged request, and while it sleeps, a meter is silent.
 */
import { ADDRESS, ANSWER, crc16, END, GET_REGISTER, MARK, REQUEST, sealBody } from './kmp.ts';

/** A register as the meter keeps it: its value is `mantissa` with `places` decimals. */
export interface Kept {
  unitCode: number;
  mantissa: bigint;
  places: number;
  /** Bytes of the mantissa. */
  size: number;
}

export interface HeatMeter {
  /** Undefined: this meter has no such register. */
  keeps(register: number): Kept | undefined;
  isAwake: boolean;
  /** The request so far, from its 80 on. */
  request: number[];
}

const MOST_REQUEST = 64;
const EXPONENT_MINUS = 0x40;
const MINUS = 0x80;
/** Address, command, count. */
const REGISTERS_AT = 3;
const CRC_SIZE = 2;

export function newHeatMeter(keeps: HeatMeter['keeps']): HeatMeter {
  return { keeps, isAwake: true, request: [] };
}

function withoutEscapes(bytes: readonly number[]): number[] {
  return bytes.flatMap((byte, i) =>
    byte === MARK ? [] : [bytes[i - 1] === MARK ? byte ^ 0xff : byte],
  );
}

function blockOf(register: number, { unitCode, mantissa, places, size }: Kept): number[] {
  const amount = mantissa < 0n ? -mantissa : mantissa;
  const bytes = Array.from({ length: size }, (_none, i) =>
    Number((amount >> BigInt(8 * (size - 1 - i))) & 0xffn),
  );
  const sign = (mantissa < 0n ? MINUS : 0) | (places > 0 ? EXPONENT_MINUS : 0) | places;
  return [register >> 8, register & 0xff, unitCode, size, sign, ...bytes];
}

function answerTo(meter: HeatMeter, frame: readonly number[]): Uint8Array | undefined {
  const body = withoutEscapes(frame.slice(1, -1));
  const isRight = crc16(body) === 0 && body[0] === ADDRESS && body[1] === GET_REGISTER;
  if (!isRight || body.length !== REGISTERS_AT + 2 * body[2] + CRC_SIZE) return undefined;
  const blocks = Array.from({ length: body[2] }, (_none, i) => {
    const register = body[REGISTERS_AT + 2 * i] * 256 + body[REGISTERS_AT + 2 * i + 1];
    const kept = meter.keeps(register);
    return kept ? blockOf(register, kept) : [];
  });
  return sealBody(ANSWER, [ADDRESS, GET_REGISTER, ...blocks.flat()]);
}

/** The answers to the requests that end in these bytes. */
export function answersOf(meter: HeatMeter, bytes: Uint8Array): Uint8Array[] {
  const answers: Uint8Array[] = [];
  for (const byte of bytes) {
    if (byte === REQUEST || meter.request.length > MOST_REQUEST) meter.request = [];
    if (byte === REQUEST || meter.request.length > 0) meter.request.push(byte);
    if (byte !== END || meter.request.length === 0) continue;
    const answer = meter.isAwake ? answerTo(meter, meter.request) : undefined;
    meter.request = [];
    if (answer) answers.push(answer);
  }
  return answers;
}
