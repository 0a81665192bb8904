/**
 * The form of go-smarty-reader: topic and payload as its `Publish` makes them (share/SmartyMQTT.go:
 * leading zeros trimmed, ".5" as "0.5", a blank before the unit if there is one).
 */
import { describe, expect, test } from 'vitest';
import { newObisShape } from '../../../firmware/core/message/obis.ts';
import type { ObisOptions } from '../../../firmware/core/message/obis.ts';
import { allRegisters } from '../../../firmware/core/telegram/obis.ts';
import { announced, houseTelegram } from '../../fakes/readings.ts';

function shapeOf(over: Partial<ObisOptions> = {}) {
  const shape = newObisShape({
    device: 'myhost',
    root: 'nexxtlab/dev/smarty/go/',
    qos: 1,
    retain: false,
    isOnlyChanged: false,
    ...over,
  });
  return { shape, tell: (line: string) => shape.tellPrinted?.(line) };
}

/** Go's strings.TrimLeft and what follows it there. */
function trimmed(value: string): string {
  const text = value.replace(/^0+/, '') || '0';
  return text.startsWith('.') ? '0' + text : text;
}

describe('a line as printed', () => {
  test('stands under root, device and code', () => {
    expect(shapeOf().tell('1-0:1.8.0(001234.567*kWh)')).toEqual({
      topic: 'nexxtlab/dev/smarty/go/myhost/1-0:1.8.0',
      payload: '1234.567 kWh',
      qos: 1,
      retain: false,
    });
  });

  test.each(['1-0:1.8.0*255', '1-0:1.8.0.255', ' 1-0:1.8.0'])(
    'printed as "%s" is the same',
    (code) => {
      expect(shapeOf().tell(`${code}(000001.000*kWh)`)).toMatchObject({
        topic: 'nexxtlab/dev/smarty/go/myhost/1-0:1.8.0',
        payload: '1.000 kWh',
      });
    },
  );

  test.each(['home/p1', 'home/p1/'])('stands below another root, %s', (root) => {
    expect(shapeOf({ root }).tell('1-0:1.8.0(1*kWh)')?.topic).toBe('home/p1/myhost/1-0:1.8.0');
  });

  test('can stand at the top', () => {
    expect(shapeOf({ root: '' }).tell('1-0:1.8.0(1*kWh)')?.topic).toBe('myhost/1-0:1.8.0');
  });

  test.each([
    ['(000.500*kW)', '0.500 kW'],
    ['(00.000*kW)', '0.000 kW'],
    ['(.5*kW)', '0.5 kW'],
    ['(00004)', '4'],
    ['(00000)', '0'],
    ['(0)', '0'],
    ['(77.376)', '77.376'],
    ['(006545766*Wh)', '6545766 Wh'],
    ['(100*A)(-063*A)', '-063 A'],
    ['(250610120000S)(00012.345*m3)', '12.345 m3'],
    ['(5341476770)', '5341476770'],
    ['(0053414767703131)', '0053414767703131'],
    ['(050610120000S)', '050610120000S'],
  ])('%s is "%s"', (groups, payload) => {
    expect(shapeOf().tell('1-0:1.8.0' + groups)?.payload).toBe(payload);
  });

  test.each([
    ['without a value', '0-0:96.13.0()'],
    ['with nothing but a unit', '1-0:1.8.0(*kWh)'],
    ['whose parentheses are open', '1-0:1.8.0(1*kWh'],
    ['of noise', 'a/#(1)'],
    ['without a code', '(1)'],
  ])('%s is not told', (_what, line) => {
    expect(shapeOf().tell(line)).toBeUndefined();
  });

  test('is told with a code that no table knows', () => {
    expect(shapeOf().tell('1-0:98.76.5(001)')?.payload).toBe('1');
  });

  test('of the simulated house has its numbers trimmed as in Go, and its texts whole', () => {
    const lines = houseTelegram('full');
    for (const line of lines) {
      const [, code, value, unit] = /^([^(]+)\(.*?([^(*]*)(?:\*(\w+))?\)$/.exec(line) ?? [];
      const isNumber = /^[\d.]{1,12}$/.test(value);
      const text = isNumber ? trimmed(value) : value;
      const expected = value === '' ? undefined : unit ? `${text} ${unit}` : text;
      expect(shapeOf().tell(line)?.payload, `${code} ${line}`).toBe(expected);
    }
  });
});

describe('with values told only when they change', () => {
  test('each code is told once, then after each change, and after each connection', () => {
    const { shape, tell } = shapeOf({ isOnlyChanged: true });
    const line = (value: string) => `1-0:1.7.0(${value}*kW)`;
    expect(tell(line('00.000'))).toBeDefined();
    expect(tell(line('00.000'))).toBeUndefined();
    expect(tell(line('00.001'))).toBeDefined();
    expect(tell(line('00.000'))).toBeDefined();
    expect(announced(shape, '')).toEqual([]);
    expect(tell(line('00.000'))).toBeDefined();
    expect(tell(line('00.000'))).toBeUndefined();
  });

  test('no two registers or channels share their memory', () => {
    const { tell } = shapeOf({ isOnlyChanged: true });
    const codes = allRegisters().flatMap(({ code }) =>
      code.startsWith('0-n') ? [1, 2, 3, 4].map((n) => code.replace('n', `${n}`)) : [code],
    );
    const lines = [...new Set(codes)].map((code, i) => `${code}(${1000 + i})`);
    expect(lines.length).toBeGreaterThan(110);
    for (const line of lines) expect(tell(line), line).toBeDefined();
    for (const line of lines) expect(tell(line), line).toBeUndefined();
  });

  test.each([
    ['(1)', '(-1)'],
    ['(1.5*kW)', '(15*kW)'],
    ['(999999.998)', '(999999.999)'],
    ['(53414767703130303030303030303031)', '(53414767703130303030303030303032)'],
    ['(' + '41'.repeat(1000) + ')', '(' + '41'.repeat(999) + '42)'],
  ])('a change from %.40s to %.40s is seen', (before, after) => {
    const { tell } = shapeOf({ isOnlyChanged: true });
    tell('0-0:96.13.0' + before);
    expect(tell('0-0:96.13.0' + after)).toBeDefined();
    expect(tell('0-0:96.13.0' + after)).toBeUndefined();
  });

  test('any two of 100,000 readings of a counter differ', () => {
    const { tell } = shapeOf({ isOnlyChanged: true });
    for (let wh = 0; wh < 100_000; wh++) {
      const line = `1-0:1.8.0(${(wh / 1000).toFixed(3).padStart(10, '0')}*kWh)`;
      if (!tell(line)) throw new Error(line);
    }
  });

  test('a code that no table knows is told each time', () => {
    const { tell } = shapeOf({ isOnlyChanged: true });
    for (const line of ['1-0:98.76.5(1)', '0-5:24.2.1(1)']) {
      expect(tell(line)).toBeDefined();
      expect(tell(line)).toBeDefined();
    }
  });

  test('a telegram of the house is told once when nothing in it has changed', () => {
    const { tell } = shapeOf({ isOnlyChanged: true });
    const lines = houseTelegram('full');
    const first = lines.map(tell).filter(Boolean);
    expect(first.length).toBe(lines.filter((line) => !line.includes('()')).length);
    expect(lines.map(tell).filter(Boolean)).toEqual([]);
  });
});
