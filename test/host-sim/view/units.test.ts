import { expect, test } from 'vitest';
import { unitOf } from '../../../host-sim/view/units.ts';

test.each([
  ['energy_imported', 'kWh'],
  ['energy_exported_tariff_2', 'kWh'],
  ['reactive_power_imported_l3', 'var'],
  ['threshold', 'VA'],
  ['threshold_current', 'A'],
  ['voltage_l1', 'V'],
  ['frequency', 'Hz'],
  ['power_net', 'W'],
  ['power_net_l2', 'W'],
  ['power_peak', 'W'],
  ['current_limit_imported', 'A'],
  ['current_limit_exported', 'A'],
  ['gas_1_volume', 'm3'],
  ['warm_water_4_volume', 'm3'],
  ['heat_2_energy', 'GJ'],
])('%s is in %s', (name, unit) => {
  expect(unitOf(name)).toBe(unit);
});

test.each([
  'version',
  'breaker',
  'message',
  'gas_1_time',
  'gas_1_valve',
  'power_peak_time',
  'x',
  '',
])('%s has no unit', (name) => {
  expect(unitOf(name)).toBeUndefined();
});
