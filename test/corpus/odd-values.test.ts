/**
 * The odd values of the corpus (malformed.json), at the level of readings: what the line in question
 * gives, and that the others are not touched. The corpus is data of others and not kept here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodLines, parseLines, valuesOf } from '../fakes/telegram.ts';

interface Case {
  id: string;
  hex: string;
  expected: string;
}

const FILE = join(import.meta.dirname, '../../../shared/corpus/malformed.json');
const hasCorpus = existsSync(FILE);
if (!hasCorpus) console.warn('SKIPPED: odd values (there is no ../shared/corpus/malformed.json)');

const cases: Case[] = hasCorpus ? JSON.parse(readFileSync(FILE, 'utf8')) : [];
const family = (pattern: RegExp) => cases.filter((c) => pattern.test(c.id));
const parse = (hex: string) => parseLines(goodLines(Buffer.from(hex, 'hex')));

/** What the case is about: a reading, what is kept as printed, what is counted. */
type Outcome = Partial<{
  values: Record<string, number | string | undefined>;
  other: Record<string, string>;
  unread: number;
  repeated: number;
}>;

const POWER = { power_imported: 286000 };
const ABSENT = { power_imported: undefined };
/** The value is not taken, and kept as printed. */
const kept = (text: string): Outcome => ({
  values: ABSENT,
  other: { '1-0:1.7.0': text },
  unread: 1,
});
const LOST: Outcome = { values: ABSENT, unread: 1 };

const OUTCOMES: Record<string, Outcome> = {
  'pl-val-empty': LOST,
  'pl-val-empty-unit': kept('*W'),
  'pl-val-blank': kept('         *W'),
  'pl-val-nopar': LOST,
  'pl-val-unclosed': { ...LOST, values: { ...ABSENT, energy_exported: 58 } },
  'pl-val-reversed': LOST,
  'pl-val-nested': kept('(000000286*W)'),
  'pl-val-extra-group': { values: POWER },
  'pl-obis-unknown': { values: POWER, other: { '1-0:123.45.67': '42*xyz' } },
  'pl-obis-bad': { values: POWER, unread: 5 },
  'pl-obis-blank': { values: POWER },
  'pl-obis-suffix': { values: POWER },
  'pl-dup-differ': { values: POWER, repeated: 1 },
  'pl-dup-same': { values: POWER, repeated: 16 },
  'pl-num-negative': { values: { power_imported: -286000 } },
  'pl-num-plus': kept('+00000286*W'),
  'pl-num-exp': kept('1e3*W'),
  'pl-num-hex': kept('0x11E*W'),
  'pl-num-comma': kept('0,286*kW'),
  'pl-num-twodots': kept('00.2.86*kW'),
  'pl-num-nan': kept('NaN*W'),
  'pl-num-dash': kept('-*W'),
  'pl-num-32bit': { values: { energy_imported_tariff_1: 4294967296 } },
  'pl-num-31bit': { values: { energy_imported_tariff_1: 2147483648 } },
  'pl-num-huge': {
    values: { energy_imported_tariff_1: undefined },
    other: { '1-0:1.8.1': '999999999999999999999999999999*Wh' },
    unread: 1,
  },
  'pl-num-precision': { values: { energy_imported_tariff_1: 999999999 } },
  'pl-num-decimals': { values: { energy_imported_tariff_1: 52185783 } },
  'pl-unit-missing': kept('000000286'),
  'pl-unit-wrong': kept('000000286*V'),
  'pl-unit-energy': kept('00.286*kWh'),
  'pl-unit-kilo': { values: POWER },
  'pl-unit-case': { values: POWER },
  'pl-unit-nostar': kept('00.286kW'),
  'pl-unit-twostars': kept('286*W*W'),
  'pl-trailing-space': { values: POWER },
  'pl-nul-inside': kept('0000\x0000286*W'),
  'pl-control-inside': { values: { ...POWER, message: 'a\x1b[31mb' } },
  'pl-slash-in-text': { values: { ...POWER, message: 'test-/-test' } },
  'pl-bang-in-text': { values: { ...POWER, message: 'Achtung! 1234' } },
  'pl-continuation-first': { values: POWER, unread: 1 },
  'pl-mbus-twoline': { values: { gas_1_volume: 1001, gas_1_time: '161107190000' } },
};

describe.skipIf(!hasCorpus)('an odd value', () => {
  test.each(Object.entries(OUTCOMES))('%s', (id, outcome) => {
    const found = cases.find((c) => c.id === id) as Case;
    const parsing = parse(found.hex);
    const { values = {}, other = {}, unread = 0, repeated = 0 } = outcome;
    const others = Object.fromEntries(parsing.other.map((o) => [o.code, o.text]));
    expect(valuesOf(parsing)).toMatchObject(
      Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
    );
    for (const name in values) {
      if (values[name] === undefined) expect(valuesOf(parsing)).not.toHaveProperty(name);
    }
    expect({ other: others, unread: parsing.unread, repeated: parsing.repeated }).toEqual({
      other,
      unread,
      repeated,
    });
  });

  test('leaves the other readings as they are', () => {
    const untouched = ['reactive_energy_exported', 'reactive_power_exported', 'power_exported'];
    for (const { id, hex } of family(/^pl-(val|num|unit|obis|ts)-/)) {
      const values = valuesOf(parse(hex));
      expect(
        untouched.map((name) => values[name]),
        id,
      ).toEqual([3897726, 166000, 0]);
    }
  });

  test('is in the table above, whatever the corpus has', () => {
    const ids = family(/^pl-(val|num|unit|obis|dup)-/).map((c) => c.id);
    expect(ids.length).toBeGreaterThan(30);
    expect(ids.filter((id) => !(id in OUTCOMES))).toEqual([]);
  });
});

describe.skipIf(!hasCorpus)('an odd clock', () => {
  test.each(family(/^pl-ts-/))('$id', ({ hex, expected }) => {
    const parsing = parse(hex);
    const utc = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(expected);
    if (utc) expect(parsing.stamp?.utcS).toBe(Date.parse(utc[0]) / 1000);
    else expect(parsing.stamp).toBeUndefined();
    expect(utc !== null || expected.includes('clock invalid')).toBe(true);
    expect(parsing).toMatchObject({ unread: 0, repeated: 0, other: [] });
    expect(parsing.readings).toHaveLength(17);
  });
});
