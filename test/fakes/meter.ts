/**
 * A made-up meter: short telegrams, plain and sealed, with node:crypto and nothing of the core.
 */
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY, TEST_TITLE } from '../../host-sim/house/seal.ts';
import type { Sealing } from '../../host-sim/house/seal.ts';
import { crcOf } from '../../host-sim/house/telegram.ts';

export const KEY = Buffer.from(TEST_KEY).toString('hex');
export const TITLE = Buffer.from(TEST_TITLE).toString('hex');
export const OTHER_TITLE = Uint8Array.from([0x54, 0x53, 0x54, 0x02, 0x23, 0x45, 0x67, 0x89]);

/** A byte string to bytes. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}

export function bytesOfDigits(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function joined(...pieces: (Uint8Array | string)[]): Uint8Array {
  const all = pieces.map((piece) => (typeof piece === 'string' ? bytesOf(piece) : piece));
  return new Uint8Array(Buffer.concat(all));
}

/** From "/" to "!" inclusive. */
export function bodyOf(lines: string[], header = '/TST5\\2MADE'): string {
  return [header, '', ...lines, '!'].join('\r\n');
}

/** A telegram with its checksum. */
export function telegramOf(lines: string[], header?: string): string {
  const body = bodyOf(lines, header);
  return `${body}${crcOf(body)}\r\n`;
}

/** A telegram of a given power, so that each can be told from the others. */
export function powerTelegram(watts: number): string {
  return telegramOf(['1-3:0.2.8(50)', `1-0:1.7.0(${String(watts).padStart(9, '0')}*W)`]);
}

/** A telegram of exactly `size` bytes, filled up with a text message. */
export function telegramOfSize(size: number): string {
  const room = size - telegramOf(['0-0:96.13.0()']).length;
  if (room < 0) throw new Error(`meter: no telegram has ${size} bytes`);
  return telegramOf([`0-0:96.13.0(${'4'.repeat(room)})`]);
}

export function frameOf(counter: number, rest: Partial<Sealing> = {}): Uint8Array {
  return sealFrame({
    telegram: powerTelegram(counter % 1000),
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    systemTitle: TEST_TITLE,
    counter,
    ...rest,
  });
}

/** A frame of exactly `size` bytes. */
export function frameOfSize(size: number, counter: number): Uint8Array {
  return frameOf(counter, { telegram: telegramOfSize(size - 30) });
}

/** Random bytes that are the same in every run (xorshift32). */
export function newNoise(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) & 255;
  };
}
