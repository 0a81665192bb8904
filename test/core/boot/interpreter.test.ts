import { describe, expect, test } from 'vitest';
import { interpreterSentence, judgeInterpreter } from '../../../firmware/core/boot/interpreter.ts';
import type { Interpreter } from '../../../firmware/core/boot/interpreter.ts';

const ofVersion = (version: string, more: Partial<Interpreter> = {}) =>
  judgeInterpreter({ version, board: 'ESP32', commit: '1dccab89f', hasUtc: false, ...more });

describe('the interpreter', () => {
  test('of the release 2v25 is fit, though its dates know no UTC', () => {
    expect(ofVersion('2v25')).toBeUndefined();
  });

  test.each(['2v24', '2v08', '1v99', '2v09.1', '', 'v25', 'new'])('%j is too old', (version) => {
    expect(ofVersion(version, { hasUtc: true })).toBe('old');
  });

  test.each(['2v26', '2v27', '2v28', '2v29', '2v29.200', '2v25.1', '2v25.112'])(
    '%s loses bytes, whatever its dates know',
    (version) => {
      expect(ofVersion(version)).toBe('loses-bytes');
      expect(ofVersion(version, { hasUtc: true })).toBe('loses-bytes');
      expect(ofVersion(version, { commit: undefined })).toBe('loses-bytes');
    },
  );

  test('that calls itself 2v29 is fit when it was built from the pinned commit', () => {
    expect(ofVersion('2v29', { commit: 'c5ff787', hasUtc: true })).toBeUndefined();
    expect(ofVersion('2v29.277', { commit: 'c5ff787b1', hasUtc: true })).toBeUndefined();
    expect(ofVersion('2v29', { commit: 'c5ff78' })).toBe('loses-bytes');
  });

  test.each(['2v30', '2v31.7', '3v00'])('%s is fit when its dates know UTC', (version) => {
    expect(ofVersion(version, { hasUtc: true })).toBeUndefined();
    expect(ofVersion(version)).toBe('loses-bytes');
  });

  test('of another board is refused first', () => {
    expect(ofVersion('2v25', { board: 'ESP32C3' })).toBe('board');
    expect(ofVersion('2v24', { board: 'PUCKJS' })).toBe('board');
    expect(ofVersion('2v25', { board: '' })).toBe('board');
  });

  test('on a PC is fit as well', () => {
    expect(ofVersion('2v25', { board: 'LINUX' })).toBeUndefined();
    expect(ofVersion('2v25', { board: 'ESP32SIM' })).toBeUndefined();
  });
});

describe('the sentence about an unfit interpreter', () => {
  const one = { version: '2v27', board: 'PICO', hasUtc: false };

  test.each([
    ['old', '2v27'],
    ['loses-bytes', '2v27'],
    ['board', 'PICO'],
  ] as const)('%s names what was found and the file to get', (fault, found) => {
    expect(interpreterSentence(fault, one)).toContain(found);
    expect(interpreterSentence(fault, one)).toContain('Espruino 2v25 for the ESP32');
  });
});
