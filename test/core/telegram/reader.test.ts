/** The telegram reader, on telegrams made here; their checksums are computed bit by bit. */
import { describe, expect, test } from 'vitest';
import {
  beginTelegram,
  newTelegramReader,
  readSlice,
  telegramFault,
} from '../../../firmware/core/telegram/reader.ts';
import { crcArc, readTelegram, telegramOf } from '../../fakes/telegram.ts';

const LINES = ['1-3:0.2.8(42)', '1-0:1.8.0(000006.695*kWh)', '0-0:96.13.0(a/b!c)'];
const GOOD = telegramOf(LINES);
const bytesOf = (text: string) => Buffer.from(text, 'latin1');

/** Header, lines and fault of a whole telegram. */
function read(text: string, size = 256) {
  const reader = newTelegramReader();
  const isTaken = readTelegram(reader, bytesOf(text), size);
  const fault = telegramFault(reader);
  // Blank lines and blanks at the ends are left to whoever reads the lines.
  const lines = reader.lines.map((line) => line.trim()).filter(Boolean);
  return { header: reader.header, lines, isTaken, fault };
}

/** The telegram that ends in "!", and behind it `end` with the right checksum as `CRC`. */
function withEnd(end: (crc: string) => string, text = GOOD): string {
  const body = text.slice(0, text.lastIndexOf('!') + 1);
  return body + end(crcArc(bytesOf(body)).toString(16).toUpperCase().padStart(4, '0'));
}

describe('a telegram', () => {
  test('gives its header without "/" and its lines without ends', () => {
    expect(read(GOOD)).toEqual({
      header: 'TST5\\253000001',
      lines: LINES,
      isTaken: true,
      fault: undefined,
    });
  });

  test('may come in slices of any size', () => {
    for (let size = 4; size < GOOD.length + 8; size += 4) {
      expect(read(GOOD, size), `slices of ${size}`).toMatchObject({
        header: 'TST5\\253000001',
        lines: LINES,
        fault: undefined,
      });
    }
  });

  test('leaves nothing behind for the next one', () => {
    const reader = newTelegramReader();
    readTelegram(reader, bytesOf(GOOD.slice(0, 30)));
    readTelegram(reader, bytesOf(GOOD));
    expect(telegramFault(reader)).toBeUndefined();
    expect(reader.lines).toEqual(LINES);
    beginTelegram(reader);
    expect(reader).toMatchObject({ header: '', lines: [], crc: 0, rest: '', given: undefined });
  });

  test('may have line feeds alone as line ends', () => {
    const text = withEnd((crc) => crc + '\n', GOOD.replaceAll('\r', ''));
    expect(read(text)).toMatchObject({ lines: LINES, fault: undefined });
  });

  test('may have empty lines, or none, anywhere, and blanks at line ends', () => {
    const bare = withEnd((crc) => crc + '\r\n', GOOD.replace('\r\n\r\n', '\r\n'));
    const many = withEnd((crc) => crc, GOOD.replaceAll('\r\n', ' \r\n \r\n'));
    expect(read(bare)).toMatchObject({ lines: LINES, fault: undefined });
    expect(read(many)).toMatchObject({ lines: LINES, fault: undefined });
  });

  test.each(['', '1-3:0.2.8(42)\r\n', 'noise/', '\0/TST5'])('does not begin with %j', (before) => {
    expect(read(before + GOOD).isTaken).toBe(before === '');
  });

  test.each(['/\r\n1-0:1.7.0(00.286*kW)\r\n!\r\n', '/ \r\n!\r\n', '/'])(
    'is none when its header is empty: %j',
    (text) => {
      expect(read(text).isTaken).toBe(false);
    },
  );
});

describe('a checksum', () => {
  test.each<[string, (crc: string) => string]>([
    ['in lower case', (crc) => crc.toLowerCase() + '\r\n'],
    ['with a line feed alone behind it', (crc) => crc + '\n'],
    ['with nothing behind it', (crc) => crc],
    ['with a NUL behind its line', (crc) => crc + '\r\n\0'],
    ['with the next telegram right behind it', (crc) => crc + '/TST5\\2\r\n'],
    ['with the next telegram on the next line', (crc) => crc + '\r\n/TST5\\2\r\n'],
    ['with noise on the lines after it', (crc) => crc + '\r\nnoise!\r\nmore'],
  ])('is right %s', (_what, end) => {
    for (const size of [4, 256]) expect(read(withEnd(end), size).fault).toBeUndefined();
  });

  test('without its leading zero is right', () => {
    const text = Array.from({ length: 999 }, (_, i) => telegramOf([`0-0:96.1.1(${i})`])).find(
      (made) => made.slice(made.lastIndexOf('!')).startsWith('!0'),
    ) as string;
    expect(read(text.replace('!0', '!')).fault).toBeUndefined();
  });

  test.each<[string, (crc: string) => string]>([
    ['five digits', (crc) => '0' + crc],
    ['no hexadecimal digits', () => '12G4'],
    ['a blank before it', (crc) => ' ' + crc.slice(0, 3)],
    ['a blank behind it', (crc) => crc + ' \r\n'],
    ['a sign', () => '-123'],
  ])('is refused as no checksum with %s', (_what, end) => {
    expect(read(withEnd(end)).fault).toBe('crc-field');
  });

  test('that is wrong is refused, whichever byte was changed', () => {
    const bang = GOOD.lastIndexOf('!');
    for (let at = 1; at < bang; at++) {
      const bytes = bytesOf(GOOD);
      bytes[at] ^= 1;
      const { isTaken, fault } = read(bytes.toString('latin1'));
      expect(isTaken && fault === undefined, `byte ${at}`).toBe(false);
    }
    expect(read(GOOD.replace('6.695', '7.695')).fault).toBe('crc');
  });

  test.each(['1-3:0.2.8(50)', '0-0:96.1.4(50217)'])('must be there when %s is', (version) => {
    expect(read(withEnd(() => '\r\n', telegramOf(['1-0:1.7.0(1*W)', version]))).fault).toBe(
      'crc-missing',
    );
  });

  test('need not be there in a telegram of DSMR 2 or 3', () => {
    expect(read(withEnd(() => '\r\n', telegramOf(['1-0:1.8.1(00185.000*kWh)']))).fault).toBe(
      undefined,
    );
  });
});

describe('the end of a telegram', () => {
  test('is missing wherever the telegram is cut before "!"', () => {
    for (let end = 5; end <= GOOD.lastIndexOf('!'); end++) {
      expect(read(GOOD.slice(0, end)).fault, `cut at ${end}`).toBe('no-end');
    }
  });

  test('is no "!" inside a line', () => {
    expect(read('/TST5\\2\r\n0-0:96.13.0(a!1234)\r\n').fault).toBe('no-end');
  });

  test('may fall on the first byte of a slice', () => {
    const reader = newTelegramReader();
    const text = '/TST5\\2\r\n\r\n!';
    const words = (part: string) => {
      const filled = new Int32Array(4);
      new Uint8Array(filled.buffer).set(bytesOf(part));
      return filled;
    };
    beginTelegram(reader);
    for (const part of [text.slice(0, 11), text.slice(11)]) {
      expect(readSlice(reader, words(part), part)).toBe(true);
    }
    expect(telegramFault(reader)).toBeUndefined();
    expect(reader.crc).toBe(crcArc(bytesOf(text)));
  });
});
