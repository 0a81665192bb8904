import { describe, expect, test } from 'vitest';
import { saveSettings } from '../../../firmware/core/config/saved.ts';
import { begin } from '../../../firmware/core/device/begin.ts';
import type { Beginner } from '../../../firmware/core/device/begin.ts';
import { nodeDigest } from '../../../host-sim/node/digest.ts';
import { IDENTITY, settingsOf } from '../../fakes/device.ts';
import { newFlash } from '../../fakes/flash.ts';

const NOBODY = { id: '0000', setup: 'smarty-dongle', seed: '', update: '' };

function beginWith(over: Partial<Beginner> = {}) {
  return begin({
    identity: JSON.stringify(IDENTITY),
    interpreter: { version: '2v25', board: 'ESP32', hasUtc: false },
    flash: newFlash({ start: 0x310000, size: 0x10000 }),
    digest: nodeDigest,
    ...over,
  });
}

describe('the dongle begins', () => {
  test('as what it was flashed as, and without settings at first', () => {
    expect(beginWith()).toEqual({
      identity: IDENTITY,
      settings: undefined,
      misfit: undefined,
    });
  });

  test.each([undefined, '', 'no JSON', 'null', '7', '[]', '{}', '{"id":"A1B2"}', '{"setup":"x"}'])(
    'as nobody in particular where its identity is %j',
    (identity) => {
      expect(beginWith({ identity }).identity).toEqual(NOBODY);
    },
  );

  test.each([
    { id: 7, setup: 'x' },
    { id: 'A1B2', setup: 7 },
  ])('as nobody in particular with an identity of the wrong types: %j', (identity) => {
    expect(beginWith({ identity: JSON.stringify(identity) }).identity).toEqual(NOBODY);
  });

  test('with the settings that were saved', () => {
    const flash = newFlash({ start: 0x310000, size: 0x10000 });
    const saved = settingsOf({ name: 'cellar', broker_port: 8883 });
    saveSettings(flash, nodeDigest, saved);
    expect(beginWith({ flash }).settings).toEqual(saved);
  });

  test('by the name of its identity where the saved one does not fit', () => {
    const flash = newFlash({ start: 0x310000, size: 0x10000 });
    saveSettings(flash, nodeDigest, { ...settingsOf(), name: '-no name-' });
    expect(beginWith({ flash }).settings).toMatchObject({ ssid: 'Home', name: 'smarty-a1b2' });
  });

  test.each([
    ['loses-bytes', '2v29', 'ESP32'],
    ['old', '2v24', 'ESP32'],
    ['board', '2v25', 'PUCK'],
  ])('and says that the interpreter is one that %s', (fault, version, board) => {
    const interpreter = { version, board, hasUtc: true };
    expect(beginWith({ interpreter }).misfit).toBe(fault);
  });
});
