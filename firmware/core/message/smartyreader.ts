/**
 * Readings under the names and in the units of weigu's SmartyReader, up to version 1.7, so that what was
 * built on it goes on: <root>/act_pwr_imported_p_plus_kW "0.286".
 *
 * Its defaults: root "lamsmarty", QoS 0, not retained. Numbers are exact, where it rounds to two decimals.
 * Where it tells one reading twice, as the meter prints it and as it calculates with it, `isCalculated`
 * chooses the second name. "device_Type" is what it calls the valve.
 */
import { findText } from '../bytes.ts';
import { milliText, parseMilli } from '../telegram/value.ts';
import type { Shape } from './shape.ts';

export interface SmartyReaderOptions {
  root: string;
  qos: 0 | 1;
  retain: boolean;
  isCalculated: boolean;
  /** Of the class in whose names the exceeded energy and its cost are told: "3". */
  classKw: string;
}

/** Our name, its name, its name of what it calculates, if it has one. "#": the class; "%": a last digit. */
const ROWS = `
version p1_version
device_name equipment_id
energy_imported act_energy_imported_p_plus_kWh energy_consumption_calc_kWh
energy_exported act_energy_exported_p_minus_kWh energy_production_calc_kWh
reactive_energy_imported react_energy_imported_q_plus_kvarh
reactive_energy_exported react_energy_exported_q_minus_kvarh
power_imported act_pwr_imported_p_plus_kW power_consumption_calc_W
power_exported act_pwr_exported_p_minus_kW power_production_calc_W
reactive_power_imported react_pwr_imported_q_plus_kvar
reactive_power_exported react_pwr_exported_q_minus_kvar
threshold active_threshold_smax_kVA
breaker breaker_ctrl_state_0
power_failures num_pwr_failures
voltage_sags_l% num_volt_sags_l%
voltage_swells_l% num_volt_swells_l%
message msg_long_e_meter
message_% msg_long_ch%
current_l% curr_l%_A
power_imported_l% act_pwr_imp_p_plus_l%_kW power_consumption_l%_calc_W
power_exported_l% act_pwr_exp_p_minus_l%_kW power_production_l%_calc_W
reactive_power_imported_l% react_pwr_imp_q_plus_l%_kvar
reactive_power_exported_l% react_pwr_exp_q_minus_l%_kvar
apparent_power_exported apparent_export_pwr_kVA
apparent_power_imported apparent_import_pwr_kVA
relay_% breaker_ctrl_state_%
current_limit_imported limiter_curr_monitor_A
voltage_l% volt_l%_V
gas_1_volume gas_index_m3 gas_consumption_calc_m3
gas_1_valve device_Type
energy_imported_day energy_consumption_calc_cumul_day_Wh
energy_exported_day energy_production_calc_cumul_day_Wh
solar_surplus power_excess_solar_calc_W
solar_surplus_l% power_excess_solar_l%_calc_W
exceeded_energy_day energy_exceed_class_#kW_day_kWh
exceeded_energy_month energy_exceed_class_#kW_month_kWh
exceeded_cost_day money_exceed_class_#kW_day_euro
exceeded_cost_month money_exceed_class_#kW_month_euro
`;

/** The names of its own; none: it has none. */
function aliasesOf(name: string): string[] {
  const last = name.charAt(name.length - 1);
  const isNumbered = last <= '9';
  const key = '\n' + (isNumbered ? name.substr(0, name.length - 1) + '%' : name) + ' ';
  const at = findText(ROWS, key, 0);
  if (at < 0) return [];
  const from = at + key.length;
  const row = ROWS.substring(from, ROWS.indexOf('\n', from));
  return (isNumbered ? row.split('%').join(last) : row).split(' ');
}

/** "power_imported_mean" from what is calculated of "power_imported": power_consumption_calc_mean_W. */
function spreadAlias(name: string): string | undefined {
  const words = name.split('_');
  const kind = words.pop() as string;
  if (kind !== 'mean' && kind !== 'max' && kind !== 'min') return undefined;
  const parts = (aliasesOf(words.join('_')).pop() || '').split('_');
  const unit = parts.pop() as string;
  return parts.pop() === 'calc' ? parts.concat('calc', kind, unit).join('_') : undefined;
}

/** The value in the unit that ends the alias: a kilo more or less than ours, or as it is. */
function converted(value: string, unit: string, alias: string): string {
  const end = alias.split('_').pop() as string;
  const milli = parseMilli(value + '*' + unit, unit);
  if (milli === undefined) return value;
  if (end === 'k' + unit) return milliText(Math.round(milli / 1000));
  return unit === 'k' + end ? milliText(milli * 1000) : value;
}

export function newSmartyReaderShape(o: SmartyReaderOptions): Shape {
  return {
    tell: function (line) {
      const words = line.split(' ');
      const aliases = aliasesOf(words[0]);
      const alias = (o.isCalculated && aliases[1]) || aliases[0] || spreadAlias(words[0]);
      if (!alias) return undefined;
      const value = line.substr(words[0].length + words[1].length + 2);
      return {
        topic: o.root + '/' + alias.replace('#', o.classKw),
        payload: converted(value, words[1], alias),
        qos: o.qos,
        retain: o.retain,
      };
    },
  };
}
