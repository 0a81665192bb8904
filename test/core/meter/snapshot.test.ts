/** Snapshots: what the frame and the lines said, with the readings. */
import { describe, expect, test } from 'vitest';
import { newOpening } from '../../../firmware/core/frame/open.ts';
import type { Opening } from '../../../firmware/core/frame/open.ts';
import { newWorkspace } from '../../../firmware/core/frame/workspace.ts';
import { takeSnapshot } from '../../../firmware/core/meter/snapshot.ts';
import { nodeCipher } from '../../../host-sim/node/cipher.ts';
import { nodeText } from '../../../host-sim/node/text.ts';
import { parseLines } from '../../fakes/telegram.ts';

function openingOf(facts: Partial<Opening>): Opening {
  const settings = {
    authKey: new Uint8Array(16),
    tagMode: 'verify',
    cipher: nodeCipher,
    text: nodeText,
  } as const;
  const opening = Object.assign(newOpening(settings, newWorkspace(4096)), facts);
  opening.reader.header = 'TST5\\253000001';
  return opening;
}

describe('a snapshot', () => {
  const LINES = [
    '0-0:1.0.0(220821165423S)',
    '1-0:1.7.0(00.286*kW)',
    '7-0:0.0.0(42)',
    '1-0:1.8.0()',
  ];

  test('of a plain telegram has header, clock, readings and the rest as printed', () => {
    const parsing = parseLines(LINES);
    expect(takeSnapshot(openingOf({ kind: 'plain' }), parsing, parsing.readings)).toEqual({
      header: 'TST5\\253000001',
      stampText: '220821165423S',
      stamp: { utcS: 1661093663, iso: '2022-08-21T16:54:23+02:00' },
      encrypted: false,
      authenticated: false,
      title: undefined,
      counter: undefined,
      readings: [{ code: '1-0:1.7.0', name: 'power_imported', unit: 'W', milli: 286000 }],
      other: [{ code: '7-0:0.0.0', text: '42' }],
    });
  });

  test.each([true, false])('of an encrypted one says whether the tag was right: %s', (right) => {
    const facts = { title: '5453540000000001', counter: 0xffffffff };
    const snapshot = takeSnapshot(
      openingOf({ kind: 'encrypted', isAuthentic: right, ...facts }),
      parseLines(LINES),
      [],
    );
    expect(snapshot).toMatchObject({ encrypted: true, authenticated: right, ...facts });
  });

  test('without a clock has none', () => {
    const snapshot = takeSnapshot(openingOf({}), parseLines(['1-0:1.7.0(00.286*kW)']), []);
    expect(snapshot).toMatchObject({ stampText: undefined, stamp: undefined });
  });
});
