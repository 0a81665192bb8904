/**
 * weigu's names. The oracle is SmartyReader_v1_7/config.h: its two tables, of what the meter prints (name,
 * OBIS code, unit) and of what is calculated (names that end in their unit).
 */
import { describe, expect, test } from 'vitest';
import { newSmartyReaderShape } from '../../../firmware/core/message/smartyreader.ts';
import { allRegisters } from '../../../firmware/core/telegram/obis.ts';
import { DERIVED_LINES, houseTelegram, linesIn, readingLines } from '../../fakes/readings.ts';
import { parseLines } from '../../fakes/telegram.ts';

/** Name, code and unit of the fields that are numbers or texts of the meter. */
const PRINTED = `
p1_version 1-3:0.2.8
equipment_id 0-0:42.0.0
act_energy_imported_p_plus 1-0:1.8.0 kWh
act_energy_exported_p_minus 1-0:2.8.0 kWh
react_energy_imported_q_plus 1-0:3.8.0 kvarh
react_energy_exported_q_minus 1-0:4.8.0 kvarh
act_pwr_imported_p_plus 1-0:1.7.0 kW
act_pwr_exported_p_minus 1-0:2.7.0 kW
react_pwr_imported_q_plus 1-0:3.7.0 kvar
react_pwr_exported_q_minus 1-0:4.7.0 kvar
active_threshold_smax 0-0:17.0.0 kVA
num_pwr_failures 0-0:96.7.21
num_volt_sags_l1 1-0:32.32.0
num_volt_sags_l2 1-0:52.32.0
num_volt_sags_l3 1-0:72.32.0
num_volt_swells_l1 1-0:32.36.0
num_volt_swells_l2 1-0:52.36.0
num_volt_swells_l3 1-0:72.36.0
breaker_ctrl_state_0 0-0:96.3.10
msg_long_e_meter 0-0:96.13.0
msg_long_ch2 0-0:96.13.2
msg_long_ch3 0-0:96.13.3
msg_long_ch4 0-0:96.13.4
msg_long_ch5 0-0:96.13.5
curr_l1 1-0:31.7.0 A
curr_l2 1-0:51.7.0 A
curr_l3 1-0:71.7.0 A
act_pwr_imp_p_plus_l1 1-0:21.7.0 kW
act_pwr_imp_p_plus_l2 1-0:41.7.0 kW
act_pwr_imp_p_plus_l3 1-0:61.7.0 kW
act_pwr_exp_p_minus_l1 1-0:22.7.0 kW
act_pwr_exp_p_minus_l2 1-0:42.7.0 kW
act_pwr_exp_p_minus_l3 1-0:62.7.0 kW
react_pwr_imp_q_plus_l1 1-0:23.7.0 kvar
react_pwr_imp_q_plus_l2 1-0:43.7.0 kvar
react_pwr_imp_q_plus_l3 1-0:63.7.0 kvar
react_pwr_exp_q_minus_l1 1-0:24.7.0 kvar
react_pwr_exp_q_minus_l2 1-0:44.7.0 kvar
react_pwr_exp_q_minus_l3 1-0:64.7.0 kvar
apparent_export_pwr 1-0:10.7.0 kVA
apparent_import_pwr 1-0:9.7.0 kVA
breaker_ctrl_state_1 0-1:96.3.10
breaker_ctrl_state_2 0-2:96.3.10
limiter_curr_monitor 1-1:31.4.0 A
volt_l1 1-0:32.7.0 V
volt_l2 1-0:52.7.0 V
volt_l3 1-0:72.7.0 V
gas_index 0-1:24.2.1 m3
device_Type 0-1:24.4.0
`;

const CALCULATED = [
  'energy_consumption_calc_kWh',
  'energy_production_calc_kWh',
  'energy_consumption_calc_cumul_day_Wh',
  'energy_production_calc_cumul_day_Wh',
  ...['', '_l1', '_l2', '_l3'].flatMap((phase) =>
    ['consumption', 'production'].flatMap((way) =>
      ['', '_mean', '_max', '_min'].map((end) => `power_${way}${phase}_calc${end}_W`),
    ),
  ),
  'power_excess_solar_calc_W',
  ...['_l1', '_l2', '_l3'].map((phase) => `power_excess_solar${phase}_calc_W`),
  'gas_consumption_calc_m3',
  'energy_exceed_class_7kW_day_kWh',
  'energy_exceed_class_7kW_month_kWh',
  'money_exceed_class_7kW_day_euro',
  'money_exceed_class_7kW_month_euro',
];

function tellerOf(isCalculated: boolean) {
  const shape = newSmartyReaderShape({
    root: 'lamsmarty',
    qos: 0,
    retain: false,
    isCalculated,
    classKw: '7',
  });
  return (line: string) => shape.tell?.(line);
}

const telegram = houseTelegram('full');

/** The value as it is printed under a code: of two currents the first, of an index the second. */
function printedValue(code: string): string | undefined {
  const line = telegram.find((text) => text.startsWith(code + '('));
  const groups = line?.slice(line.indexOf('(') + 1, -1).split(')(');
  return groups?.[code === '0-1:24.2.1' ? 1 : 0].split('*')[0];
}

describe('the names of what the meter prints', () => {
  test.each(PRINTED.trim().split('\n'))('%s', (row) => {
    const [name, code, unit] = row.split(' ');
    const topic = `lamsmarty/${name}${unit ? '_' + unit : ''}`;
    const value = printedValue(code);
    const all = linesIn(readingLines(telegram)).map(tellerOf(false));
    const told = all.filter((message) => message?.topic === topic);
    if (value === '') {
      // The house has no messages.
      const reading = allRegisters().find((register) => register.code === code)?.name;
      expect(tellerOf(false)(`${reading} text a b`)).toMatchObject({ topic, payload: 'a b' });
      return;
    }
    expect(told).toHaveLength(1);
    if (name === 'equipment_id') expect(told[0]?.payload).toBe('TST1030000000001');
    else expect(Number(told[0]?.payload)).toBe(Number(value));
    expect(told[0]).toMatchObject({ qos: 0, retain: false });
  });
});

test('a power has three decimals of a kilowatt, and a long energy all of its digits', () => {
  const tell = tellerOf(false);
  expect(tell('power_imported W 286')?.payload).toBe('0.286');
  expect(tell('power_exported W 12000')?.payload).toBe('12');
  expect(tell('energy_imported kWh 123456.789')?.payload).toBe('123456.789');
  expect(tell('energy_imported_day kWh 12.345')?.payload).toBe('12345');
  expect(tell('exceeded_cost_month EUR 1.42')).toMatchObject({
    topic: 'lamsmarty/money_exceed_class_7kW_month_euro',
    payload: '1.42',
  });
});

test('the calculated names are told instead where they are wanted', () => {
  const tell = tellerOf(true);
  expect(tell('power_imported W 286')).toMatchObject({
    topic: 'lamsmarty/power_consumption_calc_W',
    payload: '286',
  });
  expect(tell('gas_1_volume m3 12.3')?.topic).toBe('lamsmarty/gas_consumption_calc_m3');
  expect(tell('voltage_l1 V 230')?.topic).toBe('lamsmarty/volt_l1_V');
});

test('every calculated name of weigu has a reading that is really made; docs/mqtt.md says which are left out', () => {
  const lines = linesIn(readingLines(telegram) + DERIVED_LINES);
  const told = lines.map(tellerOf(true)).filter(Boolean);
  const names = told.map((message) => message?.topic.replace('lamsmarty/', ''));
  expect(CALCULATED.filter((name) => !names.includes(name))).toEqual([]);
});

test.each([false, true])(
  'a mean has its one name, calculated preferred or not: %s',
  (isCalculated) => {
    expect(tellerOf(isCalculated)('power_exported_l2_max W 3000')).toMatchObject({
      topic: 'lamsmarty/power_production_l2_calc_max_W',
      payload: '3000',
    });
  },
);

test('what weigu does not know is not told', () => {
  const tell = tellerOf(false);
  const unknown = [
    'power_net W 1',
    'voltage_l1_mean V 1',
    'power_net_max W 1',
    'gas_2_volume m3 1',
    'frequency Hz 50',
    'power W 1',
    'l1 W 1',
  ];
  for (const line of unknown) expect(tell(line), line).toBeUndefined();
  expect(parseLines(telegram).readings.length).toBeGreaterThan(40);
  expect(linesIn(DERIVED_LINES).map(tell).filter(Boolean).length).toBeGreaterThan(10);
});
