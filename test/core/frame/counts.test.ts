import { describe, expect, test } from 'vitest';
import { newFrameBuffer } from '../../../firmware/core/frame/buffer.ts';
import {
  endOfLine,
  newReceiver,
  refuseFrame,
  takeBytes,
} from '../../../firmware/core/frame/receiver.ts';
import { bytesOf, frameOf, joined, powerTelegram } from '../../fakes/meter.ts';
import { find, receiving, sizes } from '../../fakes/receiving.ts';

const FRAME = frameOf(1);
const TELEGRAM = powerTelegram(1);

describe('the receiver counts', () => {
  test('bytes that belong to no frame, line ends and NULs left out', () => {
    const r = receiving(joined('ab\r\n\0', FRAME, '\0\r\ncd'));
    sizes(r);
    expect(r.noise).toBe(4);
    expect(r.faults).toEqual({});
  });

  test('a refused frame once, and nothing of what is inside it', () => {
    const r = receiving(joined(FRAME, 'x'));
    find(r);
    refuseFrame(r, 'tag', r.size);
    find(r);
    expect(r.faults).toEqual({ tag: 1 });
    expect(r.noise).toBe(1);
  });

  test('noise right behind a refused frame, even when another one was found inside it', () => {
    const outer = joined('\xdb\x08ABCDEFGH\x7f\x30', FRAME);
    const rest = 11 + 0x7f - outer.length;
    const r = receiving(joined(outer, 'x'.repeat(rest + 10)));
    find(r);
    expect(r.size).toBe(11 + 0x7f);
    refuseFrame(r, 'tag', r.size);
    find(r);
    expect(r.size).toBe(FRAME.length);
    refuseFrame(r, 'tag', r.size);
    expect(find(r)).toBe('more');
    expect([r.faults, r.noise]).toEqual([{ tag: 1 }, 10]);
  });

  test('noise again behind a good frame, whatever a frame around it claimed', () => {
    const r = receiving(joined('\xdb\x08ABCDEFGH\x84\xff\xff\xff\xff\x30', FRAME, 'abc'));
    expect(sizes(r)).toEqual([FRAME.length]);
    expect([r.faults, r.noise]).toEqual([{ 'too-long': 1 }, 3]);
  });

  test('a frame that the silence cuts', () => {
    const r = receiving(FRAME.subarray(0, 50));
    expect(find(r)).toBe('more');
    expect(r.faults).toEqual({});
    endOfLine(r);
    expect(find(r)).toBe('more');
    expect(r.faults).toEqual({ cut: 1 });
    expect(r.noise).toBe(0);
  });

  test('nothing of a whole frame when the line goes silent behind it', () => {
    const r = receiving(FRAME);
    endOfLine(r);
    expect(sizes(r)).toEqual([FRAME.length]);
    expect(r.faults).toEqual({});
  });

  test('a telegram that the next one cuts, however the bytes come', () => {
    const cut = '/TST5\\2A\r\n\r\n1-0:1.7.0(1*W)\r\n';
    for (const size of [1, 7, 1000]) {
      const r = newReceiver(newFrameBuffer(4096));
      const bytes = bytesOf(cut + TELEGRAM);
      const found: number[] = [];
      for (let at = 0; at < bytes.length; at += size) {
        takeBytes(r, bytes.subarray(at, at + size), 0, 0);
        found.push(...sizes(r));
      }
      expect(found).toEqual([TELEGRAM.length]);
      expect([r.faults, r.noise]).toEqual([{ cut: 1 }, 0]);
    }
  });

  test('a frame longer than the buffer once, to its end, even where it claims four gigabytes', () => {
    const endless = joined(FRAME.subarray(0, 10), '\x84\xff\xff\xff\xff\x30', 'x'.repeat(500));
    const r = receiving(endless);
    find(r);
    expect([r.faults, r.noise]).toEqual([{ 'too-long': 1 }, 0]);
  });

  test('anew after a silence, whatever a frame before it claimed', () => {
    const r = receiving(joined(FRAME.subarray(0, 10), '\x84\xff\xff\xff\xff\x30'));
    find(r);
    endOfLine(r);
    find(r);
    takeBytes(r, joined('abc', FRAME.subarray(0, 10), '\x80'), 0, 0);
    find(r);
    expect(r.faults).toEqual({ 'too-long': 1, 'length-form': 1 });
  });

  // HDLC and M-Bus made by hand, as in the tests of foreign.ts, with a false start inside.
  test.each([
    ['hdlc', '\x7e\xa0\x0d\x03\x21\x13\xa1\xb2\xdb\x00/A\xc3\xd4\x7e'],
    ['mbus', '\x68\x05\x05\x68\x53\xff\x7e\x2f\xdb\xda\x16'],
  ])('a foreign frame by its name and nothing inside: %s', (fault, frame) => {
    const r = receiving(frame + frame);
    expect(sizes(r)).toEqual([]);
    expect([r.faults, r.noise]).toEqual([{ [fault]: 2 }, 0]);
  });

  test('the start of a foreign frame as noise when it does not go on', () => {
    const r = receiving('\x7e\xa0\x1d\x03');
    expect(find(r)).toBe('more');
    endOfLine(r);
    expect(find(r)).toBe('more');
    expect([r.faults, r.noise]).toEqual([{}, 4]);
  });
});
