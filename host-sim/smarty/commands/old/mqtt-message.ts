/** `smarty mqtt-message`: tries the way to a broker, as MQTTMessage of go-smarty-reader. */
import { FAILED, newProblem, USAGE } from '../../../command/problem.ts';
import { readGoFlags } from '../../../legacy/go-flags.ts';
import { hostName, MQTT_PRESETS, mqttSettings } from '../../../legacy/go-mqtt.ts';
import { addOld, oldPlan } from '../../../legacy/plan.ts';
import { newLayer } from '../../../settings/given.ts';
import type { MqttOptions } from '../../../sink/settings/mqtt.ts';
import type { Command } from '../../command.ts';
import { tellComplaints } from '../../reading.ts';
import { GO_FLAGS } from './go-smarty-reader.ts';

const NO_WILL = { topic: '', payload: '' };

async function publishOnce(
  options: MqttOptions,
  topic: string,
  signal: AbortSignal,
): Promise<void> {
  const { connectAsync } = await import('mqtt');
  const { clientOptions, nameOf } = await import('../../../sink/mqtt/connection.ts');
  const { brokerFault } = await import('../../../sink/mqtt/fault.ts');
  const own = clientOptions(options, '', NO_WILL);
  delete own.will;
  const qos = options.qos2 ? 2 : options.obis_topics === 'qos0' ? 0 : 1;
  try {
    const client = await connectAsync({
      ...own,
      reconnectPeriod: 0,
      reconnectOnConnackError: false,
    });
    const leave = () => client.end(true);
    signal.addEventListener('abort', leave);
    await client.publishAsync(topic, 'Hello', { qos });
    await client.endAsync();
    signal.removeEventListener('abort', leave);
  } catch (error) {
    throw newProblem(`${nameOf(options)}: ${brokerFault(error).sentence}`, FAILED);
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
