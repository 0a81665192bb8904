/** Lines -> readings, by the register table; made lines after the oddities of real meters. */
import { describe, expect, test } from 'vitest';
import { newParsing, parseStep } from '../../../firmware/core/telegram/parse.ts';
import { goodLines, parseLines, telegramOf, valuesOf } from '../../fakes/telegram.ts';

const hexOf = (text: string) => Buffer.from(text, 'latin1').toString('hex').toUpperCase();

/** What one line gives: its reading, what is kept as printed, and what is counted. */
function one(line: string) {
  const { readings, other, unread, repeated } = parseLines([line]);
  return { readings, other, unread, repeated };
}

const NOTHING = { readings: [], other: [], unread: 0, repeated: 0 };

describe('a reading', () => {
  test.each<[string, string, string, number]>([
    ['1-0:1.8.0(000006.695*kWh)', 'energy_imported', 'kWh', 6695],
    ['1-0:1.8.1(006545766*Wh)', 'energy_imported_tariff_1', 'kWh', 6545766],
    ['1-0:4.8.0(000002.745*kvarh)', 'reactive_energy_exported', 'kvarh', 2745],
    ['1-0:3.8.0(00000021.988*kVArh)', 'reactive_energy_imported', 'kvarh', 21988],
    ['1-0:1.7.0(00.286*kW)', 'power_imported', 'W', 286000],
    ['1-0:1.7.0(000000286*W)', 'power_imported', 'W', 286000],
    ['1-0:1.7.0(000000286*w)', 'power_imported', 'W', 286000],
    ['1-0:1.7.0 (000000286*W)', 'power_imported', 'W', 286000],
    ['1-0:1.7.0.255(000000286*W)', 'power_imported', 'W', 286000],
    ['1-0:1.7.0*255(000000286*W)', 'power_imported', 'W', 286000],
    ['1-0:1.7.0(-00000286*W)', 'power_imported', 'W', -286000],
    ['1-0:1.7.0(000000286*W)(1)', 'power_imported', 'W', 286000],
    ['1-0:4.7.0(00.007)', 'reactive_power_exported', 'var', 7000],
    ['0-0:17.0.0(77.376)', 'threshold', 'VA', 77376000],
    ['0-0:17.0.0(069.0*kVA)', 'threshold', 'VA', 69000000],
    ['0-0:17.0.0(999.9*kW)', 'threshold_power', 'W', 999900000],
    ['0-0:17.0.0(0085*A)', 'threshold_current', 'A', 85000],
    ['1-0:32.7.0(233.1*V)', 'voltage_l1', 'V', 233100],
    ['1-0:31.7.0(000.64*A)', 'current_l1', 'A', 640],
    ['1-0:13.7.0(0.942)', 'power_factor', '-', 942],
    ['1-0:14.7.0(49.98*Hz)', 'frequency', 'Hz', 49980],
    ['0-0:96.14.0(0002)', 'tariff', '-', 2000],
    ['0-0:96.7.21(00069)', 'power_failures', '-', 69000],
    ['0-0:96.3.10(1)', 'breaker', '-', 1000],
  ])('of %s is %s', (line, name, unit, milli) => {
    const code = line.slice(0, line.indexOf('(')).replace(/ |[.*]255$/g, '');
    expect(one(line)).toEqual({ ...NOTHING, readings: [{ code, name, unit, milli }] });
  });

  test.each([
    '1-0:1.7.0(000000286)',
    '0-0:17.0.0(77)',
    '1-0:32.7.0(233.1)',
    '1-0:1.7.0(*W)',
    '1-0:1.7.0(-*W)',
    '1-0:1.7.0(         *W)',
    '1-0:1.7.0((000000286*W))',
    '1-0:1.7.0(+00000286*W)',
    '1-0:1.7.0(1e3*W)',
    '1-0:1.7.0(0x11E*W)',
    '1-0:1.7.0(0,286*kW)',
    '1-0:1.7.0(00.2.86*kW)',
    '1-0:1.7.0(NaN*W)',
    '1-0:1.7.0(000000286*V)',
    '1-0:1.7.0(00.286*kWh)',
    '1-0:1.7.0(000000286W)',
    '1-0:1.7.0(286*W*W)',
    '1-0:1.8.1(999999999999999999999999999999*Wh)',
    '0-0:96.7.21(0a)',
    '1-1:31.4.0(x)(y)',
    '1-1:31.4.0(100)(063)',
    '1-0:1.6.0(200509134558S)(02.589*kWh)',
    '1-0:1.6.0(serienummer)(02.589*kW)',
    '1-0:1.6.0(02.589*kW)',
    '1-0:1.6.0()(02.589*kW)',
    '1-0:1.6.0(200509134558S)()',
  ])('is not made of %s, which is counted and kept as printed', (line) => {
    const open = line.indexOf('(');
    const other = [{ code: line.slice(0, open), text: line.slice(open + 1, -1) }];
    expect(one(line)).toEqual({ ...NOTHING, other, unread: 1 });
  });

  test.each(['1-0:1.7.0()', '0-0:96.7.21()', '0-0:96.3.10()', '1-1:31.4.0()', '1-0:1.6.0()()'])(
    'of an empty value is absent, not 0: %s',
    (line) => {
      expect(one(line)).toEqual({ ...NOTHING, unread: 1 });
    },
  );

  test('is not lost with a bad one beside it', () => {
    const parsing = parseLines(['1-0:1.7.0(x*W)', '1-0:2.7.0(00.060*kW)', '1-0:1.8.0()']);
    expect(valuesOf(parsing)).toEqual({ power_exported: 60000 });
    expect(parsing.unread).toBe(2);
  });
});

describe('the limits of current', () => {
  test('are imported and exported, the latter printed as negative', () => {
    expect(one('1-1:31.4.0(100*A)(-063*A)')).toEqual({
      ...NOTHING,
      readings: [
        { code: '1-1:31.4.0', name: 'current_limit_imported', unit: 'A', milli: 100000 },
        { code: '1-1:31.4.0', name: 'current_limit_exported', unit: 'A', milli: -63000 },
      ],
    });
  });

  test('may be one alone', () => {
    expect(valuesOf(parseLines(['1-1:31.4.0(040*A)']))).toEqual({ current_limit_imported: 40000 });
  });

  test('may be half unreadable', () => {
    const parsing = parseLines(['1-1:31.4.0()(-040*A)']);
    expect(valuesOf(parsing)).toEqual({ current_limit_exported: -40000 });
    expect(parsing.unread).toBe(1);
    expect(parsing.other).toEqual([{ code: '1-1:31.4.0', text: ')(-040*A' }]);
  });
});

describe('the peak of the month', () => {
  test('is a power and the time at which it was', () => {
    expect(valuesOf(parseLines(['1-0:1.6.0(200509134558S)(02.589*kW)']))).toEqual({
      power_peak: 2589000,
      power_peak_time: '2020-05-09T13:45:58+02:00',
    });
  });
});

describe('the power-failure log', () => {
  const log = (groups: string) => {
    const { readings, unread } = parseLines([`1-0:99.97.0${groups}`]);
    expect(readings).toHaveLength(1);
    expect(readings[0]).toMatchObject({ name: 'power_failure_log', unit: 'json' });
    expect(unread).toBe(0);
    return JSON.parse(readings[0].text as string) as { end: string | null; seconds: number }[];
  };

  test.each(['()', '(0)', '(0)(0-0:96.7.19)', '()()'])('may be empty: %s', (groups) => {
    expect(log(groups)).toEqual([]);
  });

  test('has up to ten entries', () => {
    for (let count = 1; count <= 10; count++) {
      const entries = Array.from({ length: count }, (_, i) => ({
        printed: `(${String(200101000000 + i)}W)(00000000${i + 1}2*s)`,
        end: `2020-01-01T00:00:0${i}+01:00`,
        seconds: 10 * (i + 1) + 2,
      }));
      const printed = entries.map((e) => e.printed).join('');
      expect(log(`(${count})(0-0:96.7.19)${printed}`)).toEqual(
        entries.map(({ end, seconds }) => ({ end, seconds })),
      );
    }
  });

  test('has durations beyond 31 bits', () => {
    const text = '(2)(0-0:96.7.19)(101208152415W)(2147483647*s)(101208151004W)(2317482647*s)';
    expect(log(text).map((e) => e.seconds)).toEqual([2147483647, 2317482647]);
  });

  test('says null for a time or a duration that is none', () => {
    const text = '(3)(0-0:96.7.19)(000101000001W)(1*s)(632525252525S)(2*s)(200101000000W)(x)';
    expect(log(text)).toEqual([
      { end: '2000-01-01T00:00:01+01:00', seconds: 1 },
      { end: null, seconds: 2 },
      { end: '2020-01-01T00:00:00+01:00', seconds: null },
    ]);
  });

  test('leaves out an entry that is cut', () => {
    expect(log('(2)(0-0:96.7.19)(101208152415W)(240*s)(101208151004W)')).toEqual([
      { end: '2010-12-08T15:24:15+01:00', seconds: 240 },
    ]);
  });
});

describe('a text', () => {
  test('is decoded from hex digits', () => {
    expect(valuesOf(parseLines([`0-0:42.0.0(${hexOf('TST1030700000001')})`]))).toEqual({
      device_name: 'TST1030700000001',
    });
  });

  test('is kept as printed where the register says so, or where it is no hex', () => {
    expect(
      valuesOf(parseLines(['1-3:0.2.8(42)', '1-0:0.0.0(00000000)', '0-0:96.13.0(a/b "c" \\)'])),
    ).toEqual({ version: '42', meter_number: '00000000', message: 'a/b "c" \\' });
  });

  test('may be empty', () => {
    expect(valuesOf(parseLines(['0-0:96.13.0()', '0-0:96.13.2()']))).toEqual({
      message: '',
      message_2: '',
    });
  });

  test('of 2048 digits is decoded in steps, five times in a telegram', () => {
    const texts = [0, 2, 3, 4, 5].map((n) => `message ${n}, `.repeat(103).slice(0, 1024));
    const lines = texts.map((text, i) => `0-0:96.13.${i && i + 1}(${hexOf(text)})`);
    const parsing = newParsing([...lines, '1-0:1.7.0(00.286*kW)']);
    let steps = 1;
    while (!parseStep(parsing, 1)) steps++;
    // 16 for each text, one for each line, one for each channel, and the last one.
    expect(steps).toBe(5 * 16 + 6 + 4 + 1);
    expect(parsing.readings.map((r) => r.text ?? r.milli)).toEqual([...texts, 286000]);
  });

  test('broken over lines is whole again', () => {
    const text = hexOf('a message over three lines');
    const lines = [`0-0:96.13.0(${text.slice(0, 16)}`, text.slice(16, 30), text.slice(30) + ')'];
    expect(valuesOf(parseLines([...lines, '1-0:1.7.0(00.286*kW)']))).toEqual({
      message: 'a message over three lines',
      power_imported: 286000,
    });
  });
});

describe('the clock', () => {
  test('is kept as printed and as understood', () => {
    const parsing = parseLines(['0-0:1.0.0(220821165423S)']);
    expect(parsing.stampText).toBe('220821165423S');
    expect(parsing.stamp).toEqual({
      utcS: Date.UTC(2022, 7, 21, 14, 54, 23) / 1000,
      iso: '2022-08-21T16:54:23+02:00',
    });
  });

  test.each(['632525252525S', '220821165423', 'serienummer', ''])(
    'that says %j costs no reading',
    (text) => {
      const parsing = parseLines([`0-0:1.0.0(${text})`, '1-0:1.7.0(00.286*kW)']);
      expect(parsing).toMatchObject({ stampText: text, stamp: undefined, unread: 0 });
      expect(valuesOf(parsing)).toEqual({ power_imported: 286000 });
    },
  );
});

describe('a code', () => {
  test.each(['1-0:123.45.67(42*xyz)', '0-0:C.1.0(12345678)', '1-0:1.8.11(1*kWh)', '7-0:0.0.0()'])(
    'that the table lacks is kept as printed: %s',
    (line) => {
      const open = line.indexOf('(');
      const other = [{ code: line.slice(0, open), text: line.slice(open + 1, -1) }];
      expect(one(line)).toEqual({ ...NOTHING, other });
    },
  );

  test('that the table lacks keeps all its groups', () => {
    expect(one('0-0:98.1.0(1)(1-0:1.6.0)(200501000000S)(02.589*kW)').other).toEqual([
      { code: '0-0:98.1.0', text: '1)(1-0:1.6.0)(200501000000S)(02.589*kW' },
    ]);
  });

  test('that comes twice counts once: the first wins', () => {
    const parsing = parseLines([
      '1-0:1.7.0(000000286*W)',
      '1-0:1.7.0(000000999*W)',
      '1-0:1.7.0*255(000000998*W)',
      '7-0:23.1.0(1)',
      '7-0:23.1.0(2)',
    ]);
    expect(valuesOf(parsing)).toEqual({ power_imported: 286000 });
    expect(parsing).toMatchObject({ other: [{ code: '7-0:23.1.0', text: '1' }], repeated: 3 });
  });

  test('may come in any order', () => {
    const lines = ['1-3:0.2.8(42)', '1-0:1.7.0(1*W)', '0-0:17.0.0(1*A)', '1-0:14.7.0(50.00*Hz)'];
    const values = valuesOf(parseLines(lines));
    expect(Object.keys(values)).toHaveLength(4);
    for (let turn = 0; turn < lines.length; turn++) {
      lines.push(lines.shift() as string);
      expect(valuesOf(parseLines(lines))).toEqual(values);
      expect(valuesOf(parseLines([...lines].reverse()))).toEqual(values);
    }
  });
});

describe('a line that is nothing', () => {
  test.each([
    'garbage',
    '1-0:1.7.0',
    '1-0:1.7.0(000000286*W',
    '1-0:1.7.0)000000286*W(',
    '1-0:99:97.0(0)',
    '1.8.0(1*Wh)',
    '256-0:1.7.0(00.100*kW)',
    'x-0:1.7.0(1*W)',
    '(00001.001)',
    'energy_imported(1*kWh)',
    '1-0:1.8.0 energy_imported(1*kWh)',
    'toString(1)',
    '__proto__(1)',
    'constructor(1)',
    '\xff\xfe(1)',
  ])('is counted: %j', (line) => {
    expect(one(line)).toEqual({ ...NOTHING, unread: 1 });
  });

  test('does not cost the lines around it', () => {
    const parsing = parseLines([
      '(00001.001)',
      '1-0:1.8.0(000006.695*kWh)',
      '1-0:1.7.0(000000286*W',
      '1-0:2.8.0(000000.025*kWh)',
      'garbage',
      '1-0:2.7.0(0*W)',
    ]);
    expect(valuesOf(parsing)).toEqual({
      energy_imported: 6695,
      energy_exported: 25,
      power_exported: 0,
    });
    expect(parsing.unread).toBe(3);
  });

  test('may be all there is', () => {
    expect(parseLines([])).toMatchObject({ readings: [], other: [], unread: 0, stamp: undefined });
  });
});

describe('a whole telegram', () => {
  test('of a Luxembourg meter, as text, gives its readings in the order of its lines', () => {
    // The lines of the Lux. P1 specification's basic list, with made numbers.
    const text = telegramOf([
      '1-3:0.2.8(42)',
      '0-0:1.0.0(250610120000S)',
      '1-0:1.8.0(000123.456*kWh)',
      '1-0:2.8.0(000078.900*kWh)',
      '1-0:1.7.0(00.360*kW)',
      '1-0:2.7.0(00.000*kW)',
      '1-0:3.7.0(00.000)',
      '0-0:17.0.0(27.600)',
      '0-0:96.3.10(1)',
      '1-0:31.7.0(002*A)',
    ]);
    const parsing = parseLines(goodLines(Buffer.from(text, 'latin1')));
    expect(Object.entries(valuesOf(parsing))).toEqual([
      ['version', '42'],
      ['energy_imported', 123456],
      ['energy_exported', 78900],
      ['power_imported', 360000],
      ['power_exported', 0],
      ['reactive_power_imported', 0],
      ['threshold', 27600000],
      ['breaker', 1000],
      ['current_l1', 2000],
    ]);
    expect(parsing).toMatchObject({ unread: 0, repeated: 0, other: [] });
  });
});
