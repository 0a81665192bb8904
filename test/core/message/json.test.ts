/** Snapshots as JSON. The oracle is Node: its strict UTF-8 decoder and JSON.parse. */
import { describe, expect, test } from 'vitest';
import {
  finishJson,
  jsonString,
  newJsonBuild,
  writeReading,
} from '../../../firmware/core/message/json.ts';
import type { Snapshot } from '../../../firmware/core/meter/snapshot.ts';
import { numberReading, textReading } from '../../../firmware/core/telegram/reading.ts';
import type { Reading } from '../../../firmware/core/telegram/reading.ts';
import { parseLines } from '../../fakes/telegram.ts';

/** The value of a reading as it stands in the JSON. */
function jsonValue(reading: Reading): string {
  const build = newJsonBuild();
  writeReading(build, reading);
  return build.json.slice('{"readings":{'.length + reading.name.length + 3);
}

/** Byte strings become what a subscriber of MQTT sees; throws where the bytes are no UTF-8. */
function received(text: string): unknown {
  const bytes = Buffer.from(text, 'latin1');
  return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
}

const utf8 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

function snapshotOf(facts: Partial<Snapshot> = {}): Snapshot {
  return {
    header: 'TST5\\253000001',
    stampText: undefined,
    stamp: undefined,
    encrypted: false,
    authenticated: false,
    title: undefined,
    counter: undefined,
    readings: [],
    other: [],
    ...facts,
  };
}

function jsonOf(snapshot: Snapshot): string {
  const build = newJsonBuild();
  for (const reading of snapshot.readings) writeReading(build, reading);
  return finishJson(build, snapshot);
}

describe('a string', () => {
  test.each([
    '',
    'plain',
    'say "no"',
    'back\\slash',
    '\\"',
    '"',
    'C:\\"dir"\\',
    'line\r\nend\ttab',
    '\0\x01\x1f\x7f',
    '</script>',
    "it's",
  ])('is itself again: %j', (text) => {
    expect(received(jsonString(text))).toBe(text);
  });

  test.each([
    'Zähler',
    '20 °C',
    '€',
    'żółw',
    '𝄞 music',
    '\u0080\u07ff\u0800\uffff\u{10ffff}',
    '\ufeff',
  ])('in UTF-8 passes: %s', (text) => {
    expect(received(jsonString(utf8(text)))).toBe(text);
    expect(received(jsonString(utf8(text + '"\n'))), 'with escapes').toBe(text + '"\n');
  });

  test.each([
    ['a lone byte', 'Z\xe4hler'],
    ['a lone continuation byte', '\x80'],
    ['a cut sequence', '\xc3'],
    ['a cut sequence before a letter', '\xe2\x82x'],
    ['three bytes cut to two', '\xf0\x9d\x84'],
    ['an overlong slash', '\xc0\xaf'],
    ['an overlong form of three bytes', '\xe0\x9f\xbf'],
    ['an overlong form of four bytes', '\xf0\x8f\xbf\xbf'],
    ['a surrogate', '\xed\xa0\x80'],
    ['a code point above the last', '\xf4\x90\x80\x80'],
    ['a byte that UTF-8 has not', '\xf5\x80\x80\x80'],
    ['FF', '\xff\xfe'],
    ['Latin-1 with quotes', '"Z\xe4hler"\n'],
  ])('that is no UTF-8 is taken as Latin-1: %s', (_what, text) => {
    expect(received(jsonString(text))).toBe(text);
  });

  test('of any one or two bytes arrives', () => {
    for (let first = 0; first < 256; first++) {
      for (let second = -1; second < 256; second++) {
        const bytes = second < 0 ? [first] : [first, second];
        const text = String.fromCharCode(...bytes);
        const decoded = Buffer.from(text, 'latin1').toString('utf8');
        const expected = decoded.includes('\ufffd') ? text : decoded;
        const arrived = received(jsonString(text));
        if (arrived !== expected) expect({ bytes, arrived }).toEqual({ bytes, arrived: expected });
      }
    }
  });

  test('is UTF-8 at the edges of every sequence of three and four bytes, as the host sees it', () => {
    const edges = [0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0];
    for (const lead of [0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5]) {
      for (const second of edges) {
        for (const rest of ['\x80', '\x80\x80', '\xbf\xc0']) {
          const text = String.fromCharCode(lead, second) + rest;
          const decoded = Buffer.from(text, 'latin1').toString('utf8');
          const expected = decoded.includes('\ufffd') ? text : decoded;
          expect(received(jsonString(text)), JSON.stringify(text)).toBe(expected);
        }
      }
    }
  });

  test('has no raw control characters', () => {
    for (let byte = 0; byte < 32; byte++) {
      expect(jsonString(String.fromCharCode(byte)), `byte ${byte}`).toMatch(/^"\\.+"$/);
    }
  });
});

describe('a value', () => {
  test.each<[number, string]>([
    [6695, '6.695'],
    [286000, '286'],
    [-63000, '-63'],
    [233100, '233.1'],
    [100, '0.1'],
    [-500, '-0.5'],
    [300, '0.3'],
    [0, '0'],
    [4294967296000, '4294967296'],
    [999999999999999, '999999999999.999'],
  ])('of %d thousandths is %s, without garbage digits', (milli, text) => {
    expect(jsonValue(numberReading('', 'power_net', 'W', milli))).toBe(text);
    expect(JSON.parse(text)).toBe(milli / 1000);
  });

  test('is a string for a text, and a list for the power-failure log', () => {
    expect(jsonValue(textReading('0-0:96.13.0', 'message', 'a "b"'))).toBe('"a \\"b\\""');
    const log = { code: '1-0:99.97.0', name: 'power_failure_log', unit: 'json', text: '[{"a":1}]' };
    expect(jsonValue(log)).toBe('[{"a":1}]');
  });
});

describe('a line of name, unit and value', () => {
  function readingLine(reading: Reading): string {
    const build = newJsonBuild();
    writeReading(build, reading);
    return build.lines;
  }

  test('has a number without unit, and ends in a line end', () => {
    expect(readingLine(numberReading('1-0:1.7.0', 'power_imported', 'W', 286500))).toBe(
      'power_imported W 286.5\n',
    );
    expect(readingLine(numberReading('', 'power_net', 'W', 0))).toBe('power_net W 0\n');
  });

  test('has a text without quotes', () => {
    expect(readingLine(textReading('0-0:96.13.0', 'message', 'a "b"'))).toBe(
      'message text a "b"\n',
    );
  });

  test('is not made of an empty text, which would make the broker forget the topic', () => {
    expect(readingLine(textReading('0-0:96.13.0', 'message', ''))).toBe('');
  });
});

describe('a snapshot', () => {
  test('that has everything is one object', () => {
    const parsing = parseLines([
      '0-0:1.0.0(220821165423S)',
      '1-0:1.8.0(006545766*Wh)',
      '1-1:31.4.0(100*A)(-063*A)',
      '1-0:99.97.0(1)(0-0:96.7.19)(101208152415W)(0000000240*s)',
      '0-0:96.13.0(say "no" \\ Z\xe4hler)',
      '7-0:0.0.0(4"2)(x)',
    ]);
    const snapshot = snapshotOf({
      ...parsing,
      encrypted: true,
      authenticated: true,
      title: '5453540000000001',
      counter: 0xffffffff,
    });
    expect(received(jsonOf(snapshot))).toEqual({
      time: '2022-08-21T16:54:23+02:00',
      meter_time: '220821165423S',
      header: 'TST5\\253000001',
      encrypted: true,
      authenticated: true,
      system_title: '5453540000000001',
      frame_counter: 4294967295,
      readings: {
        energy_imported: 6545.766,
        current_limit_imported: 100,
        current_limit_exported: -63,
        power_failure_log: [{ end: '2010-12-08T15:24:15+01:00', seconds: 240 }],
        message: 'say "no" \\ Zähler',
      },
      other: { '7-0:0.0.0': '4"2)(x' },
    });
  });

  test('leaves out what the telegram has not', () => {
    expect(received(jsonOf(snapshotOf()))).toEqual({
      header: 'TST5\\253000001',
      encrypted: false,
      authenticated: false,
      readings: {},
      other: {},
    });
  });

  test('says what a clock that is none has printed', () => {
    const json = received(jsonOf(snapshotOf({ stampText: '63"2525252525S' })));
    expect(json).toMatchObject({ meter_time: '63"2525252525S' });
    expect(json).not.toHaveProperty('time');
  });

  test('has a frame counter of 0', () => {
    const snapshot = snapshotOf({ encrypted: true, title: '5453540000000001', counter: 0 });
    expect(received(jsonOf(snapshot))).toMatchObject({
      system_title: '5453540000000001',
      frame_counter: 0,
    });
  });

  test('survives a header with any bytes', () => {
    const header = 'TST5\\"\x01\x80\xff';
    expect(received(jsonOf(snapshotOf({ header })))).toMatchObject({ header });
  });

  test('keeps all of several things that are as printed', () => {
    const other = ['1-0:1.7.0', '0-0:98.1.0', '7-0:0.0.0'].map((code) => ({ code, text: '\\' }));
    expect(received(jsonOf(snapshotOf({ other })))).toMatchObject({
      other: { '1-0:1.7.0': '\\', '0-0:98.1.0': '\\', '7-0:0.0.0': '\\' },
    });
  });

  test.each([0, 1, 2, 100])('of %d readings has them all', (count) => {
    const readings: Reading[] = [];
    for (let i = 0; i < count; i++) readings.push(numberReading('', `reading_${i}`, 'W', 1000 * i));
    const json = received(jsonOf(snapshotOf({ readings }))) as { readings: object };
    expect(json.readings).toEqual(Object.fromEntries(readings.map((r, i) => [r.name, i])));
  });

  test('does not need its readings any more once they are written', () => {
    const readings = [numberReading('', 'power_net', 'W', 0), textReading('', 'message', '"a"')];
    const build = newJsonBuild();
    for (const reading of readings) writeReading(build, reading);
    expect(finishJson(build, snapshotOf())).toBe(jsonOf(snapshotOf({ readings })));
  });

  test('gives its readings as lines, too', () => {
    const build = newJsonBuild();
    const { readings } = parseLines([
      '1-0:1.7.0(00.286*kW)',
      '0-0:96.13.0()',
      '0-0:96.13.2(two words)',
      '1-0:99.97.0(0)(0-0:96.7.19)',
    ]);
    for (const reading of readings) writeReading(build, reading);
    expect(build.lines).toBe(
      'power_imported W 286\nmessage_2 text two words\npower_failure_log json []\n',
    );
  });

  test('is not mixed with another one that is written at the same time', () => {
    const builds = ['a', 'b'].map((text) => ({ text, build: newJsonBuild() }));
    for (const name of ['message', 'message_2']) {
      for (const { text, build } of builds) writeReading(build, textReading('', name, text));
    }
    for (const { text, build } of builds) {
      expect(received(finishJson(build, snapshotOf()))).toMatchObject({
        readings: { message: text, message_2: text },
      });
    }
  });
});
