import { describe, expect, test } from 'vitest';
import {
  acceptFrame,
  endOfLine,
  findFrame,
  refuseFrame,
  takeBytes,
} from '../../../firmware/core/frame/receiver.ts';
import { bytesOf, frameOf, frameOfSize, joined, powerTelegram } from '../../fakes/meter.ts';
import { find, receiving, sizes } from '../../fakes/receiving.ts';

const FRAME = frameOf(1);
const TELEGRAM = powerTelegram(1);

describe('the receiver finds', () => {
  test('an encrypted frame and a plain telegram, each at the front of the buffer', () => {
    const r = receiving(joined('noise', FRAME, TELEGRAM));
    expect(find(r)).toBe('encrypted');
    expect([r.buffer.start, r.size]).toEqual([0, FRAME.length]);
    acceptFrame(r);
    expect(find(r)).toBe('plain');
    expect([r.buffer.start, r.size]).toEqual([0, TELEGRAM.length]);
    acceptFrame(r);
    expect(find(r)).toBe('more');
  });

  test('the same frame again as long as nobody says what became of it', () => {
    const r = receiving(FRAME);
    expect([find(r), find(r)]).toEqual(['encrypted', 'encrypted']);
  });

  test('a good frame inside a refused one', () => {
    const r = receiving(joined(FRAME.subarray(0, 20), frameOf(2)));
    expect(find(r)).toBe('encrypted');
    refuseFrame(r, 'tag', r.size);
    expect(find(r)).toBe('encrypted');
    expect(r.buffer.bytes.subarray(0, r.size)).toEqual(frameOf(2));
  });

  test('a good frame right behind a refused one that holds the start of a foreign frame', () => {
    const held = joined('\xdb\x08ABCDEFGH\x20\x30\0\0\0\x01', '\x7e\xa7\xff', 'x'.repeat(24));
    const r = receiving(joined(held, FRAME));
    expect(find(r)).toBe('encrypted');
    refuseFrame(r, 'tag', r.size);
    expect(sizes(r)).toEqual([FRAME.length]);
  });

  test('nothing in noise, and looks through it in parts of 200 bytes', () => {
    const r = receiving('x'.repeat(450));
    expect([findFrame(r), findFrame(r), findFrame(r)]).toEqual(['again', 'again', 'more']);
    expect(r.noise).toBe(450);
  });

  test('a telegram only where a line begins', () => {
    expect(sizes(receiving(`x${TELEGRAM}`))).toEqual([]);
    expect(sizes(receiving(`/${TELEGRAM}`))).toEqual([]);
    expect(sizes(receiving(`x\n${TELEGRAM}`))).toEqual([TELEGRAM.length]);
    expect(sizes(receiving(`\xff${TELEGRAM}`))).toEqual([TELEGRAM.length]);
    expect(sizes(receiving(TELEGRAM + TELEGRAM))).toEqual([TELEGRAM.length, TELEGRAM.length]);
    expect(sizes(receiving(joined(FRAME, TELEGRAM)))).toEqual([FRAME.length, TELEGRAM.length]);
  });

  test('a telegram right behind noise when the line was silent between them', () => {
    const r = receiving('x');
    find(r);
    endOfLine(r);
    find(r);
    takeBytes(r, bytesOf(TELEGRAM), 0, 0);
    expect(sizes(r)).toEqual([TELEGRAM.length]);
  });
});

describe('a full buffer', () => {
  test('takes no more until a frame is used up', () => {
    const r = receiving(frameOfSize(200, 1), 200);
    expect(takeBytes(r, FRAME, 0, 0)).toBe(0);
    expect(find(r)).toBe('encrypted');
    expect(takeBytes(r, FRAME, 0, 0)).toBe(0);
    acceptFrame(r);
    expect(takeBytes(r, FRAME, 0, 0)).toBe(FRAME.length);
    expect(sizes(r)).toEqual([FRAME.length]);
  });

  test('gives up what cannot become whole in it', () => {
    const r = receiving(`/TST5\\2A\r\n${'1'.repeat(190)}`, 200);
    expect(find(r)).toBe('more');
    expect([r.faults, r.noise]).toEqual([{ 'too-long': 1 }, 0]);
    expect(takeBytes(r, FRAME, 0, 0)).toBe(FRAME.length);
    expect(sizes(r)).toEqual([FRAME.length]);
  });

  test('goes on counting right when what is left moves to the front', () => {
    const r = receiving(joined(FRAME, FRAME.subarray(0, 20)), FRAME.length + 30);
    find(r);
    refuseFrame(r, 'tag', r.size);
    find(r);
    takeBytes(r, FRAME.subarray(20), 0, 0);
    expect(sizes(r)).toEqual([FRAME.length]);
    expect([r.faults, r.noise]).toEqual([{ tag: 1 }, 0]);
  });
});
