/** All kinds of sinks, in the order of the help. Each stands in a file of its own. */
import type { SinkKind } from './kind.ts';
import { sinkKind } from './kind.ts';
import { HTTP } from './settings/http.ts';
import type { MqttOptions } from './settings/mqtt.ts';
import { MQTT, mqttFault } from './settings/mqtt.ts';
import { PORT, portFault } from './settings/port.ts';
import { PROMETHEUS } from './settings/prometheus.ts';
import { PTY, ptyFault } from './settings/pty.ts';
import { STDOUT } from './settings/stdout.ts';
import { TCP, tcpFault } from './settings/tcp.ts';
import { UDP, udpFault } from './settings/udp.ts';
import { WEBHOOK, webhookFault } from './settings/webhook.ts';

const stdout = sinkKind({
  group: STDOUT,
  isShared: true,
  open: async (options, around) => (await import('./stdout/stdout.ts')).openStdout(options, around),
});

const mqtt = sinkKind({
  group: MQTT,
  isShared: false,
  fault: (options, meter) => mqttFault(options as MqttOptions, meter),
  open: async (options, around) => {
    const { openMqtt } = await import('./mqtt/mqtt.ts');
    return openMqtt(options as MqttOptions, around);
  },
});

const prometheus = sinkKind({
  group: PROMETHEUS,
  isShared: true,
  open: async (options, around) => {
    const { openPrometheus } = await import('./prometheus/prometheus.ts');
    return openPrometheus(options, around);
  },
});

const http = sinkKind({
  group: HTTP,
  isShared: false,
  open: async (options, around) => (await import('./http.ts')).openHttpSink(options, around),
});

const tcp = sinkKind({
  group: TCP,
  isShared: false,
  fault: tcpFault,
  open: async (options, around) => (await import('./tcp.ts')).openTcp(options, around),
});

const pty = sinkKind({
  group: PTY,
  isShared: false,
  fault: ptyFault,
  open: async (options, around) => (await import('./pty.ts')).openPty(options, around),
});

const port = sinkKind({
  group: PORT,
  isShared: false,
  fault: portFault,
  open: async (options, around) => (await import('./port.ts')).openPort(options, around),
});

const udp = sinkKind({
  group: UDP,
  isShared: false,
  fault: udpFault,
  open: async (options, around) => (await import('./udp.ts')).openUdp(options, around),
});

const webhook = sinkKind({
  group: WEBHOOK,
  isShared: false,
  fault: webhookFault,
  open: async (options, around) => (await import('./webhook.ts')).openWebhook(options, around),
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds with different settings
export const SINK_KINDS: readonly SinkKind<any>[] = [
  ...[stdout, mqtt, prometheus, http, tcp],
  ...[pty, port, udp, webhook],
];
