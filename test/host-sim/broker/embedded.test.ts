import { networkInterfaces } from 'node:os';
import { connectAsync } from 'mqtt';
import { afterEach, expect, test } from 'vitest';
import type { EmbeddedBroker } from '../../../host-sim/broker/embedded.ts';
import { openBroker } from '../../../host-sim/broker/embedded.ts';
import { eventually, newBusyPort } from '../command/program.ts';

const brokers: EmbeddedBroker[] = [];

afterEach(async () => {
  for (const broker of brokers.splice(0)) await broker.close();
});

async function open(port = 0): Promise<EmbeddedBroker> {
  const broker = await openBroker(port);
  brokers.push(broker);
  return broker;
}

test('it carries messages from one client to another, and keeps the retained', async () => {
  const { address } = await open();
  const [sender, hearer] = await Promise.all([
    connectAsync({ ...address }),
    connectAsync({ ...address }),
  ]);
  const heard: string[] = [];
  hearer.on('message', (topic, payload) => heard.push(`${topic} ${payload.toString()}`));
  await sender.publishAsync('a/kept', '1', { qos: 1, retain: true });
  await hearer.subscribeAsync('a/#', { qos: 1 });
  await sender.publishAsync('a/new', '2', { qos: 1 });
  await eventually(() => heard.length === 2, 'both messages');
  expect(heard).toEqual(['a/kept 1', 'a/new 2']);
  await Promise.all([sender.endAsync(), hearer.endAsync()]);
});

test('only this computer reaches it', async () => {
  const { address } = await open();
  expect(address.host).toBe('127.0.0.1');
  const others = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address: host } of others.filter(
    ({ internal, family }) => !internal && family === 'IPv4',
  )) {
    const connecting = connectAsync(
      `mqtt://${host}:${address.port}`,
      { reconnectPeriod: 0 },
      false,
    );
    await expect(connecting).rejects.toThrow();
  }
});

test('a busy port is refused in one sentence with the remedy', async () => {
  const busy = await newBusyPort();
  await expect(openBroker(busy.port)).rejects.toMatchObject({
    exitCode: 1,
    message: `Port ${busy.port} is in use: choose another with --mqtt embedded:PORT, or use the broker there with --mqtt mqtt://127.0.0.1:${busy.port}.`,
  });
  busy.close();
});

test('it ends although a client stays, and its port is free again', async () => {
  const broker = await open();
  const client = await connectAsync({ ...broker.address, reconnectPeriod: 0 });
  const { port } = broker.address;
  await broker.close();
  await eventually(() => !client.connected, 'the client is cut off');
  expect((await open(port)).address.port).toBe(port);
});
