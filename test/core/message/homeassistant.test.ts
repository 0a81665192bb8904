/**
 * Discovery by Home Assistant, key by key against facts of its documentation and source: the abbreviations
 * of components/mqtt/abbreviations.py, the classes of components/sensor/const.py with the units and
 * state classes that each allows.
 */
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../firmware/core/diagnose.ts';
import {
  BIRTH_PAYLOAD,
  BIRTH_TOPIC,
  newHomeAssistantShape,
} from '../../../firmware/core/message/homeassistant.ts';
import type { HomeAssistantOptions } from '../../../firmware/core/message/entity.ts';
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import { newBench } from '../../fakes/bench-app.ts';
import {
  announced,
  DERIVED_LINES,
  houseTelegram,
  linesIn,
  readingLines,
  received,
  registerLines,
} from '../../fakes/readings.ts';

interface Config {
  [key: string]: unknown;
}

const ID = '5453540000000001';
const OPTIONS: HomeAssistantOptions = {
  device: 'cellar',
  prefix: 'homeassistant',
  id: ID,
  version: '1.2.3',
  periodS: 10,
  availability: { topic: 'smarty/cellar/status', online: 'online', offline: 'offline' },
  isJson: false,
  isDongle: true,
};

/** Keys for every component, and those of one of them, by the abbreviation that is used. */
const COMMON = ['name', 'uniq_id', 'dev', 'o', 'avty_t', 'pl_avail', 'pl_not_avail', 'avty_tpl'];
const KEYS: Record<string, string[]> = {
  sensor: [
    ...['stat_t', 'val_tpl', 'dev_cla', 'stat_cla', 'unit_of_meas', 'sug_dsp_prc', 'exp_aft'],
    ...['ent_cat', 'json_attr_t', 'json_attr_tpl'],
  ],
  binary_sensor: ['stat_t', 'val_tpl', 'dev_cla', 'pl_on', 'pl_off', 'ent_cat'],
  button: ['cmd_t', 'pl_prs', 'dev_cla', 'ent_cat'],
};
const DEVICE_KEYS = ['ids', 'name', 'mf', 'mdl', 'sw'];
const ORIGIN_KEYS = ['name', 'sw'];

/** Device class: units and state classes that it may have. */
const CLASSES: Record<string, [units: (string | undefined)[], states: (string | undefined)[]]> = {
  energy: [
    ['kWh', 'GJ'],
    ['total', 'total_increasing', undefined],
  ],
  power: [['W'], ['measurement', undefined]],
  reactive_power: [['var'], ['measurement']],
  reactive_energy: [['kvarh'], ['total', 'total_increasing']],
  apparent_power: [['VA'], ['measurement']],
  voltage: [['V'], ['measurement']],
  current: [['A'], ['measurement']],
  frequency: [['Hz'], ['measurement']],
  power_factor: [[undefined], ['measurement']],
  gas: [['m³'], ['total', 'total_increasing']],
  water: [['m³'], ['total', 'total_increasing']],
  volume: [['m³'], ['total', 'total_increasing']],
  timestamp: [[undefined], [undefined]],
  duration: [['s'], ['measurement']],
  signal_strength: [['dBm'], ['measurement']],
  data_size: [['B'], ['total_increasing']],
};

/** What each unit of ours must become. */
const BY_UNIT: Record<string, [deviceClass: string | undefined, state: string | undefined]> = {
  W: ['power', 'measurement'],
  kWh: ['energy', 'total_increasing'],
  GJ: ['energy', 'total_increasing'],
  var: ['reactive_power', 'measurement'],
  kvarh: ['reactive_energy', 'total_increasing'],
  VA: ['apparent_power', 'measurement'],
  V: ['voltage', 'measurement'],
  A: ['current', 'measurement'],
  Hz: ['frequency', 'measurement'],
  EUR: [undefined, 'total_increasing'],
};

function configOf(message: Message): Config {
  return JSON.parse(received(message.payload));
}

function configsOf(lines: string, over: Partial<HomeAssistantOptions> = {}): Map<string, Config> {
  const messages = announced(newHomeAssistantShape({ ...OPTIONS, ...over }), lines);
  return new Map(messages.map((message) => [message.topic, configOf(message)]));
}

const LINES = registerLines() + DERIVED_LINES;

function checkMessage(message: Message): void {
  const topic =
    /^homeassistant\/(sensor|binary_sensor|button)\/5453540000000001\/([a-z0-9_]+)\/config$/.exec(
      message.topic,
    );
  expect(topic, message.topic).not.toBeNull();
  expect(message).toMatchObject({ qos: 1, retain: true });
  const [, component, name] = topic as RegExpExecArray;
  const config = configOf(message);
  const allowed = [...COMMON, ...KEYS[component]];
  expect(Object.keys(config).filter((key) => !allowed.includes(key))).toEqual([]);
  expect(config.uniq_id).toBe(`${ID}_${name}`);
  expect(config.name).toMatch(/^[A-Z]/);
  expect(config.name).not.toMatch(/_|cellar/);
  expect(config.o).toEqual({ name: 'Smarty dongle', sw: '1.2.3' });
  expect(config.dev).toEqual({ ids: [ID], name: 'cellar', mf: 'Smarty dongle', sw: '1.2.3' });
  for (const key of Object.keys(config.o as Config)) expect(ORIGIN_KEYS).toContain(key);
  for (const key of Object.keys(config.dev as Config)) expect(DEVICE_KEYS).toContain(key);
  expect(['diagnostic', undefined, component === 'button' ? 'config' : undefined]).toContain(
    config.ent_cat,
  );
  if (component === 'sensor') checkClasses(config);
}

function checkClasses(config: Config): void {
  const { dev_cla: deviceClass, stat_cla: state, unit_of_meas: unit } = config;
  if (deviceClass !== undefined) {
    expect(CLASSES).toHaveProperty(deviceClass as string);
    const [units, states] = CLASSES[deviceClass as string];
    expect(units).toContain(unit);
    expect(states).toContain(state);
  } else expect(['total_increasing', 'measurement', undefined]).toContain(state);
  // A sum does not expire: that would be a gap in its statistics.
  if (state !== 'measurement') expect(config).not.toHaveProperty('exp_aft');
  else expect([30, 180]).toContain(config.exp_aft);
  if ('sug_dsp_prc' in config) expect(unit ?? state).toBeDefined();
}

/** It has the unit of a sum and is none: it falls, or is another one all at once. */
function isOther(line: string): boolean {
  return /^quarter_allowance |_last_month/.test(line);
}

describe('each message', () => {
  test('is retained, and has only keys, classes and units that Home Assistant allows', () => {
    const messages = announced(newHomeAssistantShape(OPTIONS), LINES);
    for (const message of messages) checkMessage(message);
    expect(new Set(messages.map(({ topic }) => topic)).size).toBe(messages.length);
    const ids = messages.map((message) => configOf(message).uniq_id);
    expect(new Set(ids).size).toBe(ids.length);
    // No more than the device can build and send at once.
    for (const { payload } of messages) expect(payload.length).toBeLessThan(700);
  });

  test('is there for every reading, and points at its topic', () => {
    const configs = configsOf(LINES);
    for (const line of linesIn(LINES)) {
      const name = line.split(' ')[0];
      const own = [...configs].filter(([topic]) => topic.endsWith(`/${name}/config`));
      expect(own, name).toHaveLength(1);
      expect(own[0][1].stat_t).toBe(`smarty/cellar/reading/${name}`);
      expect(own[0][1]).toMatchObject({
        avty_t: 'smarty/cellar/status',
        pl_avail: 'online',
        pl_not_avail: 'offline',
      });
    }
  });

  test.each(linesIn(LINES).filter((line) => BY_UNIT[line.split(' ')[1]] && !isOther(line)))(
    'of "%s" has the classes of its unit',
    (line) => {
      const [name, unit] = line.split(' ');
      const config = configsOf(line + '\n').get(`homeassistant/sensor/${ID}/${name}/config`);
      expect([config?.dev_cla, config?.stat_cla]).toEqual(BY_UNIT[unit]);
      expect(config?.unit_of_meas).toBe(unit);
      expect(config).toHaveProperty('sug_dsp_prc');
      // Where it is left out Home Assistant goes on with the one before.
      expect(config?.val_tpl).toBe('{{value}}');
    },
  );
});

function sensorOf(line: string, over: Partial<HomeAssistantOptions> = {}): Config | undefined {
  const name = line.split(' ')[0];
  return configsOf(line + '\n', over).get(`homeassistant/sensor/${ID}/${name}/config`);
}

describe('a reading', () => {
  test('is told as Home Assistant documents it', () => {
    expect(sensorOf('power_imported_l1 W 286')).toEqual({
      name: 'Power imported L1',
      uniq_id: `${ID}_power_imported_l1`,
      stat_t: 'smarty/cellar/reading/power_imported_l1',
      dev_cla: 'power',
      val_tpl: '{{value}}',
      stat_cla: 'measurement',
      exp_aft: 30,
      unit_of_meas: 'W',
      sug_dsp_prc: 0,
      avty_t: 'smarty/cellar/status',
      pl_avail: 'online',
      pl_not_avail: 'offline',
      o: { name: 'Smarty dongle', sw: '1.2.3' },
      dev: { ids: [ID], name: 'cellar', mf: 'Smarty dongle', sw: '1.2.3' },
    });
  });

  test.each([
    ['gas_1_volume m3 12.3', 'gas', 'm³'],
    ['water_4_volume m3 12.3', 'water', 'm³'],
    ['warm_water_2_volume m3 12.3', 'water', 'm³'],
    ['heat_1_volume m3 12.3', 'volume', 'm³'],
    ['mbus_1_volume m3 12.3', 'volume', 'm³'],
    ['heat_inlet_1_energy GJ 12.3', 'energy', 'GJ'],
  ])('"%s" is %s in %s', (line, deviceClass, unit) => {
    expect(sensorOf(line)).toMatchObject({
      dev_cla: deviceClass,
      stat_cla: 'total_increasing',
      unit_of_meas: unit,
    });
  });

  test.each(['power_failures', 'long_power_failures', 'voltage_sags_l2', 'voltage_swells_l3'])(
    'that counts, %s, is diagnostic and without a unit',
    (name) => {
      const config = sensorOf(`${name} - 2`);
      expect(config).toMatchObject({ stat_cla: 'total_increasing', ent_cat: 'diagnostic' });
      expect(config).not.toHaveProperty('unit_of_meas');
      expect(config).not.toHaveProperty('dev_cla');
    },
  );

  test.each(['power_factor', 'power_factor_l3'])('%s has no unit and is measured', (name) => {
    const config = sensorOf(`${name} - 0.98`);
    expect(config).toMatchObject({ dev_cla: 'power_factor', stat_cla: 'measurement' });
    expect(config).not.toHaveProperty('unit_of_meas');
  });

  test('tariff is a number that is neither measured nor summed', () => {
    expect(sensorOf('tariff - 2')).not.toHaveProperty('stat_cla');
    expect(sensorOf('tariff - 2')).not.toHaveProperty('dev_cla');
  });

  test.each([
    ['breaker - 1', 'power'],
    ['relay_2 - 0', undefined],
    ['gas_1_valve - 1', 'opening'],
  ])('"%s" is a binary sensor: on, and off, and what is neither is off', (line, deviceClass) => {
    const name = line.split(' ')[0];
    const config = configsOf(line + '\n').get(`homeassistant/binary_sensor/${ID}/${name}/config`);
    expect(config).toMatchObject({
      pl_on: '1',
      pl_off: '0',
      val_tpl: "{{value|replace('2','0')}}",
    });
    expect(config?.dev_cla).toBe(deviceClass);
  });

  test('that is a text is cut to what a state may hold', () => {
    const config = sensorOf('message text hello');
    expect(config?.val_tpl).toBe('{{(value)[:255]}}');
    expect(config).not.toHaveProperty('ent_cat');
    expect(sensorOf('device_name text x')).toHaveProperty('ent_cat', 'diagnostic');
  });

  test('that is a time with an offset is a timestamp, and one as printed is a text', () => {
    expect(sensorOf('gas_1_time text 2025-06-10T12:00:00+02:00')?.dev_cla).toBe('timestamp');
    expect(sensorOf('gas_1_time text 121030140000')).not.toHaveProperty('dev_cla');
    expect(sensorOf('message text 1234-67890 not a time')).not.toHaveProperty('dev_cla');
  });

  test('that is a list is its length, with the list as an attribute', () => {
    expect(sensorOf('power_failure_log json []')).toMatchObject({
      val_tpl: '{{value_json|count}}',
      json_attr_t: 'smarty/cellar/reading/power_failure_log',
      json_attr_tpl: "{{ {'list':value_json}|tojson }}",
    });
  });

  test('of a unit that is not known is told without classes', () => {
    expect(sensorOf('something Pa 5')).toMatchObject({ unit_of_meas: 'Pa' });
    expect(sensorOf('something Pa 5')).not.toHaveProperty('dev_cla');
  });

  test.each(linesIn(LINES).filter(isOther))('"%s" is no sum that grows', (line) => {
    const state = sensorOf(line)?.stat_cla;
    expect([undefined, 'measurement']).toContain(state);
  });

  test('the allowance of a quarter falls, and says so for as long as telegrams come', () => {
    expect(sensorOf('quarter_allowance kWh 0.75')).toMatchObject({
      ...{ stat_cla: 'measurement', unit_of_meas: 'kWh', exp_aft: 30, sug_dsp_prc: 3 },
    });
  });

  test('expires after three periods', () => {
    expect(sensorOf('voltage_l1 V 230', { periodS: 60 })?.exp_aft).toBe(180);
  });
});

describe('taken from the JSON of the telegram', () => {
  test.each([
    ['power_imported W 286', "{{value_json.readings.power_imported|default('None')}}"],
    ['message text a', "{{(value_json.readings.message|default('None'))[:255]}}"],
    ['tariff - 2', "{{value_json.readings.tariff|default('None')}}"],
    ['power_failure_log json []', '{{value_json.readings.power_failure_log|default([])|count}}'],
  ])('"%s" has a template', (line, template) => {
    expect(sensorOf(line, { isJson: true })).toMatchObject({
      stat_t: 'smarty/cellar/telegram',
      val_tpl: template,
    });
  });

  test('a switch has one as well', () => {
    const configs = configsOf('breaker - 1\n', { isJson: true });
    expect(configs.get(`homeassistant/binary_sensor/${ID}/breaker/config`)).toMatchObject({
      stat_t: 'smarty/cellar/telegram',
      val_tpl: "{{value_json.readings.breaker|default('None')|replace('2','0')}}",
    });
  });
});

describe('what the dongle tells of itself', () => {
  const configs = [...configsOf('')];
  const named = (name: string) =>
    configs.find(([topic]) => topic.endsWith(`/diag_${name}/config`))?.[1];

  test('is diagnostic and stands in the diagnostics, under every name that these have', () => {
    const { numbers } = diagnose(newBench().app, 1000);
    // What a dongle adds: firmware/core/device/diagnosis.ts.
    const own = ['rssi_dbm', 'free_variables', 'uart_overruns', 'wifi_joins', 'boots'];
    const texts = ['latest_time', 'restart', 'version'];
    for (const name of [...Object.keys(numbers), ...own, ...texts]) {
      expect(named(name), name).toMatchObject({
        stat_t: 'smarty/cellar/diagnostics',
        val_tpl: `{{value_json.${name}|default('None')}}`,
        ent_cat: 'diagnostic',
      });
    }
    expect(configs.length).toBe(Object.keys(numbers).length + own.length + texts.length + 4);
  });

  test('has classes and units where there are some', () => {
    expect(named('rssi_dbm')).toMatchObject({ dev_cla: 'signal_strength', unit_of_meas: 'dBm' });
    expect(named('uptime_s')).toMatchObject({ dev_cla: 'duration', exp_aft: 180 });
    expect(named('latest_time')).toMatchObject({ dev_cla: 'timestamp' });
    expect(named('telegrams')).toMatchObject({ stat_cla: 'total_increasing' });
  });

  test('sums up the faults', () => {
    expect(named('faults')).toMatchObject({
      name: 'Refused frames',
      val_tpl: '{{value_json.faults.values()|sum}}',
      json_attr_t: 'smarty/cellar/diagnostics',
      json_attr_tpl: '{{value_json.faults|tojson}}',
    });
  });

  test('says what it is doing', () => {
    expect(named('state')).toMatchObject({ stat_t: 'smarty/cellar/state', val_tpl: '{{value}}' });
  });

  test('says whether it is connected even when it is not', () => {
    const connection = named('connection');
    expect(connection).toMatchObject({
      stat_t: 'smarty/cellar/status',
      dev_cla: 'connectivity',
      val_tpl: "{{iif(value=='online','ON','OFF')}}",
    });
    expect(connection).not.toHaveProperty('avty_t');
  });

  test('can be restarted', () => {
    expect(named('restart_button')).toMatchObject({
      cmd_t: 'smarty/cellar/command',
      pl_prs: 'restart',
      dev_cla: 'restart',
      ent_cat: 'config',
    });
  });

  test('is less where it is a host', () => {
    const topics = [...configsOf('', { isDongle: false }).keys()].join();
    expect(topics).toContain('diag_telegrams');
    expect(topics).toContain('diag_connection');
    expect(topics).not.toMatch(/rssi|button|diag_state|diag_version/);
  });
});

test('a last will of Homie counts as availability', () => {
  const availability = { topic: 'homie/cellar/$state', online: 'ready', offline: 'lost' };
  const configs = configsOf('voltage_l1 V 230\n', { availability });
  expect(configs.get(`homeassistant/sensor/${ID}/voltage_l1/config`)).toMatchObject({
    avty_t: 'homie/cellar/$state',
    pl_avail: 'ready',
    pl_not_avail: 'lost',
    avty_tpl: "{{iif(value=='ready',value,'lost')}}",
  });
  expect(configs.get(`homeassistant/binary_sensor/${ID}/diag_connection/config`)).toMatchObject({
    stat_t: 'homie/cellar/$state',
    val_tpl: "{{iif(value=='ready','ON','OFF')}}",
  });
});

test('the make of the meter is its model, whatever bytes it has', () => {
  const config = sensorOf('voltage_l1 V 230', { model: 'Lux5\\"\xe9' });
  expect(config?.dev).toMatchObject({ mdl: 'Lux5\\"é' });
});

test('another prefix and id stand in the topics', () => {
  const topics = configsOf('voltage_l1 V 230\n', { prefix: 'ha', id: 'a1b2' });
  expect([...topics.keys()][0]).toBe('ha/sensor/a1b2/voltage_l1/config');
});

test('Home Assistant says that it is there on the topic it documents', () => {
  expect('homeassistant' + BIRTH_TOPIC).toBe('homeassistant/status');
  expect(BIRTH_PAYLOAD).toBe('online');
});

test.each(['full', 'basic', 'austria', 'dsmr5'] as const)(
  'every reading of the list "%s" of a real house is announced once',
  (list) => {
    const lines = readingLines(houseTelegram(list));
    const messages = announced(newHomeAssistantShape(OPTIONS), lines);
    const names = messages.map(({ topic }) => topic.split('/')[3]);
    const readings = names.filter((name) => !name.startsWith('diag_'));
    expect(readings).toEqual(linesIn(lines).map((line) => line.split(' ')[0]));
    for (const message of messages) checkMessage(message);
  },
);
