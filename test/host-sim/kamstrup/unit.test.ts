/** Units of a heat meter. The oracle is arithmetic by hand: 1 kWh = 3.6 MJ, 1 cal = 4.1868 J. */
import { describe, expect, test } from 'vitest';
import { inKwh, measureOf } from '../../../host-sim/kamstrup/unit.ts';

describe('a value', () => {
  test.each([
    ['55.006', 'MWh', 55_006_000, 'kWh'],
    ['3.456', 'GWh', 3_456_000_000, 'kWh'],
    ['1234', 'kWh', 1_234_000, 'kWh'],
    ['19088743', 'Wh', 19_088_743, 'kWh'],
    ['46.60', 'GJ', 46_600, 'GJ'],
    ['466', 'GJ x 10', 4_660_000, 'GJ'],
    ['1234.5', 'MJ', 1235, 'GJ'],
    ['1234.4', 'MJ', 1234, 'GJ'],
    ['5000000', 'kJ', 5000, 'GJ'],
    ['1500000000', 'J', 1500, 'GJ'],
    ['12.3', 'Gcal', 12_300, 'Gcal'],
    ['2.4', 'kW', 2_400_000, 'W'],
    ['2400', 'W', 2_400_000, 'W'],
    ['0.012', 'MW', 12_000_000, 'W'],
    ['53.65', '°C', 53_650, '°C'],
    ['-1.5', 'K', -1500, 'K'],
    ['1875.56', 'm3', 1_875_560, 'm3'],
    ['250', 'l', 250, 'm3'],
    ['12', 'm3 x 10', 120_000, 'm3'],
    ['0.272', 'm3/h', 272_000, 'l/h'],
    ['272', 'l/h', 272_000, 'l/h'],
    ['7039', 'h', 7_039_000, 'h'],
    ['90', 'min', 1500, 'h'],
    ['2', 'days', 48_000, 'h'],
    ['7', '', 7000, '-'],
    ['-0.0005', 'K', -1, 'K'],
    ['0', 'MWh', 0, 'kWh'],
  ])('of %s %s is %i thousandths of %s', (value, unit, milli, expected) => {
    expect(measureOf(value, unit)).toEqual({ unit: expected, milli });
  });

  test('that a number cannot hold exactly has no measure', () => {
    expect(measureOf('9223372036854775807', 'MWh')).toBeUndefined();
  });

  test.each(['bar', 'yy:mm:dd', 'ASCII', 'V'])('in %s has no measure', (unit) => {
    expect(measureOf('1', unit)).toBeUndefined();
  });
});

describe('energy in kWh', () => {
  test.each([
    ['3.6', 'GJ', 1_000_000],
    ['46.60', 'GJ', 12_944_444],
    ['1', 'Gcal', 1_163_000],
    ['55.006', 'MWh', 55_006_000],
  ])('of %s %s is %i thousandths', (value, unit, milli) => {
    expect(inKwh(measureOf(value, unit)!)).toEqual({ unit: 'kWh', milli });
  });

  test('is nothing for what is no energy', () => {
    expect(inKwh({ unit: 'W', milli: 1 })).toBeUndefined();
  });
});
