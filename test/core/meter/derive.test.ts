/** The readings that follow, as lines. The values are worked out by hand. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  derivedNames,
  newDeriving,
  nextDerived,
  surplusLines,
} from '../../../firmware/core/meter/derive.ts';
import { newState } from '../../../firmware/core/meter/reckoning.ts';
import { follow, TARIFF } from './followed.ts';

const at = (text: string) => Date.parse(text) / 1000;

function linesOf(s: Int32Array, isAll: boolean): Record<string, string> {
  const deriving = newDeriving(s, isAll);
  let text = '';
  let steps = 0;
  while (deriving.at && steps++ < 100) text += nextDerived(s, deriving);
  expect(text === '' || text.endsWith('\n')).toBe(true);
  const lines = text.split('\n').slice(0, -1);
  return Object.fromEntries(
    lines.map((line) => {
      const [name, unit, value, ...more] = line.split(' ');
      expect(more).toEqual([]);
      return [name, `${value} ${unit}`];
    }),
  );
}

/** Some quarters around the end of March, the last of them running since 4 minutes. */
function newHouse(tariff = TARIFF, powerW = 4000): Int32Array {
  const s = newState(tariff);
  follow(s, [at('2026-03-31T23:00:00+02:00'), 100_000, 5_000]);
  follow(s, [at('2026-03-31T23:15:00+02:00'), 101_000, 5_000]);
  follow(s, [at('2026-03-31T23:30:00+02:00'), 101_100, 5_300]);
  follow(s, [at('2026-03-31T23:59:50+02:00'), 101_298, 5_300]);
  follow(s, [at('2026-04-01T00:00:00+02:00'), 101_300, 5_300]);
  follow(s, [at('2026-04-01T00:14:00+02:00'), 102_100, 5_300]);
  follow(s, [at('2026-04-01T00:15:00+02:00'), 102_300, 5_321]);
  follow(s, [at('2026-04-01T00:19:00+02:00'), 102_510, 5_333], undefined, powerW);
  return s;
}

const RUNNING = {
  energy_imported_day: '1.21 kWh',
  energy_exported_day: '0.033 kWh',
  // (210 Wh x 3600 + 4000 W x 660 s) / 900 s
  quarter_power_projected: '3773 W',
  quarter_allowance: '0.54 kWh',
  // 540 Wh in 660 s
  quarter_allowed_power: '2945 W',
  quarter_left: '660 s',
};

describe('what follows', () => {
  test('is told with each telegram as far as it changes', () => {
    expect(linesOf(newHouse(), false)).toEqual(RUNNING);
  });

  test('is told in full when a quarter has ended', () => {
    expect(linesOf(newHouse(), true)).toEqual({
      last_quarter_time: '2026-04-01T00:00:00+02:00 text',
      last_quarter_power_imported: '4000 W',
      last_quarter_power_exported: '84 W',
      last_quarter_covered: '60 s',
      peak_power_month: '4000 W',
      peak_power_month_time: '2026-04-01T00:00:00+02:00 text',
      exceeded_energy_day: '0.25 kWh',
      exceeded_energy_month: '0.25 kWh',
      exceeded_energy_year: '0.5 kWh',
      // 250 Wh at 0.1139 EUR/kWh: 0.028475
      exceeded_cost_day: '0.028 EUR',
      exceeded_cost_month: '0.028 EUR',
      exceeded_cost_year: '0.056 EUR',
      energy_imported_last_month: '1.3 kWh',
      energy_exported_last_month: '0.3 kWh',
      exceeded_energy_last_month: '0.25 kWh',
      exceeded_cost_last_month: '0.028 EUR',
      peak_power_last_month: '4000 W',
      peak_power_last_month_time: '2026-03-31T23:00:00+02:00 text',
      energy_imported_month: '1.21 kWh',
      energy_exported_month: '0.033 kWh',
      energy_imported_year: '2.51 kWh',
      energy_exported_year: '0.333 kWh',
      ...RUNNING,
    });
  });

  test('is nothing before the first telegram', () => {
    expect(linesOf(newState(TARIFF), true)).toEqual({
      exceeded_energy_day: '0 kWh',
      exceeded_energy_month: '0 kWh',
      exceeded_energy_year: '0 kWh',
      exceeded_cost_day: '0 EUR',
      exceeded_cost_month: '0 EUR',
      exceeded_cost_year: '0 EUR',
      quarter_allowance: '0.75 kWh',
      quarter_allowed_power: '3000 W',
    });
  });

  test('knows nothing of a class where there is none', () => {
    const names = Object.keys(linesOf(newHouse({ ...TARIFF, referenceW: 0 }), true));
    expect(names.filter((name) => /exceeded_.*(day|month|year)|allow/.test(name))).toEqual([
      'exceeded_energy_last_month',
      'exceeded_cost_last_month',
    ]);
    expect(names).toContain('quarter_power_projected');
  });

  test('allows nothing more once the class is exceeded', () => {
    const s = newHouse();
    follow(s, [at('2026-04-01T00:29:59+02:00'), 103_400, 5_333]);
    expect(linesOf(s, false)).toMatchObject({
      quarter_allowance: '0 kWh',
      quarter_allowed_power: '0 W',
      quarter_power_projected: '4400 W',
      quarter_left: '1 s',
    });
  });

  test('is not projected where the meter does not say its power', () => {
    const lines = linesOf(newHouse(TARIFF, -1), false);
    expect(lines).not.toHaveProperty('quarter_power_projected');
    expect(lines).toHaveProperty('quarter_allowance');
  });
});

describe('solar surplus', () => {
  test('is what is given, on the whole and by phase, and 0 where more is taken', () => {
    const latest =
      'power_imported W 0\npower_exported W 1259.5\npower_net W -1259.5\n' +
      'power_net_l1 W 300\npower_net_l3 W -0.5\npower_net_l2 W 0\n';
    expect(surplusLines(latest)).toBe(
      'solar_surplus W 1259.5\nsolar_surplus_l1 W 0\nsolar_surplus_l2 W 0\nsolar_surplus_l3 W 0.5\n',
    );
  });

  test('is not there without net power', () => {
    expect(surplusLines('power_imported W 7\nreactive_power_net W 3\n')).toBe('');
  });
});

test('docs/tariff.md has a row with the unit of each reading, and no other', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/tariff.md'), 'utf8');
  const [shown] = page.split('\n## How exact it is\n');
  const rows = [...shown.matchAll(/^\| `([a-z0-9_]+)` *\| (\S+) *\| .+ \|$/gm)];
  const given = rows.map(([, name, unit]) => ({ name, unit: unit.replace('time', 'text') }));
  const surplus = ['', '_l1', '_l2', '_l3'].map((end) => ({
    name: 'solar_surplus' + end,
    unit: 'W',
  }));
  const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
  expect(given.sort(byName)).toEqual([...derivedNames(), ...surplus].sort(byName));
});
