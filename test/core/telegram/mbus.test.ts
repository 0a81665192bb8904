/**
 * M-Bus channels: living, dead, old and odd ones. The forms of the lines are those of the Luxembourg
 * P1 specification §3.2.6, DSMR P1 5.0.2 §6.12, DSMR 2.2, e-MUCS 1.7.1; the meters are made up.
 */
import { describe, expect, test } from 'vitest';
import { parseLines, valuesOf } from '../../fakes/telegram.ts';

const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex').toUpperCase();

/** The lines of a gas meter on a channel. */
function gasOn(channel: number): string[] {
  return [
    `0-${channel}:24.1.0(003)`,
    `0-${channel}:96.1.0(${hexOf('TSTGAS000000001')})`,
    `0-${channel}:24.2.1(200706100000S)(00124.477*m3)`,
    `0-${channel}:24.4.0(1)`,
  ];
}

const DEAD_FORMS: [string, string][] = [
  ['Luxembourg, never fitted', '(632525252525S)(00000.000)'],
  ['Luxembourg, in winter', '(632525252525W)(00000.000*m3)'],
  ['Netherlands, removed', '(700101010000W)(00000000)'],
  ['a clock that was never set', '(000101010000W)(00000.000*m3)'],
  ['months that do not exist', '(123412341234W)(00001.234*m3)'],
  ['a time that is none', '(1234ABC)(00001.234*m3)'],
  ['no time', '()(00001.234*m3)'],
];

describe('a channel', () => {
  test.each([1, 2, 3, 4])('%d gives volume, capture time, identity and valve', (n) => {
    expect(parseLines(gasOn(n)).readings).toEqual([
      { code: `0-${n}:24.2.1`, name: `gas_${n}_volume`, unit: 'm3', milli: 124477 },
      {
        code: `0-${n}:24.2.1`,
        name: `gas_${n}_time`,
        unit: 'text',
        text: '2020-07-06T10:00:00+02:00',
      },
      { code: `0-${n}:96.1.0`, name: `gas_${n}_id`, unit: 'text', text: 'TSTGAS000000001' },
      { code: `0-${n}:24.4.0`, name: `gas_${n}_valve`, unit: '-', milli: 1000 },
    ]);
  });

  test('may have its lines in any order', () => {
    expect(valuesOf(parseLines(gasOn(2).reverse()))).toEqual(valuesOf(parseLines(gasOn(2))));
  });

  test.each<[string, string]>([
    ['003', 'gas'],
    ['3', 'gas'],
    ['004', 'heat'],
    ['006', 'warm_water'],
    ['007', 'water'],
    ['012', 'heat_inlet'],
    ['002', 'mbus'],
    ['000', 'mbus'],
    ['', 'mbus'],
    ['gas', 'mbus'],
  ])('of device type (%s) is called %s', (type, medium) => {
    const { readings } = parseLines([
      `0-3:24.1.0(${type})`,
      '0-3:24.2.1(200706100000S)(00124.477*m3)',
    ]);
    expect(readings.map((r) => r.name)).toEqual([`${medium}_3_volume`, `${medium}_3_time`]);
  });

  test('without a device type is still read', () => {
    const { readings } = parseLines(['0-4:24.2.1(200706100000S)(00124.477*m3)']);
    expect(readings.map((r) => r.name)).toEqual(['mbus_4_volume', 'mbus_4_time']);
  });

  test('has the capture time of its own meter', () => {
    const values = valuesOf(
      parseLines([
        '0-1:24.1.0(003)',
        '0-1:24.2.1(200706100000S)(00001.000*m3)',
        '0-2:24.1.0(007)',
        '0-2:24.2.1(201225043000W)(00002.000*m3)',
      ]),
    );
    expect(values).toEqual({
      gas_1_volume: 1000,
      gas_1_time: '2020-07-06T10:00:00+02:00',
      water_2_volume: 2000,
      water_2_time: '2020-12-25T04:30:00+01:00',
    });
  });

  test('does not exist above 4 or at 0: its lines are kept as printed', () => {
    for (const n of [0, 5, 9]) {
      const parsing = parseLines([`0-${n}:24.2.1(200706100000S)(00124.477*m3)`]);
      expect(parsing.readings).toEqual([]);
      expect(parsing.other).toEqual([
        { code: `0-${n}:24.2.1`, text: '200706100000S)(00124.477*m3' },
      ]);
    }
  });

  test('does not have the letter of the register table', () => {
    const parsing = parseLines(['0-n:24.2.1(200706100000S)(00124.477*m3)']);
    expect(parsing).toMatchObject({ readings: [], other: [], unread: 1 });
  });
});

describe('heat', () => {
  const heat = (type: string, value: string) =>
    valuesOf(parseLines([`0-1:24.1.0(${type})`, `0-1:24.2.1(200706100000S)(${value})`]));

  test('is counted in GJ', () => {
    expect(heat('004', '0012.345*GJ')).toMatchObject({ heat_1_energy: 12345 });
    expect(heat('012', '0012.345*GJ')).toMatchObject({ heat_inlet_1_energy: 12345 });
  });

  test('without a unit is not taken for a volume', () => {
    expect(heat('004', '0012.345')).toMatchObject({ heat_1_energy: 12345 });
  });

  test('may be a volume where the meter says so', () => {
    expect(heat('004', '0012.345*m3')).toMatchObject({ heat_1_volume: 12345 });
  });

  test('is energy on a channel of another kind, too, where the meter says so', () => {
    expect(heat('007', '0012.345*GJ')).toMatchObject({ water_1_energy: 12345 });
    expect(heat('007', '0012.345')).toMatchObject({ water_1_volume: 12345 });
  });
});

describe('a dead channel', () => {
  test.each(DEAD_FORMS)('is left out with all its lines: %s', (_what, index) => {
    const parsing = parseLines([
      '0-1:24.1.0(007)',
      '0-1:96.1.0(53414731)',
      `0-1:24.2.1${index}`,
      '0-1:24.4.0(1)',
    ]);
    expect(parsing).toMatchObject({ readings: [], other: [], unread: 0, repeated: 0 });
  });

  test('is one that has no index', () => {
    expect(parseLines(['0-2:24.1.0(003)', '0-2:96.1.0()'])).toMatchObject({
      readings: [],
      other: [],
      unread: 0,
    });
  });

  test.each([2, 4])('does not hide the living one on channel %d', (living) => {
    const lines = [1, 2, 3, 4].flatMap((n) =>
      n === living ? gasOn(n) : [`0-${n}:24.1.0(007)`, `0-${n}:24.2.1${DEAD_FORMS[0][1]}`],
    );
    expect(parseLines(lines).readings.map((r) => r.name)).toEqual([
      `gas_${living}_volume`,
      `gas_${living}_time`,
      `gas_${living}_id`,
      `gas_${living}_valve`,
    ]);
  });
});

describe('an identity', () => {
  const idOf = (printed: string, code = '96.1.0') =>
    valuesOf(parseLines([`0-1:24.2.1(200706100000S)(1.000*m3)`, `0-1:${code}(${printed})`]));

  test('is decoded from hex digits, or kept as printed', () => {
    expect(idOf(hexOf('TST0001'))).toMatchObject({ mbus_1_id: 'TST0001' });
    expect(idOf('12345678         ')).toMatchObject({ mbus_1_id: '12345678         ' });
    expect(idOf(hexOf('A very long identity').repeat(40))).toMatchObject({
      mbus_1_id: 'A very long identity'.repeat(40),
    });
  });

  test('that is empty is left out', () => {
    expect(idOf('')).not.toHaveProperty('mbus_1_id');
  });

  test('of a Belgian meter stands in 96.1.1, beside an index in 24.2.3', () => {
    const parsing = parseLines([
      '0-1:24.1.0(003)',
      `0-1:96.1.1(${hexOf('7TST0000000001')})`,
      '0-1:24.4.0(0)',
      '0-1:24.2.3(200512134558S)(00112.384*m3)',
    ]);
    expect(parsing.readings).toEqual([
      { code: '0-1:24.2.3', name: 'gas_1_volume', unit: 'm3', milli: 112384 },
      {
        code: '0-1:24.2.3',
        name: 'gas_1_time',
        unit: 'text',
        text: '2020-05-12T13:45:58+02:00',
      },
      { code: '0-1:96.1.1', name: 'gas_1_id', unit: 'text', text: '7TST0000000001' },
      { code: '0-1:24.4.0', name: 'gas_1_valve', unit: '-', milli: 0 },
    ]);
  });

  test('or index that comes under two codes is taken once, and the other one counted', () => {
    const parsing = parseLines([
      '0-1:24.2.3(200512134558S)(00112.384*m3)',
      '0-1:24.2.1(200512134558S)(00999.999*m3)',
      `0-1:96.1.1(${hexOf('FIRST')})`,
      `0-1:96.1.0(${hexOf('SECOND')})`,
    ]);
    expect(valuesOf(parsing)).toMatchObject({ mbus_1_volume: 112384, mbus_1_id: 'FIRST' });
    expect(parsing.repeated).toBe(2);
  });
});

describe('the two-line value of DSMR 2 and 3', () => {
  const HEAD = '0-1:24.3.0(161107190000)(00)(60)(1)(0-1:24.2.1)(m3)';

  test('keeps its time as printed, because no letter fixes the offset', () => {
    expect(parseLines(['0-1:24.1.0(03)', HEAD, '(00001.001)']).readings).toEqual([
      { code: '0-1:24.3.0', name: 'gas_1_volume', unit: 'm3', milli: 1001 },
      { code: '0-1:24.3.0', name: 'gas_1_time', unit: 'text', text: '161107190000' },
    ]);
  });

  test('may stand on one line', () => {
    expect(valuesOf(parseLines([HEAD + '(00001.001)']))).toEqual({
      mbus_1_volume: 1001,
      mbus_1_time: '161107190000',
    });
  });

  test('may be heat', () => {
    const lines = ['0-1:24.1.0(4)', HEAD.replace('m3', 'GJ'), '(0012.345)'];
    expect(valuesOf(parseLines(lines))).toMatchObject({ heat_1_energy: 12345 });
  });

  test('whose second line is lost is counted and kept as printed', () => {
    const parsing = parseLines([HEAD, '0-1:24.4.0(1)']);
    expect(parsing).toMatchObject({ readings: [], unread: 1 });
    expect(parsing.other).toEqual([
      { code: '0-1:24.3.0', text: '161107190000)(00)(60)(1)(0-1:24.2.1)(m3' },
    ]);
  });

  test.each(['000000000000', '632525252525', '161107240000', '70010101000 '])(
    'is dead at the time %s',
    (time) => {
      const parsing = parseLines([HEAD.replace('161107190000', time), '(00001.001)']);
      expect(parsing).toMatchObject({ readings: [], other: [], unread: 0 });
    },
  );
});

describe('a line of a living channel that cannot be read', () => {
  test.each([
    '200706100000S)(x',
    '200706100000S)(',
    '200706100000S)(00000124',
    '200706100000S)(00124.477*l',
    '200706100000S)(00124.477*m3)(1',
    '200706100000S',
    '00124.477*m3',
  ])('is counted and kept as printed: 24.2.1(%s)', (groups) => {
    const parsing = parseLines([`0-1:24.2.1(${groups})`]);
    expect(parsing).toMatchObject({ readings: [], unread: 1 });
    expect(parsing.other).toEqual([{ code: '0-1:24.2.1', text: groups }]);
  });

  test('is only counted when it is empty', () => {
    expect(parseLines(['0-1:24.2.1()'])).toMatchObject({ readings: [], other: [], unread: 1 });
  });

  test('may be the valve alone', () => {
    const index = '0-1:24.2.1(200706100000S)(1.000*m3)';
    const odd = parseLines([index, '0-1:24.4.0(I)']);
    expect(odd.readings.map((r) => r.name)).toEqual(['mbus_1_volume', 'mbus_1_time']);
    expect(odd).toMatchObject({ other: [{ code: '0-1:24.4.0', text: 'I' }], unread: 1 });
    expect(parseLines([index, '0-1:24.4.0()'])).toMatchObject({ other: [], unread: 1 });
  });
});

describe('a relay', () => {
  test('is a switch of the meter itself, though it is printed by channel', () => {
    expect(parseLines(['0-1:96.3.10(0)', '0-2:96.3.10(1)', '0-0:96.3.10(1)']).readings).toEqual([
      { code: '0-1:96.3.10', name: 'relay_1', unit: '-', milli: 0 },
      { code: '0-2:96.3.10', name: 'relay_2', unit: '-', milli: 1000 },
      { code: '0-0:96.3.10', name: 'breaker', unit: '-', milli: 1000 },
    ]);
  });

  test('that cannot be read is kept as printed', () => {
    const parsing = parseLines(['0-1:96.3.10(on)', '0-2:96.3.10()']);
    expect(parsing).toMatchObject({ readings: [], unread: 2 });
    expect(parsing.other).toEqual([{ code: '0-1:96.3.10', text: 'on' }]);
  });
});
