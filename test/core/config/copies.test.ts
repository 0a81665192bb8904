/** The two copies in flash: whatever happens in the middle of a save, one of them is whole. */
import { describe, expect, test } from 'vitest';
import { crc32 } from 'node:zlib';
import { eraseCopies, readCopies, writeCopies } from '../../../firmware/core/config/copies.ts';
import { nodeDigest } from '../../../host-sim/node/digest.ts';
import type { FakeFlash } from '../../fakes/flash.ts';
import { newFlash, PowerCut } from '../../fakes/flash.ts';
import { bytesOf, newRandom } from './given.ts';

const START = 0x310000;
const PAGE = 4096;
const HEAD = 16;

const newPages = () => newFlash({ start: START, size: 2 * PAGE });

const jsonOf = (ssid: string) => `{"ssid":"${ssid}","broker_port":1883}`;

const write = (flash: FakeFlash, json: string) => writeCopies(flash, nodeDigest, json);
const read = (flash: FakeFlash) => readCopies(flash, nodeDigest);
const ssidIn = (flash: FakeFlash) => read(flash)?.settings.ssid;

/** A flash of its own with the same content. */
function copyOf(flash: FakeFlash): FakeFlash {
  const copy = newPages();
  copy.bytes.set(flash.bytes);
  return copy;
}

/** Runs a task that the power cut ends; false when it ended by itself. */
function isCut(task: () => void): boolean {
  try {
    task();
    return false;
  } catch (cause) {
    if (cause instanceof PowerCut) return true;
    throw cause;
  }
}

/** Every way in which a task can be cut: before, inside and between its operations, from both ends. */
function cutsOf(
  flash: FakeFlash,
  task: (flash: FakeFlash) => void,
): [operation: number, torn: number][] {
  const whole = copyOf(flash);
  task(whole);
  return whole.log.flatMap(({ kind, length }, operation) => {
    const step = kind === 'write' ? 1 : 16;
    const cuts: [number, number][] = [];
    for (let torn = 0; torn <= length; torn += step)
      cuts.push([operation, torn], [operation, -torn]);
    return cuts;
  });
}

describe('a save', () => {
  test('is read back, and each one counts on', () => {
    const flash = newPages();
    expect(read(flash)).toBe(undefined);
    for (let i = 0; i < 5; i++) {
      expect(write(flash, jsonOf(`net ${i}`))).toBe(true);
      expect(read(flash)).toEqual({
        settings: { ssid: `net ${i}`, broker_port: 1883 },
        sequence: i,
      });
    }
  });

  test('has the layout that is drawn in the source', () => {
    const flash = newPages();
    const json = jsonOf(bytesOf('Café'));
    write(flash, jsonOf('first'));
    write(flash, json);
    const page = Buffer.from(flash.bytes.subarray(PAGE));
    const end = HEAD + json.length;
    expect(page.readUInt32LE(0)).toBe(crc32(page.subarray(4, end)));
    expect(page.subarray(4, 8).toString()).toBe('SMSE');
    expect([page.readUInt16LE(8), page.readUInt16LE(10)]).toEqual([1, json.length]);
    expect([page.readUInt16LE(12), page.readUInt16LE(14)]).toEqual([1, 0xffff]);
    expect(page.subarray(HEAD, end).toString('latin1')).toBe(json);
    expect(page.subarray(end).every((byte) => byte === 0xff)).toBe(true);
  });

  test('erases and writes the older page only, its head last', () => {
    const flash = newPages();
    write(flash, jsonOf('one'));
    write(flash, jsonOf('two'));
    const pages = flash.log.map(({ kind, address }) => [kind, address - START]);
    expect(pages).toEqual([
      ['erase', 0],
      ['write', HEAD],
      ['write', 0],
      ['erase', PAGE],
      ['write', PAGE + HEAD],
      ['write', PAGE],
    ]);
  });

  test('keeps every byte of a text, and texts of every length', () => {
    const flash = newPages();
    const all = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    const text = bytesOf(all.replace(/["\\]/g, ''));
    for (let length = 0; length < 40; length++) {
      const ssid = text.slice(length * 5, length * 6);
      expect(write(flash, jsonOf(ssid))).toBe(true);
      expect(ssidIn(flash)).toBe(ssid);
    }
    write(flash, jsonOf(text));
    expect(ssidIn(flash)).toBe(text);
  });

  test('that does not fit is refused, and nothing is touched', () => {
    const flash = newPages();
    const most = PAGE - HEAD - jsonOf('').length;
    expect(write(flash, jsonOf('a'.repeat(most)))).toBe(true);
    expect(ssidIn(flash)).toBe('a'.repeat(most));
    const before = flash.operations;
    expect(write(flash, jsonOf('a'.repeat(most + 1)))).toBe(false);
    expect(flash.operations).toBe(before);
  });

  test('on flash that is worn out says so, and the old settings stay', () => {
    const flash = newPages();
    write(flash, jsonOf('old'));
    const worn = { ...flash, write: () => undefined };
    expect(writeCopies(worn, nodeDigest, jsonOf('new'))).toBe(false);
    expect(ssidIn(flash)).toBe('old');
  });

  test('after save 65,535 counts from 0 again, and the later one still counts', () => {
    const flash = newPages();
    write(flash, jsonOf('first'));
    // As if 65,533 saves had been made.
    const page = Buffer.from(flash.bytes.buffer, 0, PAGE);
    page.writeUInt16LE(65533, 12);
    page.writeUInt32LE(crc32(page.subarray(4, HEAD + jsonOf('first').length)), 0);
    const sequences = [];
    for (let i = 0; i < 6; i++) {
      write(flash, jsonOf(`net ${i}`));
      expect(ssidIn(flash)).toBe(`net ${i}`);
      sequences.push(read(flash)!.sequence);
    }
    expect(sequences).toEqual([65534, 65535, 0, 1, 2, 3]);
  });
});

describe('a power cut', () => {
  test('anywhere in a chain of saves leaves the old settings or the new ones, and the next save works', () => {
    const flash = newPages();
    const names = ['first', 'second', 'a third, longer one', 'iv', 'fifth', 'sixth'];
    let [cuts, old, fresh] = [0, 0, 0];
    names.forEach((name, i) => {
      const save = (target: FakeFlash) => void write(target, jsonOf(name));
      for (const [operation, torn] of cutsOf(flash, save)) {
        const cut = copyOf(flash);
        cut.cutAfter(operation, torn);
        expect(isCut(() => save(cut))).toBe(true);
        cut.powerOn();
        cuts++;
        const kept = ssidIn(cut);
        if (kept === name) fresh++;
        else if (kept === names[i - 1]) old++;
        else expect.fail(`neither, after ${operation} operations and ${torn} bytes`);
        write(cut, jsonOf('next'));
        if (ssidIn(cut) !== 'next') expect.fail(`stuck after ${operation} and ${torn} bytes`);
      }
      save(flash);
    });
    console.log(`saves cut: ${cuts} times; old settings ${old}, new settings ${fresh}`);
    expect(cuts).toBeGreaterThan(3000);
    expect(fresh).toBeGreaterThan(0);
  });

  test('in the save that follows a cut leaves the old settings or the new ones too', () => {
    const flash = newPages();
    write(flash, jsonOf('old'));
    write(flash, jsonOf('current'));
    const save = (target: FakeFlash) => void write(target, jsonOf('new'));
    let cuts = 0;
    for (const [first, tornFirst] of cutsOf(flash, save).filter((_, i) => i % 37 === 0)) {
      const once = copyOf(flash);
      once.cutAfter(first, tornFirst);
      isCut(() => save(once));
      once.powerOn();
      for (const [operation, torn] of cutsOf(once, save).filter((_, i) => i % 11 === 0)) {
        const twice = copyOf(once);
        twice.cutAfter(operation, torn);
        isCut(() => save(twice));
        twice.powerOn();
        cuts++;
        expect(['current', 'new']).toContain(ssidIn(twice));
      }
    }
    console.log(`saves cut twice: ${cuts} times`);
    expect(cuts).toBeGreaterThan(500);
  });

  test('in an erasure that leaves any mixture of bits leaves the old settings', () => {
    const random = newRandom(5);
    const flash = newPages();
    write(flash, jsonOf('older'));
    write(flash, jsonOf('old'));
    for (let run = 0; run < 300; run++) {
      const torn = copyOf(flash);
      for (let i = 0; i < PAGE; i++) {
        if (random(3)) torn.bytes[i] |= run % 2 ? random(256) : 255;
      }
      // All of the older copy may still be there: then it is merely the older one.
      expect(ssidIn(torn)).toBe('old');
      write(torn, jsonOf('new'));
      expect(ssidIn(torn)).toBe('new');
    }
  });

  test('in a factory reset leaves the settings as they were, or none: never older ones', () => {
    let cuts = 0;
    for (const saves of [1, 2, 3]) {
      const flash = newPages();
      for (let i = 1; i <= saves; i++) write(flash, jsonOf(`net ${i}`));
      const erase = (target: FakeFlash) => eraseCopies(target, nodeDigest);
      for (const [operation, torn] of cutsOf(flash, erase)) {
        const cut = copyOf(flash);
        cut.cutAfter(operation, torn);
        isCut(() => erase(cut));
        cut.powerOn();
        cuts++;
        expect([`net ${saves}`, undefined]).toContain(ssidIn(cut));
      }
      erase(flash);
      expect(read(flash)).toBe(undefined);
      expect(flash.bytes.every((byte) => byte === 0xff)).toBe(true);
    }
    console.log(`factory resets cut: ${cuts} times`);
  });
});

describe('damage', () => {
  test('of any one bit of the newest copy brings back the one before; of both, none', () => {
    const flash = newPages();
    write(flash, jsonOf('old'));
    write(flash, jsonOf('new'));
    const size = HEAD + jsonOf('new').length;
    for (let bit = 0; bit < size * 8; bit++) {
      const flip = (target: FakeFlash, page: number) => {
        target.bytes[page * PAGE + (bit >> 3)] ^= 1 << (bit & 7);
      };
      const spoiled = copyOf(flash);
      flip(spoiled, 1);
      expect(ssidIn(spoiled), `bit ${bit}`).toBe('old');
      flip(spoiled, 0);
      expect(read(spoiled), `bit ${bit}`).toBe(undefined);
      write(spoiled, jsonOf('again'));
      expect(ssidIn(spoiled)).toBe('again');
    }
  });

  test('of the length is refused before it is used', () => {
    for (const length of [4081, 0x7fff, 0xffff]) {
      const flash = newPages();
      write(flash, jsonOf('a'));
      Buffer.from(flash.bytes.buffer).writeUInt16LE(length, 10);
      expect(read(flash)).toBe(undefined);
    }
  });

  test('by any bytes whatsoever gives no settings', () => {
    const random = newRandom(6);
    for (let run = 0; run < 200; run++) {
      const flash = newPages();
      for (let i = 0; i < flash.bytes.length; i++) flash.bytes[i] = random(256);
      if (run % 2) flash.bytes.set(Buffer.from('SMSE\x01\0\x10\0'), 4);
      expect(read(flash)).toBe(undefined);
    }
  });
});

describe('a copy with a right checksum', () => {
  /** As another application would have written it. */
  function foreign(format: number, json: string): FakeFlash {
    const flash = newPages();
    write(flash, json);
    const page = Buffer.from(flash.bytes.buffer, 0, PAGE);
    page.writeUInt16LE(format, 8);
    page.writeUInt32LE(crc32(page.subarray(4, HEAD + json.length)), 0);
    return flash;
  }

  test('of a later format is read as far as its names are known', () => {
    const flash = foreign(7, '{"ssid":"Home","colour":"red","broker":"b"}');
    expect(read(flash)!.settings).toEqual({ ssid: 'Home', broker: 'b' });
  });

  test('of format 0, which there never was, is refused', () => {
    expect(read(foreign(0, jsonOf('a')))).toBe(undefined);
  });

  test('that holds no JSON is refused', () => {
    expect(read(foreign(1, '{"ssid":'))).toBe(undefined);
    expect(read(foreign(1, ''))).toBe(undefined);
  });
});
