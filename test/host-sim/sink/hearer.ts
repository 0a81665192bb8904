/** A broker that is not ours (mosquitto where it is installed, else aedes), and who hears all of it. */
import type { EventEmitter } from 'node:events';
import mqtt from 'mqtt';
import { startBroker } from '../../espruino/broker.ts';
import { eventually } from '../command/program.ts';

export interface Heard {
  topic: string;
  payload: string;
  qos: number;
  retain: boolean;
}

export interface Hearer {
  port: number;
  heard: Heard[];
  close(): Promise<void>;
}

/** Retained or not is told as it was published (MQTT 5 §3.8.3.1). */
export async function newHearer(port?: number): Promise<Hearer> {
  const broker = await startBroker(port);
  const heard: Heard[] = [];
  const client = mqtt.connect({
    ...{ host: '127.0.0.1', port: broker.port, protocolVersion: 5, reconnectPeriod: 50 },
    properties: { receiveMaximum: 1000 },
  });
  (client as unknown as EventEmitter).on('error', () => undefined);
  client.on('message', (topic, payload, { qos, retain }) =>
    heard.push({ topic, payload: payload.toString('utf8'), qos, retain }),
  );
  let isReady = false;
  client.on('connect', () => {
    client.subscribe('#', { qos: 2, rap: true }, (error) => (isReady = !error));
  });
  await eventually(() => isReady, 'a subscriber');
  return {
    port: broker.port,
    heard,
    async close() {
      await client.endAsync(true);
      await broker.stop();
    },
  };
}

/** The payloads of one topic, in their order. */
export function valuesOf(heard: readonly Heard[], topic: string): string[] {
  return heard.filter((one) => one.topic === topic).map(({ payload }) => payload);
}
