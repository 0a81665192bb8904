import { createDecipheriv } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  LUXEMBOURG_AUTH_KEY,
  sealFrame,
  TEST_KEY,
  TEST_TITLE,
} from '../../../host-sim/house/seal.ts';
import type { LengthForm, Sealing } from '../../../host-sim/house/seal.ts';

const corpus = new URL('../../../../shared/corpus/', import.meta.url);

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function sealingOf(telegram: string, rest: Partial<Sealing> = {}): Sealing {
  return {
    telegram,
    key: TEST_KEY,
    authKey: LUXEMBOURG_AUTH_KEY,
    systemTitle: TEST_TITLE,
    counter: 0x01020304,
    ...rest,
  };
}

/** Opens a frame whose header has this size; throws if the tag is wrong. */
function open(frame: Uint8Array, headerSize: number): string {
  const nonce = Buffer.concat([frame.slice(2, 10), frame.slice(headerSize - 4, headerSize)]);
  const decipher = createDecipheriv('aes-128-gcm', TEST_KEY, nonce, { authTagLength: 12 });
  decipher.setAAD(Buffer.from([0x30, ...LUXEMBOURG_AUTH_KEY]));
  decipher.setAuthTag(frame.slice(-12));
  const text = decipher.update(frame.slice(headerSize, -12));
  return Buffer.concat([text, decipher.final()]).toString('latin1');
}

describe('a sealed frame', () => {
  // DLMS UA Green Book, example of an authenticated and encrypted glo-get-request: its header is
  // C8 1E 30 01234567, ours names the system title as well.
  test('has the ciphertext and tag of the Green Book example', () => {
    const frame = sealFrame({
      telegram: Buffer.from('c0010000080000010000ff0200', 'hex').toString('latin1'),
      key: bytesOf('000102030405060708090a0b0c0d0e0f'),
      authKey: bytesOf('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf'),
      systemTitle: bytesOf('4d4d4d0000bc614e'),
      counter: 0x01234567,
      lengthForm: 'short',
    });
    expect(hexOf(frame)).toBe(
      'db084d4d4d0000bc614e' + // tag, title
        '1e3001234567' + // length, security, counter
        '411312ff935a47566827c467bc' + // ciphertext
        '7d825c3be4a77c3fcc056b6b', // GCM tag
    );
  });

  test('has the 18 byte header of the Luxembourg specification unless told otherwise', () => {
    const frame = sealFrame(sealingOf('x'.repeat(1489)));
    expect(frame).toHaveLength(1519);
    expect(hexOf(frame.slice(0, 18))).toBe('db08' + '5453540123456789' + '8205e2' + '3001020304');
  });

  test.each<[LengthForm, number, string]>([
    ['short', 110, '7f'],
    [81, 110, '817f'],
    [81, 238, '81ff'],
    [82, 1, '820012'],
    [82, 65518, '82ffff'],
    [83, 1489, '830005e2'],
    [83, 65519, '83010000'],
  ])('of form %s and %i bytes of text states the length %s and opens', (form, size, field) => {
    const telegram = 'x'.repeat(size);
    const frame = sealFrame(sealingOf(telegram, { lengthForm: form }));
    const headerSize = 10 + field.length / 2 + 5;
    expect(hexOf(frame.slice(10, headerSize - 5))).toBe(field);
    expect(frame).toHaveLength(headerSize + size + 12);
    expect(open(frame, headerSize)).toBe(telegram);
  });

  test('keeps every byte of the telegram one byte', () => {
    const telegram = String.fromCharCode(...Array.from({ length: 256 }, (_none, i) => i));
    expect(open(sealFrame(sealingOf(telegram)), 18)).toBe(telegram);
  });

  test.each([
    [0, '00000000'],
    [0x80000000, '80000000'],
    [0xffffffff, 'ffffffff'],
  ])('writes the counter %i as %s', (counter, hex) => {
    const frame = sealFrame(sealingOf('/X', { counter }));
    expect(hexOf(frame.slice(14, 18))).toBe(hex);
    expect(open(frame, 18)).toBe('/X');
  });

  test('differs in every part of the text when only the counter rises', () => {
    const [one, two] = [1, 2].map((counter) => sealFrame(sealingOf('x'.repeat(64), { counter })));
    expect(hexOf(one.slice(18, 34))).not.toBe(hexOf(two.slice(18, 34)));
    expect(hexOf(one.slice(-12))).not.toBe(hexOf(two.slice(-12)));
  });
});

describe('sealing refuses', () => {
  const refused: [string, Partial<Sealing>, string][] = [
    ['a short key', { key: new Uint8Array(15) }, 'seal: key must be 16 bytes'],
    ['a long key', { key: new Uint8Array(32) }, 'seal: key must be 16 bytes'],
    [
      'a short authentication key',
      { authKey: new Uint8Array(0) },
      'seal: authentication key must be 16 bytes',
    ],
    [
      'a title that is not 8 bytes',
      { systemTitle: new Uint8Array(7) },
      'seal: system title must be 8 bytes',
    ],
    ['a telegram that is not bytes', { telegram: '€' }, 'seal: telegram must be a byte string'],
    [
      'a text too long for a short length',
      { telegram: 'x'.repeat(111), lengthForm: 'short' },
      'seal: length 128 does not fit the form short',
    ],
    [
      'a text too long for the form 81',
      { telegram: 'x'.repeat(239), lengthForm: 81 },
      'seal: length 256 does not fit the form 81',
    ],
    [
      'a text too long for the form 82',
      { telegram: 'x'.repeat(65519) },
      'seal: length 65536 does not fit the form 82',
    ],
  ];
  test.each(refused)('%s', (_name, wrong, message) => {
    expect(() => sealFrame(sealingOf('/X', wrong))).toThrow(new Error(message));
  });

  test.each([-1, 0.5, 2 ** 32, Number.NaN])('the counter %d', (counter) => {
    expect(() => sealFrame(sealingOf('/X', { counter }))).toThrow(
      new Error('seal: counter must be an integer from 0 to 4294967295'),
    );
  });
});

test('the constants are those the specification and the tests agree on', () => {
  expect(hexOf(TEST_KEY)).toBe('000102030405060708090a0b0c0d0e0f');
  expect(hexOf(LUXEMBOURG_AUTH_KEY)).toBe('00112233445566778899aabbccddeeff');
  expect(Buffer.from(TEST_TITLE.slice(0, 3)).toString('latin1')).toBe('TST');
  expect(TEST_TITLE).toHaveLength(8);
});

const isAbsent = !existsSync(corpus);
if (isAbsent) console.warn('SKIPPED: sealing again the frames of the corpus (no corpus here)');

describe.skipIf(isAbsent)('beside the corpus', () => {
  interface Entry {
    name: string;
    kind: string;
    file: string;
    decryptedFile: string;
    key: string | null;
    aad: string | null;
    systemTitle: string;
    frameCounter: number;
    lengthForm: string;
  }
  const read = (path: string) => readFileSync(new URL(path, corpus), 'latin1');
  const formOf = (field: string): LengthForm =>
    field.length === 2 ? 'short' : (parseInt(field.slice(0, 2), 10) as LengthForm);

  test('every text whose keys are known seals to its very frame', () => {
    const entries = (JSON.parse(read('index.json')) as Entry[]).filter(
      ({ kind, key, aad }) => kind === 'encrypted' && key && aad,
    );
    expect(entries.length).toBeGreaterThan(15);
    for (const entry of entries) {
      const frame = sealFrame({
        telegram: read(entry.decryptedFile),
        key: bytesOf(entry.key ?? ''),
        authKey: bytesOf(entry.aad ?? '').slice(1),
        systemTitle: bytesOf(entry.systemTitle),
        counter: entry.frameCounter,
        lengthForm: formOf(entry.lengthForm),
      });
      expect(hexOf(frame), entry.name).toBe(read(entry.file).trim().toLowerCase());
    }
  });
});
