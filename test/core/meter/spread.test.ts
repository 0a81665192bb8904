/** Powers between two publications; expected values are worked out by hand. */
import { describe, expect, test } from 'vitest';
import { newSpread, spreadLines, takePowers } from '../../../firmware/core/meter/spread.ts';
import type { Spread } from '../../../firmware/core/meter/spread.ts';

function given(spread: Spread): string[] {
  const lines: string[] = [];
  for (let i = 0; ; i++) {
    const some = spreadLines(spread, i);
    if (some === undefined) return lines;
    lines.push(...some.split('\n').filter(Boolean));
  }
}

function spreadOf(...telegrams: string[]): Spread {
  const spread = newSpread();
  for (const lines of telegrams) takePowers(spread, lines);
  return spread;
}

describe('the spread of the powers', () => {
  test('has mean, least and most of all telegrams, the one that is published included', () => {
    const telegrams = ['286', '100', '500.001'].map(
      (watts) => `voltage_l1 V 230.1\npower_imported W ${watts}\n`,
    );
    expect(given(spreadOf(...telegrams))).toEqual([
      'power_imported_mean W 295.334',
      'power_imported_min W 100',
      'power_imported_max W 500.001',
    ]);
  });

  test('keeps the signs of net power, and rounds halves away from zero', () => {
    const spread = spreadOf(
      'power_net_l2 W -0.003\npower_net_l3 W 0.003\n',
      'power_net_l2 W -0.002\npower_net_l3 W 0.002\n',
    );
    expect(given(spread)).toEqual([
      'power_net_l2_mean W -0.003',
      'power_net_l2_min W -0.003',
      'power_net_l2_max W -0.002',
      'power_net_l3_mean W 0.003',
      'power_net_l3_min W 0.002',
      'power_net_l3_max W 0.003',
    ]);
  });

  test('begins anew once it was given', () => {
    const spread = spreadOf('power_exported W 7\n');
    expect(given(spread)).toHaveLength(3);
    expect(given(spread)).toEqual([]);
    takePowers(spread, 'power_exported W 9\n');
    expect(given(spread)[1]).toBe('power_exported_min W 9');
  });

  test('is of zero watts where those were measured', () => {
    expect(given(spreadOf('power_exported W 0\n'))).toEqual([
      'power_exported_mean W 0',
      'power_exported_min W 0',
      'power_exported_max W 0',
    ]);
  });

  test('is of powers of the moment alone', () => {
    const others = ['power_peak W 1', 'power_quarter_hour W 1', 'threshold_power W 1'];
    const lines = [
      ...others,
      'power_imported_mean W 3',
      'voltage_l1 V 230',
      'power_imported text 1',
    ];
    expect(given(spreadOf(lines.join('\n') + '\n'))).toEqual([]);
  });

  test('is there for all ways and phases', () => {
    const names = ['imported', 'exported', 'net'].flatMap((way) =>
      ['', '_l1', '_l2', '_l3'].map((phase) => `power_${way}${phase}`),
    );
    const spread = spreadOf(names.map((name, i) => `${name} W ${i}\n`).join(''));
    expect(given(spread)).toEqual(
      names.flatMap((name, i) => ['mean', 'min', 'max'].map((what) => `${name}_${what} W ${i}`)),
    );
  });
});
