/**
 * Homie 4.0.0 and 5.0, against the tables of the conventions (tag v4.0.0, and convention.md of 2024):
 * mandatory attributes, ids, datatypes and what they allow as payload.
 */
import { describe, expect, test } from 'vitest';
import { forgetMessage } from '../../../firmware/core/message/forget.ts';
import { newHomie4Shape } from '../../../firmware/core/message/homie4.ts';
import { newHomie5Shape } from '../../../firmware/core/message/homie5.ts';
import { MUELI, MUELI_ID } from '../../../firmware/core/message/mueli.ts';
import type { Shape } from '../../../firmware/core/message/shape.ts';
import {
  announced,
  DERIVED_LINES,
  houseTelegram,
  linesIn,
  readingLines,
  received,
  registerLines,
} from '../../fakes/readings.ts';

const OPTIONS = { root: 'homie', id: 'cellar', name: 'Meter in the cellar', version: '1.2.3' };
const ADDRESSES = { ip: '192.168.1.20', mac: 'A1:B2:C3:D4:E5:F6' };
const LEGAL_ID = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const PAYLOADS: Record<string, RegExp> = {
  integer: /^-?\d+$/,
  float: /^-?\d+(\.\d+)?$/,
  string: /^[^]+$/,
  json: /^[[{][^]*[\]}]$/,
};
const DATATYPES_4 = ['integer', 'float', 'boolean', 'string', 'enum', 'color'];
const LINES = registerLines() + DERIVED_LINES;
const LISTS = ['full', 'basic', 'austria', 'dsmr5'] as const;

/** What stands at the broker after an announcement: topics below the device, without empty ones. */
function treeOf(shape: Shape, lines: string, base = 'homie/cellar/'): Map<string, string> {
  const tree = new Map<string, string>();
  for (const { topic, payload, qos, retain } of announced(shape, lines)) {
    expect([qos, retain], topic).toEqual([1, true]);
    expect(topic.startsWith(base), topic).toBe(true);
    if (payload === '') tree.delete(topic.slice(base.length));
    else tree.set(topic.slice(base.length), received(payload));
  }
  return tree;
}

function told(shape: Shape, lines: string): [topic: string, payload: string][] {
  const messages = linesIn(lines).map((line) => shape.tell?.(line));
  return messages.flatMap((message) => {
    if (!message) return [];
    expect(message).toMatchObject({ qos: 1, retain: true });
    return [[message.topic, received(message.payload)]];
  });
}

describe('Homie 4', () => {
  function check(shape: Shape, lines: string, base = 'homie/cellar/'): Map<string, string> {
    const tree = treeOf(shape, lines, base);
    expect(tree.get('$homie')).toBe('4.0.0');
    for (const name of ['$name', '$state', '$nodes']) expect(tree.get(name), name).toBeTruthy();
    const nodes = (tree.get('$nodes') as string).split(',');
    const ids = nodes.flatMap((node) => {
      expect(node).toMatch(LEGAL_ID);
      expect(tree.get(`${node}/$name`), node).toBeTruthy();
      expect(tree.get(`${node}/$type`), node).toBeTruthy();
      return (tree.get(`${node}/$properties`) as string).split(',').map((id) => `${node}/${id}`);
    });
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) {
      expect(id.split('/')[1]).toMatch(LEGAL_ID);
      expect(tree.get(`${id}/$name`), id).toBeTruthy();
      expect(DATATYPES_4).toContain(tree.get(`${id}/$datatype`));
    }
    // Nothing stands there that no list leads to.
    const listed = new Set([...ids, ...nodes].map((id) => id + '/'));
    for (const topic of tree.keys()) {
      const owner = topic.slice(0, topic.lastIndexOf('/') + 1);
      expect(owner === '' || owner === '$fw/' || listed.has(owner), topic).toBe(true);
    }
    return tree;
  }

  test('has all mandatory attributes of every reading', () => {
    const tree = check(newHomie4Shape(OPTIONS), LINES);
    expect(tree.get('$name')).toBe('Meter in the cellar');
    expect([...tree.keys()].filter((topic) => topic.endsWith('$datatype'))).toHaveLength(
      linesIn(LINES).length,
    );
  });

  test.each(LISTS)('tells the values of "%s" that it has announced, each legal', (list) => {
    const shape = newHomie4Shape({ ...OPTIONS, ...ADDRESSES });
    const lines = readingLines(houseTelegram(list));
    const tree = check(shape, lines);
    const values = told(shape, lines);
    expect(values).toHaveLength(linesIn(lines).length);
    for (const [topic, payload] of values) {
      const datatype = tree.get(`${topic.slice('homie/cellar/'.length)}/$datatype`);
      expect(payload, topic).toMatch(PAYLOADS[datatype as string]);
    }
  });

  test('says init first, then the tree, then $homie, and ready last', () => {
    const messages = announced(newHomie4Shape(OPTIONS), LINES);
    const ends = (at: number) => [messages.at(at)?.topic, messages.at(at)?.payload];
    expect(ends(0)).toEqual(['homie/cellar/$state', 'init']);
    expect(ends(-2)).toEqual(['homie/cellar/$homie', '4.0.0']);
    expect(ends(-1)).toEqual(['homie/cellar/$state', 'ready']);
  });

  test('sends $extensions even when it is empty', () => {
    const messages = announced(newHomie4Shape(OPTIONS), LINES);
    expect(messages.find(({ topic }) => topic.endsWith('$extensions'))?.payload).toBe('');
    expect(messages.some(({ topic }) => /\$(fw|mac|localip)/.test(topic))).toBe(false);
  });

  test('names the extension of the legacy firmware with all that this wants', () => {
    const tree = check(newHomie4Shape({ ...OPTIONS, local: () => ADDRESSES }), LINES);
    expect(tree.get('$extensions')).toBe('org.homie.legacy-firmware:0.1.1:[4.x]');
    expect(tree.get('$localip')).toBe('192.168.1.20');
    expect(tree.get('$mac')).toBe('A1:B2:C3:D4:E5:F6');
    expect(tree.get('$fw/name')).toMatch(LEGAL_ID);
    expect(tree.get('$fw/version')).toBe('1.2.3');
    expect(tree.get('$implementation')).toBe('smarty-dongle');
  });

  test('is no more than on its way before the first telegram', () => {
    const messages = announced(newHomie4Shape(OPTIONS), '');
    expect(messages.map(({ payload }) => payload)).toEqual(['init']);
  });

  test('announces the same a second time', () => {
    const shape = newHomie4Shape(OPTIONS);
    expect(announced(shape, LINES)).toEqual(announced(shape, LINES));
  });

  test('is another tree when an announcement was broken off', () => {
    const shape = newHomie4Shape(OPTIONS);
    const walk = { at: 0, part: 0 };
    for (let i = 0; i < 7; i++) shape.announce?.(LINES, walk);
    expect(announced(shape, LINES)).toEqual(announced(newHomie4Shape(OPTIONS), LINES));
  });

  test.each([
    ['power_imported_l1 W 286.5', 'electricity/power-imported-l1', 'float W', '286.5'],
    ['breaker - 1', 'electricity/breaker', 'integer', '1'],
    ['power_factor_l1 - 0.98', 'electricity/power-factor-l1', 'float', '0.98'],
    ['gas_1_volume m3 12.3', 'gas-1/volume', 'float m³', '12.3'],
    ['warm_water_4_id text 41', 'warm-water-4/id', 'string', '41'],
    ['heat_inlet_3_energy GJ 5', 'heat-inlet-3/energy', 'float GJ', '5'],
    ['message_2 text two words', 'meter/message-2', 'string', 'two words'],
    ['meter_number text 7', 'meter/meter-number', 'string', '7'],
    ['power_failure_log json []', 'meter/power-failure-log', 'string', '[]'],
  ])('"%s" is %s, %s', (line, path, form, value) => {
    const shape = newHomie4Shape(OPTIONS);
    const tree = check(shape, line + '\n');
    const [datatype, unit] = form.split(' ');
    expect(tree.get(`${path}/$datatype`)).toBe(datatype);
    expect(tree.get(`${path}/$unit`)).toBe(unit);
    expect(told(shape, line + '\n')).toEqual([[`homie/cellar/${path}`, value]]);
  });

  test('tells no value that its datatype does not allow', () => {
    expect(newHomie4Shape(OPTIONS).tell?.('breaker - 1.5')).toBeUndefined();
  });

  test('tells texts as UTF-8, whatever the operator has sent', () => {
    const [[, payload]] = told(newHomie4Shape(OPTIONS), 'message text Z\xe4hler\n');
    expect(payload).toBe('Zähler');
  });

  test('can be taken away', () => {
    const shape = newHomie4Shape(OPTIONS);
    for (const message of announced(shape, LINES).map(forgetMessage)) {
      expect(message).toMatchObject({ payload: '', retain: true });
    }
  });
});

describe('the tree of mueli', () => {
  // smart_meter_reader/sinks/homie/devices/electric_smart_meter.py
  const energy = ['imported-total', 'used-tariff-1', 'used-tariff-2'];
  energy.push('delivered-tariff-1', 'delivered-tariff-2');
  const shape = newHomie4Shape({ ...OPTIONS, id: MUELI_ID }, MUELI);
  const base = 'homie/electric-smart-meter/';
  const tree = treeOf(shape, 'voltage_l1 V 230\n', base);

  test('has its nodes, properties, names, datatypes and units, whatever the meter sends', () => {
    expect(tree.get('$nodes')).toBe('energy,power');
    expect(tree.get('energy/$name')).toBe('Energy consumption meters');
    expect(tree.get('power/$name')).toBe('Actual power meters');
    expect(tree.get('energy/$properties')).toBe(energy.join());
    expect(tree.get('power/$properties')).toBe('current-usage,current-delivery');
    for (const id of energy) {
      expect(tree.get(`energy/${id}/$datatype`)).toBe('integer');
      expect(tree.get(`energy/${id}/$unit`)).toBe('Wh');
    }
    for (const id of ['current-usage', 'current-delivery']) {
      expect(tree.get(`power/${id}/$datatype`)).toBe('integer');
      expect(tree.get(`power/${id}/$unit`)).toBe('W');
    }
  });

  test('has what it lacked there: $extensions, types of nodes and names of properties', () => {
    const topics = announced(shape, '').map(({ topic }) => topic);
    expect(topics).toContain(base + '$extensions');
    expect(tree.get('energy/$type')).toBeTruthy();
    expect(tree.get('energy/imported-total/$name')).toBe('Imported total');
  });

  test.each([
    ['energy_imported kWh 6545.766', 'energy/imported-total', '6545766'],
    ['energy_imported_tariff_1 kWh 1', 'energy/used-tariff-1', '1000'],
    ['energy_imported_tariff_2 kWh 0.001', 'energy/used-tariff-2', '1'],
    ['energy_exported_tariff_1 kWh 999999.999', 'energy/delivered-tariff-1', '999999999'],
    ['energy_exported_tariff_2 kWh 0', 'energy/delivered-tariff-2', '0'],
    ['power_imported W 286.5', 'power/current-usage', '287'],
    ['power_exported W 3000', 'power/current-delivery', '3000'],
  ])('tells "%s" as %s %s', (line, path, value) => {
    expect(told(shape, line + '\n')).toEqual([[base + path, value]]);
  });

  test('tells nothing else', () => {
    const others = ['voltage_l1 V 230', 'imported W 1', 'power_imported W x', 'energy kWh 1'];
    for (const line of others) expect(shape.tell?.(line), line).toBeUndefined();
  });

  test('is complete for a meter of Graz', () => {
    const lines = readingLines(houseTelegram('austria'));
    expect(told(shape, lines)).toHaveLength(7);
    for (const [topic, payload] of told(shape, lines)) expect(payload, topic).toMatch(/^\d+$/);
  });
});

describe('Homie 5', () => {
  interface Described {
    homie: string;
    version: number;
    name: string;
    nodes: Record<string, { properties: Record<string, Record<string, unknown>> }>;
  }
  const options = {
    root: 'homie',
    id: 'cellar',
    name: 'Meter "cellar"',
    version: () => 1749543605,
  };
  const base = 'homie/5/cellar/';

  function describedBy(shape: Shape, lines: string): Described {
    return JSON.parse(treeOf(shape, lines, base).get('$description') as string);
  }

  test('has a state and a description, in the order of the convention', () => {
    const messages = announced(newHomie5Shape(options), LINES);
    const topics = messages.map(({ topic }) => topic.slice(base.length));
    expect(topics.slice(-3)).toEqual(['$state', '$description', '$state']);
    // The state is init until the description is there, and nothing but ready afterwards.
    for (const { topic, payload } of messages.slice(0, -2)) {
      expect([topic, payload]).toEqual([base + '$state', 'init']);
    }
    expect(messages.at(-1)?.payload).toBe('ready');
  });

  test('describes every reading with legal ids and datatypes', () => {
    const described = describedBy(newHomie5Shape(options), LINES);
    expect(described).toMatchObject({ homie: '5.0', version: 1749543605, name: 'Meter "cellar"' });
    let count = 0;
    for (const [node, { properties }] of Object.entries(described.nodes)) {
      expect(node).toMatch(LEGAL_ID);
      for (const [id, property] of Object.entries(properties)) {
        expect(id).toMatch(LEGAL_ID);
        expect(PAYLOADS).toHaveProperty(property.datatype as string);
        const allowed = ['datatype', 'unit'];
        expect(Object.keys(property).filter((key) => !allowed.includes(key))).toEqual([]);
        count++;
      }
    }
    expect(count).toBe(linesIn(LINES).length);
  });

  test.each(LISTS)('tells the values of "%s" that it has described, each legal', (list) => {
    const shape = newHomie5Shape(options);
    const lines = readingLines(houseTelegram(list));
    const { nodes } = describedBy(shape, lines);
    const values = told(shape, lines);
    expect(values).toHaveLength(linesIn(lines).length);
    for (const [topic, payload] of values) {
      const [node, id] = topic.slice(base.length).split('/');
      const { datatype } = nodes[node].properties[id];
      expect(payload, topic).toMatch(PAYLOADS[datatype as string]);
    }
  });

  test('describes the same when an announcement was broken off, and the second time', () => {
    const shape = newHomie5Shape(options);
    const walk = { at: 0, part: 0 };
    for (let i = 0; i < 3; i++) shape.announce?.(LINES, walk);
    const whole = announced(newHomie5Shape(options), LINES);
    expect(announced(shape, LINES)).toEqual(whole);
    expect(announced(shape, LINES)).toEqual(whole);
  });

  test('describes a meter behind no electricity meter', () => {
    const { nodes } = describedBy(newHomie5Shape(options), 'heat_1_energy GJ 1\n');
    expect(nodes.electricity.properties).toEqual({});
    expect(Object.keys(nodes['heat-1'].properties)).toEqual(['energy']);
  });

  test('describes a list as JSON and a volume in cubic metres', () => {
    const { nodes } = describedBy(newHomie5Shape(options), LINES);
    expect(nodes.meter.properties['power-failure-log']).toEqual({ datatype: 'json' });
    expect(nodes['gas-2'].properties.volume).toEqual({ datatype: 'float', unit: 'm³' });
  });

  test('takes up readings that come behind those of other meters', () => {
    const lines = 'gas_1_volume m3 1\npower_net W 5\ngas_1_volume_day m3 1\n';
    const { nodes } = describedBy(newHomie5Shape(options), lines);
    expect(Object.keys(nodes.electricity.properties)).toEqual(['power-net']);
    expect(Object.keys(nodes['gas-1'].properties)).toEqual(['volume', 'volume-day']);
  });

  test('describes the full list of Luxembourg in less than 3 kB', () => {
    const lines = readingLines(houseTelegram('full'));
    expect(linesIn(lines).length).toBeGreaterThan(45);
    const messages = announced(newHomie5Shape(options), lines);
    const description = messages.find(({ topic }) => topic.endsWith('$description'));
    expect(description?.payload.length).toBeLessThan(3000);
  });

  test('is no more than on its way before the first telegram', () => {
    const messages = announced(newHomie5Shape(options), '');
    expect(messages.map(({ payload }) => payload)).toEqual(['init']);
  });

  test('tells no value that its datatype does not allow', () => {
    expect(newHomie5Shape(options).tell?.('breaker - 1.5')).toBeUndefined();
  });
});
