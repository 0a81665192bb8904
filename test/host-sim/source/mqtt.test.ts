/** go-smarty-reader: frames that are forwarded still encrypted are decrypted by who has the key. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Aedes } from 'aedes';
import { describe, expect, test } from 'vitest';
import { frameOf, KEY } from '../../fakes/meter.ts';
import { meterPlanOf, newKept, sinkPlanOf, startRun } from '../../fakes/run.ts';
import { eventually, freePort } from '../command/program.ts';

async function startBroker(port = 0, refuses = false) {
  const aedes = await Aedes.createBroker({
    authorizeSubscribe: (_client, subscription, done) => done(null, refuses ? null : subscription),
    authenticate: (_client, user, password, done) => {
      const isRight = user === undefined || (user === 'me' && `${password}` === 'p@ss');
      done(isRight ? null : (Object.assign(new Error('no'), { returnCode: 4 }) as never), isRight);
    },
  });
  const server = createServer(aedes.handle);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const publish = (topic: string, payload: Buffer | string, retain = false) =>
    new Promise<void>((resolve) => {
      aedes.publish({ cmd: 'publish', topic, payload, qos: 1, retain, dup: false }, () =>
        resolve(),
      );
    });
  let subscribed = 0;
  aedes.on('subscribe', () => subscribed++);
  return {
    port: (server.address() as AddressInfo).port,
    publish,
    subscribed: () => subscribed,
    async close() {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      server.close();
    },
  };
}

function read(url: string, source: Record<string, string> = {}) {
  const kept = newKept();
  const run = startRun({
    meters: [meterPlanOf('cellar', { '': { key: KEY }, source: { url, ...source } })],
    sinks: [sinkPlanOf(kept, 'cellar')],
  });
  const counters = () => kept.readouts.map(({ snapshot }) => snapshot.counter);
  return { kept, run, counters };
}

const TOPIC = 'smarty/cellar/frame';

describe('MQTT as a source', () => {
  test('go-smarty-reader: frames come as hexadecimal digits or as bytes', async () => {
    const broker = await startBroker();
    const { run, counters, kept } = read(`mqtt://127.0.0.1:${broker.port}/${TOPIC}`);
    await eventually(() => broker.subscribed() > 0, 'a subscription');
    await broker.publish(TOPIC, Buffer.from(frameOf(1)).toString('hex').toUpperCase());
    await broker.publish(TOPIC, Buffer.from(frameOf(2)));
    await broker.publish('smarty/attic/frame', Buffer.from(frameOf(3)));
    await broker.publish(TOPIC, `${Buffer.from(frameOf(4)).toString('hex')}\n`);
    await eventually(() => counters().length === 3, 'three telegrams');
    await run.end();
    await broker.close();
    expect(counters()).toEqual([1, 2, 4]);
    expect(kept.readouts.every(({ snapshot }) => snapshot.authenticated)).toBe(true);
    expect(run.told).toEqual([]);
  });

  test('a copy of an older frame is refused', async () => {
    const broker = await startBroker();
    const { run, counters, kept } = read(`mqtt://127.0.0.1:${broker.port}/${TOPIC}`);
    await eventually(() => broker.subscribed() > 0, 'a subscription');
    for (const counter of [5, 6, 5, 6, 7])
      await broker.publish(TOPIC, Buffer.from(frameOf(counter)));
    await eventually(() => counters().includes(7), 'the last');
    await run.end();
    await broker.close();
    expect(counters()).toEqual([5, 6, 7]);
    expect(kept.faults.map(({ fault }) => fault)).toEqual(['replay', 'replay']);
  });

  test('a receiver that starts anew begins where the broker says the frames were', async () => {
    const broker = await startBroker();
    await broker.publish(`${TOPIC}_counter`, '100', true);
    const { run, counters } = read(`mqtt://127.0.0.1:${broker.port}/${TOPIC}`);
    await eventually(() => broker.subscribed() > 1, 'both subscriptions');
    for (const counter of [99, 100, 101, 102]) {
      await broker.publish(TOPIC, Buffer.from(frameOf(counter)));
    }
    await eventually(() => counters().includes(102), 'the last');
    const { account } = await run.end();
    await broker.close();
    expect(counters()).toEqual([101, 102]);
    expect(account.meters[0].source.old_frames).toBe(2);
    expect(run.told).toEqual([
      expect.stringMatching(/a copy of an older frame came, and was refused/),
    ]);
  });

  test('a meter with a new key is believed after three frames, also then', async () => {
    const broker = await startBroker();
    await broker.publish(`${TOPIC}_counter`, '4294967295', true);
    const { run, counters } = read(`mqtt://127.0.0.1:${broker.port}/${TOPIC}`);
    await eventually(() => broker.subscribed() > 1, 'both subscriptions');
    for (const counter of [1, 2, 3, 4]) await broker.publish(TOPIC, Buffer.from(frameOf(counter)));
    await eventually(() => counters().includes(4), 'the last');
    await run.end();
    await broker.close();
    expect(counters()).toEqual([3, 4]);
  });

  test('user and password may be settings, and the topic too; the password is not told', async () => {
    const broker = await startBroker();
    const login = { topic: TOPIC, user: 'me', password: 'p@ss' };
    const { run, counters } = read(`mqtt://127.0.0.1:${broker.port}`, login);
    await eventually(() => broker.subscribed() > 0, 'a subscription');
    await broker.publish(TOPIC, Buffer.from(frameOf(1)));
    await eventually(() => counters().length === 1, 'a telegram');
    await run.end();
    const wrong = read(`mqtt://me:wrong@127.0.0.1:${broker.port}/${TOPIC}`);
    await eventually(() => wrong.run.told.length > 0, 'a sentence');
    await wrong.run.end();
    await broker.close();
    expect(wrong.run.told).toEqual([
      `error: mqtt://127.0.0.1:${broker.port} ${TOPIC}: The broker does not accept the user name or the password: correct them. It is tried again.`,
    ]);
  });

  test('go-smarty-reader: a broker that is gone is tried again, and told once', async () => {
    const port = await freePort();
    const { run, counters } = read(`mqtt://127.0.0.1:${port}/${TOPIC}`);
    await eventually(() => run.told.length > 0, 'a sentence');
    const broker = await startBroker(port);
    await eventually(() => broker.subscribed() > 0, 'a subscription');
    await broker.publish(TOPIC, Buffer.from(frameOf(1)));
    await eventually(() => counters().length === 1, 'a telegram');
    await run.end();
    await broker.close();
    expect(run.told).toEqual([
      expect.stringMatching(
        /No connection: check the address and port of the broker.* It is tried again\.$/,
      ),
      expect.stringMatching(/ is back\.$/),
    ]);
  });

  test('a broker that does not let us read says so', async () => {
    const broker = await startBroker(0, true);
    const { run } = read(`mqtt://127.0.0.1:${broker.port}/${TOPIC}`);
    await eventually(() => run.told.length > 0, 'a sentence');
    await run.end();
    await broker.close();
    expect(run.told[0]).toContain(
      `the broker does not let us read ${TOPIC}: give the user the right`,
    );
  });

  test('a topic is needed, of one meter', async () => {
    for (const url of ['mqtt://127.0.0.1', 'mqtt://127.0.0.1/smarty/+/frame']) {
      const { run } = read(url);
      expect((await run.ended).hasFailed).toBe(true);
      expect(run.told).toEqual([
        expect.stringMatching(/^error: cellar: source needs the topic of one/),
      ]);
    }
  });
});
