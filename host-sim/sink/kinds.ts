/** All kinds of sinks, in the order of the help. Each stands in a file of its own. */
import type { SinkKind } from './kind.ts';
import { sinkKind } from './kind.ts';
import type { MqttOptions } from './settings/mqtt.ts';
import { MQTT } from './settings/mqtt.ts';

const mqtt = sinkKind({
  group: MQTT,
  isShared: false,
  open: async (options, around) => {
    const { openMqtt } = await import('./mqtt/mqtt.ts');
    return openMqtt(options as MqttOptions, around);
  },
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds with different settings
export const SINK_KINDS: readonly SinkKind<any>[] = [mqtt];
