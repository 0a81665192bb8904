/** Powers between two publications; expected values are worked out by hand. */
import { describe, expect, test } from 'vitest';
import { giveSpread, newSpread, takePower } from '../../../firmware/core/meter/spread.ts';
import { numberReading, textReading } from '../../../firmware/core/telegram/reading.ts';

const watts = (name: string, milli: number, unit = 'W') => numberReading('', name, unit, milli);
const given = (spread: ReturnType<typeof newSpread>) =>
  Object.fromEntries(giveSpread(spread).map(({ name, milli }) => [name, milli]));

describe('the spread of the powers', () => {
  test('has mean, least and most of all that was taken, this telegram included', () => {
    const spread = newSpread();
    for (const milli of [286000, 100000, 500001]) takePower(spread, watts('power_imported', milli));
    expect(given(spread)).toEqual({
      power_imported_mean: 295334,
      power_imported_min: 100000,
      power_imported_max: 500001,
    });
  });

  test('keeps the signs of net power, and rounds halves away from zero', () => {
    const spread = newSpread();
    for (const milli of [-3, -2]) takePower(spread, watts('power_net_l2', milli));
    for (const milli of [3, 2]) takePower(spread, watts('power_net_l3', milli));
    expect(given(spread)).toEqual({
      ...{ power_net_l2_mean: -3, power_net_l2_min: -3, power_net_l2_max: -2 },
      ...{ power_net_l3_mean: 3, power_net_l3_min: 2, power_net_l3_max: 3 },
    });
  });

  test('begins anew once it was given', () => {
    const spread = newSpread();
    takePower(spread, watts('power_exported', 7000));
    expect(giveSpread(spread)).toHaveLength(3);
    expect(giveSpread(spread)).toEqual([]);
    takePower(spread, watts('power_exported', 9000));
    expect(given(spread).power_exported_min).toBe(9000);
  });

  test('is of zero watts where those were measured', () => {
    const spread = newSpread();
    takePower(spread, watts('power_exported', 0));
    expect(given(spread)).toEqual({
      ...{ power_exported_mean: 0, power_exported_min: 0, power_exported_max: 0 },
    });
  });

  test.each([
    watts('power_peak', 1000),
    watts('power_quarter_hour', 1000),
    watts('threshold_power', 1000),
    watts('power', 1000),
    watts('voltage_l1', 230000, 'V'),
    textReading('', 'power_imported', 'much'),
  ])('is not of what is no power of the moment: $name $unit', (reading) => {
    const spread = newSpread();
    takePower(spread, reading);
    expect(giveSpread(spread)).toEqual([]);
  });

  test('has room for all phases', () => {
    const spread = newSpread();
    const names = ['imported', 'exported', 'net'].flatMap((way) =>
      ['', '_l1', '_l2', '_l3'].map((phase) => `power_${way}${phase}`),
    );
    names.forEach((name, i) => takePower(spread, watts(name, i)));
    takePower(spread, watts('power_net_l4', 1));
    expect(Object.keys(given(spread)).toSorted()).toEqual(
      names.flatMap((name) => [`${name}_max`, `${name}_mean`, `${name}_min`]).toSorted(),
    );
  });
});
