/** `smarty mqtt-message`: tries the way to a broker, as MQTTMessage of go-smarty-reader. */
import type { MqttClient } from 'mqtt';
import { FAILED, newProblem, USAGE } from '../../../command/problem.ts';
import { isDone } from '../../../command/waiting.ts';
import { readGoFlags } from '../../../legacy/go-flags.ts';
import { hostName, MQTT_PRESETS, mqttSettings } from '../../../legacy/go-mqtt.ts';
import { addOld, oldPlan } from '../../../legacy/plan.ts';
import { newLayer } from '../../../settings/given.ts';
import type { MqttOptions } from '../../../sink/settings/mqtt.ts';
import type { Command } from '../../command.ts';
import { tellComplaints } from '../../reading.ts';
import { GO_FLAGS } from './go-smarty-reader.ts';

type Qos = 0 | 1 | 2;

const NO_WILL = { topic: '', payload: '' };
const MOST_MS = 15_000;
const GOODBYE_MS = 3000;

/** Resolves when the broker has it; rejects also where it hangs up, as some do to who has no right to write. */
function published(client: MqttClient, topic: string, qos: Qos): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('connect', () => {
      client.publish(topic, 'Hello', { qos }, (error) => (error ? reject(error) : resolve()));
    });
    client.on('error', reject);
    client.on('close', () => reject(new Error('closed')));
  });
}

async function publishOnce(
  options: MqttOptions,
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const { connect } = await import('mqtt');
  const { clientOptions, nameOf } = await import('../../../sink/mqtt/connection.ts');
  const { brokerFault } = await import('../../../sink/mqtt/fault.ts');
  const own = clientOptions(options, '', NO_WILL);
  delete own.will;
  const qos = options.qos2 ? 2 : options.obis_topics === 'qos0' ? 0 : 1;
  const client = connect({ ...own, reconnectPeriod: 0, reconnectOnConnackError: false });
  try {
    const isThere = await isDone(published(client, topic, qos), MOST_MS, signal);
    if (!isThere) throw new Error('timeout');
    await isDone(client.endAsync(), GOODBYE_MS, signal);
  } catch (error) {
    throw newProblem(`${nameOf(options)}: ${brokerFault(error).sentence}`, FAILED);
  } finally {
    client.end(true);
    client.stream.destroy();
  }
}

export const MQTT_MESSAGE: Command = {
  name: 'mqtt-message',
  summary: 'Publishes "Hello" once, as go-smarty-reader',
  usage: '-mqttBroker URL [-mqttTopicRoot TOPIC] [-mqttQos N]',
  isOld: true,
  about: `MQTTMessage of go-smarty-reader: publishes "Hello" in the topic World, below the root and the
name of this computer, and ends: a try of the way to a broker.

  smarty mqtt-message -mqttBroker tcp://192.168.1.2:1883`,
  flags: GO_FLAGS,
  async run(args, { env, out, err, signal }) {
    const given = readGoFlags(args, GO_FLAGS);
    const name = hostName();
    const layer = newLayer();
    // Never opened: settings belong to a meter.
    addOld(layer, [['source url', 'simulated'], ...mqttSettings(given)]);
    const { plan, complaints } = oldPlan(layer, { env, name, presets: MQTT_PRESETS });
    if (!tellComplaints(complaints, err)) return USAGE;
    const options = plan.sinks.find(({ kind }) => kind.group.name === 'mqtt')
      ?.options as MqttOptions;
    const topic = `${String(options.obis_root)}/${name}/World`;
    out.write(`Detected hostname: ${name}\n`);
    await publishOnce(options, topic, signal);
    out.write(`Published "Hello" to ${topic}.\n`);
    return 0;
  },
};
