/** What the MQTT sink tells, shape by shape: the same messages as the dongle, and those of a heat meter. */
import { afterEach, describe, expect, test } from 'vitest';
import { isTold } from '../../../../firmware/core/message/publication.ts';
import { closeSession } from '../../../../firmware/core/mqtt/session.ts';
import { newDongle, receivePiece, tickDongle } from '../../../../host-sim/command/dongle.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../../host-sim/house/seal.ts';
import { localAddress } from '../../../../host-sim/node/local.ts';
import { openMqtt } from '../../../../host-sim/sink/mqtt/mqtt.ts';
import type { Readout } from '../../../../host-sim/sink/readout.ts';
import { MQTT } from '../../../../host-sim/sink/settings/mqtt.ts';
import type { MqttOptions } from '../../../../host-sim/sink/settings/mqtt.ts';
import { eventually } from '../../command/program.ts';
import { heatReadout, houseFrame, houseReadouts, newAround, optionsOf } from '../around.ts';
import { newHearer, valuesOf } from '../hearer.ts';
import type { Heard, Hearer } from '../hearer.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function hearer(): Promise<Hearer> {
  const broker = await newHearer();
  ends.push(() => broker.close());
  return broker;
}

const isGoodbye = ({ payload }: Heard) => ['offline', 'disconnected'].includes(payload);

/** All that a sink has told by its end. */
async function toldBy(given: Record<string, string>, readouts: Readout[], meter = 'cellar') {
  const broker = await hearer();
  const options = optionsOf(MQTT.rows, { url: `mqtt://127.0.0.1:${broker.port}`, ...given });
  const sink = await openMqtt(options as MqttOptions, newAround({ meters: [meter] }));
  await eventually(() => sink.facts().state === 'up', 'a connection');
  for (const readout of readouts) {
    sink.take(readout);
    await eventually(() => sink.facts().unsent === 0, 'that all is told');
  }
  await sink.close();
  await eventually(() => broker.heard.some(isGoodbye), 'the farewell');
  return { heard: broker.heard, facts: sink.facts() };
}

/** All that the dongle tells of the same frames. */
async function toldByDongle(settings: Record<string, string>, frames: Uint8Array[]) {
  const broker = await hearer();
  const dongle = newDongle({
    device: 'cellar',
    capacity: 16384,
    open: { key: TEST_KEY, authKey: LUXEMBOURG_AUTH_KEY, tagMode: 'verify' },
    address: { host: '127.0.0.1', port: broker.port },
    settings,
    local: localAddress(),
    onTelegram: () => undefined,
    onChange: () => undefined,
  });
  tickDongle(dongle);
  await eventually(() => dongle.session.state === 'up', 'a connection');
  const isDone = () => dongle.session.queue.messages.length === 0 && isTold(dongle.app.publication);
  for (const frame of frames) {
    receivePiece(dongle, frame);
    await eventually(() => (tickDongle(dongle), isDone()), 'that all is told');
  }
  closeSession(dongle.session);
  await eventually(() => broker.heard.some(isGoodbye), 'the farewell');
  return broker.heard;
}

/** What a computer tells of itself beside the readings: counts that depend on the time. */
function isReading({ topic }: Heard): boolean {
  return !topic.endsWith('/diagnostics');
}

const FRAMES = [0, 1, 2].map(houseFrame);

describe('the same messages in the same order as the dongle', () => {
  test.each([
    ['JSON and a topic for each reading', { homeassistant: 'no' }],
    ['Home Assistant discovery', { homeassistant: 'yes', reading_topics: 'qos1_retained' }],
    ['Home Assistant discovery from the JSON', { homeassistant: 'yes', reading_topics: 'no' }],
    ['OBIS codes', { homeassistant: 'no', obis_topics: 'qos1', obis_changed: 'yes' }],
    ['SmartyReader names', { homeassistant: 'no', smartyreader_topics: 'qos0' }],
    ['Homie 5', { homeassistant: 'no', homie: 'homie5', telegram_topic: 'no' }],
    ['Homie 4', { homeassistant: 'no', homie: 'homie4' }],
    ['the tree of mueli', { homeassistant: 'no', homie: 'mueli' }],
    ['means, minima and maxima', { homeassistant: 'no', publish_period_s: '3600' }],
    [
      'everything at once',
      {
        ...{ homeassistant: 'yes', obis_topics: 'qos0', smartyreader_topics: 'qos1_retained' },
        ...{ homie: 'homie5', reading_topics: 'qos0_retained' },
      },
    ],
  ])('%s', async (_what, settings: Record<string, string>) => {
    const dongle = await toldByDongle(settings, FRAMES);
    const { heard } = await toldBy(settings, houseReadouts(3));
    expect(heard.length).toBeGreaterThan(6);
    expect(heard.filter(isReading)).toEqual(dongle.filter(isReading));
  });
});

describe('go-smarty-reader', () => {
  test('retained=false, updateOnlyIfChanged: a value is told when it is another one, at QoS 2', async () => {
    const { port, heard } = await hearer();
    const options = optionsOf(MQTT.rows, {
      ...{ url: `mqtt://127.0.0.1:${port}`, obis_root: 'nexxtlab/dev/smarty/go', qos2: 'true' },
      ...{ obis_topics: 'qos1', obis_changed: 'yes', telegram_topic: 'no', reading_topics: 'no' },
      homeassistant: 'no',
    });
    const sink = await openMqtt(options as MqttOptions, newAround());
    ends.push(() => sink.close());
    await eventually(() => sink.facts().state === 'up', 'a connection');
    const [first, second] = houseReadouts(2);
    for (const readout of [first, first, second]) {
      sink.take(readout);
      await eventually(() => sink.facts().unsent === 0, 'that all is told');
    }
    await eventually(
      () => heard.filter(({ topic }) => topic.endsWith('0-0:1.0.0')).length === 2,
      'the second',
    );
    const imported = heard.filter(
      ({ topic }) => topic === 'nexxtlab/dev/smarty/go/cellar/1-0:1.8.0',
    );
    expect(imported[0]).toEqual({
      topic: 'nexxtlab/dev/smarty/go/cellar/1-0:1.8.0',
      payload: expect.stringMatching(/^(0|[1-9]\d*)\.\d{3} kWh$/),
      qos: 2,
      retain: false,
    });
    expect(new Set(imported.map(({ payload }) => payload)).size).toBe(imported.length);
    expect(valuesOf(heard, 'nexxtlab/dev/smarty/go/cellar/1-3:0.2.8')).toHaveLength(1);
  });
});

describe('mueli', () => {
  test('Homie tree of the heat meter: GJ become kWh, W kW, and every attribute is there', async () => {
    const { heard } = await toldBy(
      { homie: 'mueli', homeassistant: 'no', telegram_topic: 'no', reading_topics: 'no' },
      [heatReadout()],
      'heating',
    );
    const root = 'homie/heat-smart-meter/';
    const texts = (path: string) => valuesOf(heard, root + path);
    expect(texts('$state')).toEqual(['init', 'init', 'ready', 'disconnected']);
    expect(texts('$nodes')).toEqual(['energy,power,temperatures,flow,ops']);
    expect(texts('$name')).toEqual(['Kamstrup 403 Fernwärmezähler']);
    const rows: [string, string, string][] = [
      ['energy/imported-total', '55650', 'kWh'],
      ['power/current-usage', '5.2', 'kW'],
      ['temperatures/temp1', '67.25', '°C'],
      ['temperatures/temp2', '26.91', '°C'],
      ['temperatures/temp-diff', '40.34', 'K'],
      ['flow/flow', '111', 'l/h'],
      ['flow/volume', '5433', 'm³'],
      ['ops/hour-counter', '32112', 'h'],
    ];
    for (const [path, value, unit] of rows) {
      const about = [texts(path), texts(`${path}/$unit`), texts(`${path}/$datatype`)];
      expect([path, ...about]).toEqual([path, [value], [unit], ['float']]);
      expect(texts(`${path}/$name`)).toEqual([expect.stringMatching(/./)]);
    }
    expect(texts('flow/$name')).toEqual(['Flow meters']);
    expect(texts('temperatures/$properties')).toEqual(['temp1,temp2,temp-diff']);
  });
});

describe('a heat meter', () => {
  test('is found by Home Assistant, with classes and units', async () => {
    const { heard } = await toldBy({}, [heatReadout()], 'heating');
    const configs = heard
      .filter(({ topic }) => /^homeassistant\/sensor\/heating\/(?!diag_)/.test(topic))
      .map(({ topic, payload }) => {
        const { uniq_id, unit_of_meas, dev_cla, stat_cla, exp_aft, stat_t } = JSON.parse(payload);
        expect(topic).toBe(
          `homeassistant/sensor/heating/${uniq_id.slice('heating_'.length)}/config`,
        );
        return [stat_t, unit_of_meas, dev_cla, stat_cla, exp_aft];
      });
    const at = 'smarty/heating/reading/';
    expect(configs).toEqual([
      [`${at}heat_energy`, 'GJ', 'energy', 'total_increasing', undefined],
      [`${at}heat_power`, 'W', 'power', 'measurement', 10_800],
      [`${at}flow_temperature`, '°C', 'temperature', 'measurement', 10_800],
      [`${at}return_temperature`, '°C', 'temperature', 'measurement', 10_800],
      [`${at}temperature_difference`, 'K', undefined, 'measurement', 10_800],
      [`${at}flow`, 'L/h', 'volume_flow_rate', 'measurement', 10_800],
      [`${at}heat_volume`, 'm³', 'volume', 'total_increasing', undefined],
      [`${at}operating_hours`, 'h', 'duration', 'total_increasing', undefined],
      [`${at}info_events`, undefined, undefined, 'total_increasing', undefined],
      [`${at}serial_number`, undefined, undefined, undefined, undefined],
    ]);
    expect(valuesOf(heard, `${at}heat_energy`)).toEqual(['200.34']);
    expect(valuesOf(heard, 'smarty/heating/discovery')).toEqual(['homeassistant heating']);
  });

  test('is one Homie 5 node with units, and no electricity', async () => {
    const { heard } = await toldBy(
      { homie: 'homie5', homeassistant: 'no' },
      [heatReadout()],
      'heating',
    );
    const [text] = valuesOf(heard, 'homie/5/heating/$description');
    const { nodes, homie } = JSON.parse(text);
    expect([homie, Object.keys(nodes)]).toEqual(['5.0', ['heat']]);
    expect(nodes.heat.properties.energy).toEqual({ datatype: 'float', unit: 'GJ' });
    expect(nodes.heat.properties['flow-temperature']).toEqual({ datatype: 'float', unit: '°C' });
    expect(nodes.heat.properties.volume).toEqual({ datatype: 'float', unit: 'm³' });
    expect(nodes.heat.properties['info-events']).toEqual({ datatype: 'integer' });
    expect(valuesOf(heard, 'homie/5/heating/heat/power')).toEqual(['5200']);
    const told = heard.filter(({ topic }) => topic.startsWith('homie/5/heating/heat/'));
    expect(told.map(({ topic }) => topic.split('/')[4]).sort()).toEqual(
      Object.keys(nodes.heat.properties).sort(),
    );
  });

  test('is one Homie 4 node with every attribute', async () => {
    const { heard } = await toldBy(
      { homie: 'homie4', homeassistant: 'no' },
      [heatReadout()],
      'heating',
    );
    const texts = (path: string) => valuesOf(heard, `homie/heating/${path}`);
    expect(texts('$nodes')).toEqual(['heat']);
    const properties = texts('heat/$properties')[0].split(',');
    expect(properties).toContain('temperature-difference');
    for (const property of properties) {
      expect(texts(`heat/${property}/$name`)).toHaveLength(1);
      expect(texts(`heat/${property}/$datatype`)).toHaveLength(1);
      expect(texts(`heat/${property}`)).toHaveLength(1);
    }
    expect(texts('heat/volume/$unit')).toEqual(['m³']);
  });

  test('says in one JSON object what it says', async () => {
    const { heard } = await toldBy({ homeassistant: 'no' }, [heatReadout()], 'heating');
    const [json] = valuesOf(heard, 'smarty/heating/telegram');
    expect(JSON.parse(json).readings).toMatchObject({ heat_energy: 200.34, info_events: 3 });
  });
});
