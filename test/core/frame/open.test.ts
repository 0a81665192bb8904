import { describe, expect, test } from 'vitest';
import type { Fault } from '../../../firmware/core/fault.ts';
import { newFrameBuffer } from '../../../firmware/core/frame/buffer.ts';
import { beginOpening, newOpening, openStep } from '../../../firmware/core/frame/open.ts';
import { prepareStep } from '../../../firmware/core/frame/prepare.ts';
import type { Opening, OpenSettings, TagMode } from '../../../firmware/core/frame/open.ts';
import { findFrame, newReceiver, takeBytes } from '../../../firmware/core/frame/receiver.ts';
import type { FrameKind } from '../../../firmware/core/frame/receiver.ts';
import { newWorkspace } from '../../../firmware/core/frame/workspace.ts';
import type { Cipher } from '../../../firmware/core/ports.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { nodeBlocks, nodeCipher } from '../../../host-sim/node/cipher.ts';
import { nodeText } from '../../../host-sim/node/text.ts';
import { CIPHERS } from '../../fakes/bench-app.ts';
import {
  bodyOf,
  bytesOf,
  frameOf,
  OTHER_TITLE,
  powerTelegram,
  telegramOf,
  telegramOfSize,
} from '../../fakes/meter.ts';

const WRONG = Uint8Array.from({ length: 16 }, () => 0x5a);

function newTestOpening(rest: Partial<OpenSettings> = {}): Opening {
  const settings: OpenSettings = {
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    tagMode: 'verify',
    cipher: nodeBlocks,
    text: nodeText,
    ...rest,
  };
  const o = newOpening(settings, newWorkspace(16384));
  while (!prepareStep(o));
  return o;
}

function open(o: Opening, bytes: Uint8Array): Opening {
  const r = newReceiver(newFrameBuffer(16384));
  takeBytes(r, bytes, 0, 0);
  beginOpening(o, r, findFrame(r) as FrameKind);
  while (!openStep(o));
  return o;
}

function spoiled(at: number): Uint8Array {
  const frame = frameOf(286);
  frame[at < 0 ? frame.length + at : at] ^= 1;
  return frame;
}

const sealing = (telegram: string) => frameOf(286, { telegram });

// What becomes of a frame in the modes verify, fallback and off: a fault, or that it is accepted.
type Verdicts = [verify: Fault | 'good', fallback: Fault | 'good', off: Fault | 'good'];
const FRAMES: [name: string, frame: Uint8Array, verdicts: Verdicts][] = [
  ['a good one', frameOf(286), ['good', 'good', 'good']],
  ['another key', frameOf(286, { key: WRONG }), ['tag', 'tag', 'not-telegram']],
  ['another authentication key', frameOf(286, { authKey: WRONG }), ['auth-key', 'good', 'good']],
  ['a bit of the text wrong', spoiled(60), ['tag', 'tag', 'crc']],
  ['the first bit of the text wrong', spoiled(18), ['tag', 'tag', 'not-telegram']],
  ['a bit of the tag wrong', spoiled(-1), ['auth-key', 'good', 'good']],
  ['a bit of the counter wrong', spoiled(17), ['tag', 'tag', 'not-telegram']],
  ['a bit of the title wrong', spoiled(5), ['tag', 'tag', 'not-telegram']],
  ['no telegram inside', sealing('hello'), ['not-telegram', 'not-telegram', 'not-telegram']],
  ['NULs inside', sealing('\0'.repeat(300)), ['not-telegram', 'not-telegram', 'not-telegram']],
  [
    'text whose header is empty and stays so',
    sealing(`/${'\n'.repeat(191)}x`),
    ['not-telegram', 'not-telegram', 'not-telegram'],
  ],
  ['DLMS objects inside', sealing('\x0f\0\0\x12'), ['dlms', 'dlms', 'dlms']],
  ['a wrong checksum inside', sealing(`${bodyOf([])}0000\r\n`), ['crc', 'crc', 'crc']],
  [
    'no checksum inside',
    sealing(`${bodyOf(['1-3:0.2.8(50)'])}\r\n`),
    ['crc-missing', 'crc-missing', 'crc-missing'],
  ],
  [
    'a checksum that is none inside',
    sealing(`${bodyOf([])}wxyz\r\n`),
    ['crc-field', 'crc-field', 'crc-field'],
  ],
  ['no end inside', sealing(telegramOf([]).slice(0, -7)), ['no-end', 'no-end', 'no-end']],
];
const MODES: TagMode[] = ['verify', 'fallback', 'off'];

describe.each(CIPHERS)('with %s', (_name, cipher) => {
  test.each(FRAMES)('each tag mode does with %s what it should', (_frame, frame, verdicts) => {
    MODES.forEach((tagMode, i) => {
      const o = open(newTestOpening({ cipher, tagMode }), frame);
      expect(o.fault ?? 'good', tagMode).toBe(verdicts[i]);
    });
  });

  test('a frame is authenticated only when its tag was computed and right', () => {
    const isAuthenticated = (tagMode: TagMode, frame: Uint8Array) =>
      open(newTestOpening({ cipher, tagMode }), frame).isAuthentic;
    expect(MODES.map((mode) => isAuthenticated(mode, frameOf(1)))).toEqual([true, true, false]);
    expect(MODES.map((mode) => isAuthenticated(mode, spoiled(-1)))).toEqual([false, false, false]);
  });

  test('a frame gives title, counter, header and lines', () => {
    const frame = frameOf(0xffffffff, { systemTitle: OTHER_TITLE });
    const o = open(newTestOpening({ cipher }), frame);
    expect([o.kind, o.title, o.counter]).toEqual(['encrypted', '5453540223456789', 0xffffffff]);
    expect(o.reader.header).toBe('TST5\\2MADE');
    expect(o.reader.lines).toEqual(['1-3:0.2.8(50)', '1-0:1.7.0(000000295*W)']);
  });

  test('frames of every size around a slice give their text', () => {
    const o = newTestOpening({ cipher });
    for (const size of [40, 191, 192, 193, 383, 384, 385, 1489, 11729, 16354]) {
      const telegram = telegramOfSize(size);
      open(o, frameOf(size, { telegram }));
      expect([o.fault, o.isAuthentic], `${size} bytes`).toEqual([undefined, true]);
      expect(o.reader.lines).toEqual([telegram.split('\r\n')[2]]);
    }
  });

  test('a plain telegram needs no key and tells nothing of the frame before', () => {
    const o = newTestOpening({ cipher });
    open(o, frameOf(7));
    open(o, bytesOf(powerTelegram(286)));
    expect([o.fault, o.kind, o.isAuthentic]).toEqual([undefined, 'plain', false]);
    expect([o.title, o.counter]).toEqual([undefined, undefined]);
    expect(o.reader.lines).toEqual(['1-3:0.2.8(50)', '1-0:1.7.0(000000286*W)']);
  });

  test('a good frame follows a refused one', () => {
    const o = newTestOpening({ cipher });
    for (const [name, frame] of FRAMES) {
      open(o, frame);
      expect(open(o, frameOf(5)).fault, name).toBeUndefined();
      expect(o.isAuthentic, name).toBe(true);
    }
  });
});

describe('without a key', () => {
  const keyless = () => newTestOpening({ key: undefined });

  test('plain telegrams are read, their faults told', () => {
    expect(open(keyless(), bytesOf(powerTelegram(1))).fault).toBeUndefined();
    expect(open(keyless(), bytesOf(`${bodyOf([])}0000\r\n`)).fault).toBe('crc');
  });

  test('an encrypted frame is refused with the reason', () => {
    const o = open(keyless(), frameOf(1));
    expect([o.fault, o.isAuthentic]).toEqual(['no-key', false]);
  });
});

describe('the keys', () => {
  function stepsToPrepare(rest: Partial<OpenSettings>): number {
    const o = newOpening({ ...newTestOpening().settings, ...rest }, newWorkspace(16384));
    let steps = 1;
    while (!prepareStep(o)) steps++;
    return steps;
  }

  test('are prepared in parts, unless nothing is to be prepared', () => {
    expect(stepsToPrepare({ cipher: nodeBlocks })).toBe(11);
    expect(stepsToPrepare({ cipher: nodeCipher })).toBe(1);
    expect(stepsToPrepare({ key: undefined })).toBe(1);
    expect(stepsToPrepare({ tagMode: 'off' })).toBe(1);
  });

  test('are tried on a whole frame before the core does it by itself', () => {
    const asked: number[] = [];
    const cipher: Cipher = {
      newBlockCipher: nodeCipher.newBlockCipher,
      open: (key, frame) => {
        asked.push(frame.text.length);
        return nodeCipher.open?.(key, frame);
      },
    };
    expect(open(newTestOpening({ cipher }), frameOf(1)).isAuthentic).toBe(true);
    expect(open(newTestOpening({ cipher, tagMode: 'off' }), frameOf(1)).isAuthentic).toBe(false);
    expect(asked).toEqual([powerTelegram(1).length]);
  });
});
