// The other side is scripted through the npm package mqtt-packet, and at the end it is aedes.
import type { Duplex } from 'node:stream';
import type { AedesPublishPacket } from 'aedes';
import { Aedes } from 'aedes';
import type { Packet as ForeignPacket, IPublishPacket } from 'mqtt-packet';
import { generate, parser } from 'mqtt-packet';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import { pushMessage } from '../../../firmware/core/mqtt/queue.ts';
import type { Session, SessionFault, SessionOptions } from '../../../firmware/core/mqtt/session.ts';
import {
  closeSession,
  faultAdvice,
  newSession,
  sendWaiting,
  tickSession,
} from '../../../firmware/core/mqtt/session.ts';
import type { Net } from '../../../firmware/core/ports.ts';
import type { FakeBroker, Script } from '../../fakes/net.ts';
import {
  deliverAnswer,
  latestSocket,
  newFakeBroker,
  newPipe,
  packetBytes,
  POLITE,
  settle,
} from '../../fakes/net.ts';

const S = 1000;
const STATUS = { topic: 'dongle/status', online: 'online', offline: 'offline' };

/** As the app does it. False: refused. */
function publish(session: Session, message: Message): boolean {
  const isQueued = pushMessage(session.queue, message);
  sendWaiting(session);
  return isQueued;
}

type Client = ReturnType<typeof newClient>;

function newClient(over: Partial<SessionOptions> = {}, broker: FakeBroker = newFakeBroker()) {
  const states: string[] = [];
  const messages: [string, string, boolean][] = [];
  const session = newSession({
    host: 'broker.lan',
    port: 1883,
    clientId: 'dongle',
    keepAliveS: 60,
    queueBytes: 20000,
    status: STATUS,
    subscriptions: ['dongle/set/#'],
    net: broker.net,
    random: () => 1,
    onMessage: (topic, payload, retain) => messages.push([topic, payload, retain]),
    onChange: () => states.push(session.state),
    ...over,
  });
  return { session, broker, net: broker.net, states, messages };
}

/** Connected, with all the broker has to say to that delivered. */
function newUpClient(over: Partial<SessionOptions> = {}, script: Script = POLITE): Client {
  const client = newClient(over, newFakeBroker(script));
  tickSession(client.session, 0);
  open(client);
  return client;
}

function open({ net, broker }: Client): void {
  latestSocket(net).on.open();
  settle(broker);
}

/** Ticks once a second until a further connection is tried; the time it took. */
function waitForConnect({ session, net }: Client): number {
  const startMs = session.nowMs;
  const count = net.sockets.length;
  while (net.sockets.length === count) tickSession(session, session.nowMs + 100);
  return session.nowMs - startMs;
}

function say({ net }: Client, ...packets: ForeignPacket[]): void {
  latestSocket(net).on.data(packets.map(packetBytes).join(''));
}

/** Short names of what was sent: 'connect', 'puback 7', 'publish topic payload' with marks. */
function nameOf(packet: ForeignPacket): string {
  if (packet.cmd === 'puback') return `puback ${packet.messageId}`;
  return packet.cmd === 'publish' ? nameOfPublish(packet) : packet.cmd;
}

function nameOfPublish(packet: Omit<IPublishPacket, 'cmd'>): string {
  const marks = `${packet.qos}${packet.retain ? 'r' : ''}${packet.dup ? 'd' : ''}`;
  return `${packet.topic} ${packet.payload.toString()} ${marks}`;
}

function heardBy(broker: FakeBroker): string[] {
  return broker.heard.map(nameOf);
}

function message(payload: string, qos: 0 | 1 = 1): Message {
  return { topic: 'p', payload, qos, retain: false };
}

function inboundOfQos(qos: 0 | 1 | 2): IPublishPacket {
  return { cmd: 'publish', topic: 'dongle/set/led', payload: 'on', qos, dup: false, retain: false };
}

const GREETINGS = ['connect', 'dongle/status online 1r', 'subscribe'];
const INBOUND = inboundOfQos(0);
const ACCEPTED: ForeignPacket = { cmd: 'connack', returnCode: 0, sessionPresent: false };

describe('a connection', () => {
  test('is tried at the first tick, not before', () => {
    const { session, net, states } = newClient();
    expect([session.state, net.sockets.length]).toEqual(['idle', 0]);
    tickSession(session, 5 * S);
    expect([session.state, net.sockets.length]).toEqual(['connecting', 1]);
    expect(latestSocket(net)).toMatchObject({ host: 'broker.lan', port: 1883, sent: [] });
    expect(states).toEqual(['connecting']);
  });

  test('begins with CONNECT: clean session, keep alive, login, last will', () => {
    const client = newClient({ user: 'ann', password: 'pw' });
    tickSession(client.session, 0);
    latestSocket(client.net).on.open();
    expect(client.session.state).toBe('greeting');
    expect(client.broker.heard).toMatchObject([
      {
        ...{ cmd: 'connect', clientId: 'dongle', clean: true, keepalive: 60, protocolVersion: 4 },
        ...{ username: 'ann', password: Buffer.from('pw') },
        will: { topic: STATUS.topic, payload: Buffer.from('offline'), qos: 1, retain: true },
      },
    ]);
  });

  test('goes through its states, announces online, then subscribes at QoS 1', () => {
    const { broker, states, session } = newUpClient();
    expect(states).toEqual(['connecting', 'greeting', 'up']);
    expect(heardBy(broker)).toEqual(GREETINGS);
    expect(broker.heard[2]).toMatchObject({ subscriptions: [{ topic: 'dongle/set/#', qos: 1 }] });
    expect(session).toMatchObject({ fault: undefined, faults: 0, reconnects: 0 });
  });

  test('sends no SUBSCRIBE when there is nothing to subscribe to', () => {
    expect(heardBy(newUpClient({ subscriptions: [] }).broker)).toEqual(GREETINGS.slice(0, 2));
  });

  test('works for a host without any listener', () => {
    const client = newUpClient({ onChange: undefined, onMessage: undefined });
    say(client, { ...INBOUND, qos: 1, messageId: 5 });
    expect(heardBy(client.broker)).toEqual([...GREETINGS, 'puback 5']);
  });

  test('survives its stream being cut at every position', () => {
    const streams: ForeignPacket[][] = [
      [ACCEPTED, { cmd: 'suback', messageId: 1, granted: [1] }, { cmd: 'puback', messageId: 2 }],
      [{ ...inboundOfQos(1), messageId: 5 }, { cmd: 'puback', messageId: 16 }, INBOUND],
      [
        { ...INBOUND, payload: 'x'.repeat(130) },
        { cmd: 'puback', messageId: 17 },
      ],
    ];
    const pieces = streams.map((packets) => packets.map(packetBytes).join(''));
    for (let cut = 0; cut <= Math.max(...pieces.map((bytes) => bytes.length)); cut++) {
      const { session, net, broker, messages } = newClient({}, newFakeBroker({}));
      for (const payload of ['a', 'b', 'c']) publish(session, message(payload));
      tickSession(session, 0);
      const { on } = latestSocket(net);
      on.open();
      for (const bytes of pieces) {
        on.data(bytes.slice(0, cut));
        on.data(bytes.slice(cut));
      }
      expect(session, `cut at ${cut}`).toMatchObject({ state: 'up', faults: 0, received: 3 });
      expect(messages.map((m) => m[1].length)).toEqual([2, 2, 130]);
      const sent = ['p a 1', 'puback 5', 'p b 1', 'p c 1'];
      expect(heardBy(broker)).toEqual([...GREETINGS, ...sent]);
    }
  });
});

describe('publishing', () => {
  test('waits for the connection, and for online to be acknowledged', () => {
    const { session, broker, net } = newClient();
    expect(publish(session, message('a'))).toBe(true);
    tickSession(session, 0);
    latestSocket(net).on.open();
    publish(session, message('b', 0));
    deliverAnswer(broker);
    publish(session, message('c', 0));
    expect(heardBy(broker)).toEqual(GREETINGS);
    settle(broker);
    expect(heardBy(broker)).toEqual([...GREETINGS, 'p a 1', 'p b 0', 'p c 0']);
  });

  test('follows online even when it is done on the change to up', () => {
    const client: Client = newClient({
      onChange: () => {
        if (client.session.state === 'up') publish(client.session, message('config'));
      },
    });
    tickSession(client.session, 0);
    open(client);
    expect(heardBy(client.broker)).toEqual([...GREETINGS, 'p config 1']);
  });

  test('sends QoS 0 at once and forgets it', () => {
    const { session, broker } = newUpClient();
    publish(session, message('a', 0));
    publish(session, message('b', 0));
    expect(heardBy(broker).slice(3)).toEqual(['p a 0', 'p b 0']);
    expect(session.queue).toMatchObject({ messages: [], inFlight: false, dropped: 0 });
  });

  test('sends a QoS 1 message only when the one before is acknowledged', () => {
    const { session, broker } = newUpClient();
    for (const payload of ['a', 'b', 'c']) publish(session, message(payload));
    expect(heardBy(broker).slice(3)).toEqual(['p a 1']);
    deliverAnswer(broker);
    expect(heardBy(broker).slice(3)).toEqual(['p a 1', 'p b 1']);
    settle(broker);
    expect(heardBy(broker).slice(3)).toEqual(['p a 1', 'p b 1', 'p c 1']);
    expect(session.queue).toMatchObject({ messages: [], inFlight: false, dropped: 0 });
  });

  test('ignores the acknowledgement of something else', () => {
    const client = newUpClient();
    publish(client.session, message('a'));
    publish(client.session, message('b'));
    say(client, { cmd: 'puback', messageId: 2 }, { cmd: 'puback', messageId: 17 });
    expect(heardBy(client.broker).slice(3)).toEqual(['p a 1']);
    expect(client.session).toMatchObject({ state: 'up', queue: { inFlight: true } });
    expect(client.session.queue.messages).toHaveLength(2);
  });

  test('says when a message is refused', () => {
    const { session } = newUpClient({ queueBytes: 500 });
    expect(publish(session, message('x'.repeat(500)))).toBe(false);
    expect(session.queue.dropped).toBe(1);
  });

  test('reports idle each time the last message has gone, and QoS 1 is acknowledged', () => {
    const seen: number[] = [];
    const client: Client = newClient({
      onIdle: () => {
        seen.push(heardBy(client.broker).filter((name) => name.startsWith('p ')).length);
        if (seen.length === 1) publish(client.session, message('more'));
      },
    });
    publish(client.session, message('a'));
    publish(client.session, message('b'));
    tickSession(client.session, 0);
    latestSocket(client.net).on.open();
    expect(seen).toEqual([]);
    settle(client.broker);
    expect(seen).toEqual([2, 3]);
    client.net.takes = false;
    publish(client.session, message('c', 0));
    expect(seen).toEqual([2, 3]);
    latestSocket(client.net).on.drained();
    expect(seen).toEqual([2, 3, 4]);
    latestSocket(client.net).on.closed();
    expect(seen).toEqual([2, 3, 4]);
  });

  test('waits for a full socket to drain, message by message', () => {
    const { session, broker, net } = newUpClient();
    net.takes = false;
    for (const payload of ['a', 'b', 'c']) publish(session, message(payload, 0));
    expect(heardBy(broker).slice(3)).toEqual(['p a 0']);
    latestSocket(net).on.drained();
    expect(heardBy(broker).slice(3)).toEqual(['p a 0', 'p b 0']);
    net.takes = true;
    latestSocket(net).on.drained();
    expect(heardBy(broker).slice(3)).toEqual(['p a 0', 'p b 0', 'p c 0']);
  });

  test('holds online back, too, while the socket is full of CONNECT', () => {
    const client = newClient();
    client.net.takes = false;
    tickSession(client.session, 0);
    open(client);
    expect(client.session.state).toBe('up');
    expect(heardBy(client.broker)).toEqual(['connect']);
    latestSocket(client.net).on.drained();
    expect(heardBy(client.broker)).toEqual(GREETINGS);
  });

  test('works with a host that answers, drains or closes while it is handed bytes', () => {
    const client = newClient();
    const listen = client.net.onSend;
    client.net.takes = false;
    client.net.onSend = (socket, bytes) => {
      listen(socket, bytes);
      socket.on.drained();
      settle(client.broker);
    };
    for (const payload of ['a', 'b', 'c']) publish(client.session, message(payload));
    tickSession(client.session, 0);
    latestSocket(client.net).on.open();
    expect(heardBy(client.broker)).toEqual([...GREETINGS, 'p a 1', 'p b 1', 'p c 1']);
    client.net.onSend = (socket) => socket.on.closed();
    publish(client.session, message('d'));
    expect(client.session).toMatchObject({ state: 'waiting', fault: 'closed' });
    client.net.onSend = listen;
    client.net.takes = true;
    waitForConnect(client);
    open(client);
    expect(heardBy(client.broker).slice(-1)).toEqual(['p d 1d']);
    expect(client.session.queue).toMatchObject({ messages: [], inFlight: false, dropped: 0 });
  });
});

describe('a message without acknowledgement', () => {
  const DEAF: Script = { ...POLITE, publish: () => [] };

  test('is sent again after online, with the same id and DUP, at every connection', () => {
    const client = newUpClient();
    const { session, broker, net } = client;
    publish(session, message('a'));
    publish(session, message('b'));
    broker.answers = [];
    for (let i = 0; i < 3; i++) {
      latestSocket(net).on.closed();
      expect(waitForConnect(client)).toBeGreaterThan(0);
      latestSocket(net).on.open();
      deliverAnswer(broker);
      deliverAnswer(broker);
      broker.answers = [];
    }
    const again = [...GREETINGS, 'p a 1d'];
    expect(heardBy(broker)).toEqual([...GREETINGS, 'p a 1', ...again, ...again, ...again]);
    const ids = broker.heard.filter((p) => nameOf(p).startsWith('p a')).map((p) => p.messageId);
    expect(new Set(ids).size).toBe(1);
    expect(broker.heard.map((p) => p.messageId)).not.toContain(0);
    say(client, { cmd: 'puback', messageId: ids[0] });
    expect(heardBy(broker).slice(-1)).toEqual(['p b 1']);
    expect(session.queue).toMatchObject({
      messages: [{ payload: 'b' }],
      inFlight: true,
      dropped: 0,
    });
  });

  test('is not repeated within a connection', () => {
    const { session, broker } = newUpClient();
    broker.script = DEAF;
    publish(session, message('a'));
    for (let s = 1; s < 300; s++) {
      tickSession(session, s * S);
      settle(broker);
    }
    expect(heardBy(broker).filter((name) => name.startsWith('p '))).toEqual(['p a 1']);
    expect(session.state).toBe('up');
  });

  test('does not go before online is acknowledged on the new connection', () => {
    const client = newUpClient();
    publish(client.session, message('a'));
    client.broker.answers = [];
    client.broker.script = DEAF;
    latestSocket(client.net).on.closed();
    waitForConnect(client);
    open(client);
    expect(heardBy(client.broker).slice(4)).toEqual(GREETINGS);
  });

  // Cuts after every number of answers, in all orders a seed gives; QoS 1 must all arrive.
  test('is never lost, wherever the connections break, and order is kept', () => {
    let breaks = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const client = newUpClient();
      const { session, broker, net } = client;
      let random = seed;
      const roll = (n: number) => (random = (random * 48271) % 2147483647) % n;
      for (let i = 0; i < 60; i++) {
        if (i < 20) publish(session, message(`${i}.`));
        const action = roll(4);
        if (action < 2) deliverAnswer(broker);
        else if (action === 2 && session.state === 'up') {
          breaks++;
          latestSocket(net).on.closed();
          broker.answers = [];
        } else if (session.state === 'waiting') {
          waitForConnect(client);
          latestSocket(net).on.open();
        }
      }
      if (session.state === 'waiting') {
        waitForConnect(client);
        latestSocket(net).on.open();
      }
      settle(broker);
      const heard = broker.heard.filter((p) => p.cmd === 'publish' && p.topic === 'p');
      const inOrder = heard.map((p) => parseInt(nameOf(p).slice(2), 10));
      const firsts = heard.filter((p) => p.cmd === 'publish' && !p.dup);
      expect(inOrder).toEqual(inOrder.slice().sort((a, b) => a - b));
      expect(firsts.map(nameOf)).toEqual(Array.from({ length: 20 }, (_, i) => `p ${i}. 1`));
      expect(session.queue).toMatchObject({ messages: [], inFlight: false, dropped: 0 });
    }
    expect(breaks).toBeGreaterThan(100);
  });

  test('stays while newer ones are dropped for want of room', () => {
    const client = newUpClient({ queueBytes: 600 });
    const { session, broker } = client;
    publish(session, message('a'));
    broker.answers = [];
    latestSocket(client.net).on.closed();
    for (const payload of ['b', 'c', 'd', 'e']) publish(session, message(payload));
    waitForConnect(client);
    open(client);
    expect(heardBy(broker).slice(-3)).toEqual(['p a 1d', 'p d 1', 'p e 1']);
    expect(session.queue.dropped).toBe(2);
  });
});

describe('time', () => {
  test('a connection that does not open within 15 s is given up', () => {
    const { session, net } = newClient();
    tickSession(session, 1 * S);
    tickSession(session, 16 * S - 1);
    expect(session.state).toBe('connecting');
    tickSession(session, 16 * S);
    expect(session).toMatchObject({ state: 'waiting', fault: 'timeout', faults: 1 });
    expect(latestSocket(net).isClosed).toBe(true);
  });

  test('a CONNACK that does not come within 15 s of the first attempt is given up', () => {
    const { session, net } = newClient({}, newFakeBroker({}));
    tickSession(session, 1 * S);
    tickSession(session, 10 * S);
    latestSocket(net).on.open();
    tickSession(session, 16 * S - 1);
    expect(session.state).toBe('greeting');
    tickSession(session, 16 * S);
    expect(session).toMatchObject({ state: 'waiting', fault: 'timeout' });
    expect(latestSocket(net).isClosed).toBe(true);
  });

  test('a silent link is pinged after half the keep alive, once each half', () => {
    const { session, broker } = newUpClient();
    tickSession(session, 30 * S - 1);
    expect(heardBy(broker)).toEqual(GREETINGS);
    for (let s = 30; s < 120; s++) {
      tickSession(session, s * S);
      settle(broker);
    }
    expect(heardBy(broker).slice(3)).toEqual(['pingreq', 'pingreq', 'pingreq']);
    expect(session.state).toBe('up');
  });

  test('a link in use both ways is not pinged', () => {
    const { session, broker } = newUpClient();
    for (let s = 1; s < 300; s++) {
      tickSession(session, s * S);
      if (s % 10 === 0) publish(session, message('a'));
      settle(broker);
    }
    expect(heardBy(broker)).not.toContain('pingreq');
  });

  test('a link that only sends QoS 0 is pinged, and so not taken for dead', () => {
    const { session, broker } = newUpClient();
    for (let s = 1; s < 300; s++) {
      tickSession(session, s * S);
      if (s % 10 === 0) publish(session, message('a', 0));
      settle(broker);
    }
    expect(session).toMatchObject({ state: 'up', faults: 0 });
    expect(heardBy(broker).filter((name) => name === 'pingreq')).toHaveLength(9);
  });

  test('a link that only receives is pinged, or the broker would take us for dead', () => {
    const client = newUpClient();
    for (let s = 1; s <= 60; s++) {
      tickSession(client.session, s * S);
      say(client, INBOUND);
    }
    expect(heardBy(client.broker).slice(3)).toEqual(['pingreq', 'pingreq']);
  });

  test('a link that is silent for one and a half keep alives is dead', () => {
    const { session, net } = newUpClient({ keepAliveS: 20 }, { ...POLITE, pingreq: () => [] });
    for (let s = 1; s < 30; s++) tickSession(session, s * S);
    expect(session.state).toBe('up');
    tickSession(session, 30 * S);
    expect(session).toMatchObject({ state: 'waiting', fault: 'timeout' });
    expect(latestSocket(net).isClosed).toBe(true);
  });

  test('a ping waits for a full socket', () => {
    const { session, broker, net } = newUpClient();
    net.takes = false;
    publish(session, message('a', 0));
    tickSession(session, 31 * S);
    expect(heardBy(broker)).not.toContain('pingreq');
    latestSocket(net).on.drained();
    expect(heardBy(broker).slice(-1)).toEqual(['pingreq']);
  });
});

describe('a new attempt', () => {
  function waits(client: Client, count: number): number[] {
    return Array.from({ length: count }, () => {
      latestSocket(client.net).on.closed();
      return waitForConnect(client) / S;
    });
  }

  test('comes after 1, 2, 4 ... at most 60 s', () => {
    const client = newClient();
    tickSession(client.session, 0);
    expect(waits(client, 9)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(client.session).toMatchObject({ reconnects: 9, faults: 9, fault: 'unreachable' });
  });

  test('comes after half of that when chance says so', () => {
    const client = newClient({ random: () => 0 });
    tickSession(client.session, 0);
    expect(waits(client, 8)).toEqual([0.5, 1, 2, 4, 8, 16, 30, 30]);
  });

  test('comes ever later as long as connections are accepted but do not last', () => {
    const client = newUpClient();
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) {
      seen.push(...waits(client, 1));
      open(client);
    }
    expect(seen).toEqual([1, 2, 4, 8]);
  });

  test('comes soon again after a message was acknowledged', () => {
    const client = newClient();
    tickSession(client.session, 0);
    expect(waits(client, 3)).toEqual([1, 2, 4]);
    open(client);
    publish(client.session, message('a'));
    settle(client.broker);
    expect(waits(client, 2)).toEqual([1, 2]);
  });

  test.each([
    [59.9, 8],
    [60, 1],
  ])('after a connection of %d s comes after %d s', (upS, waitS) => {
    const client = newClient();
    tickSession(client.session, 0);
    waits(client, 3);
    open(client);
    const startMs = client.session.nowMs;
    tickSession(client.session, startMs + 30 * S);
    settle(client.broker);
    tickSession(client.session, startMs + upS * S);
    expect(waits(client, 1)).toEqual([waitS]);
  });
});

describe('a fault', () => {
  const REFUSALS: [number, SessionFault][] = [
    [1, 'refused-version'],
    [2, 'refused-id'],
    [3, 'refused-server'],
    [4, 'refused-login'],
    [5, 'refused-rights'],
    [6, 'protocol'],
    [255, 'protocol'],
  ];

  test.each(REFUSALS)('of return code %i is %s, and is tried again ever later', (code, fault) => {
    const refuse = () => [{ cmd: 'connack', returnCode: code, sessionPresent: false }];
    const client = newUpClient({}, { connect: refuse as () => ForeignPacket[] });
    expect(client.session).toMatchObject({ state: 'waiting', fault, faults: 1 });
    expect(latestSocket(client.net).isClosed).toBe(true);
    expect(waitForConnect(client)).toBe(1 * S);
    open(client);
    expect(waitForConnect(client)).toBe(2 * S);
    client.broker.script = POLITE;
    open(client);
    expect(client.session).toMatchObject({ state: 'up', fault: undefined, faults: 2 });
  });

  test('is unreachable when the connection does not come about', () => {
    const { session, net, states } = newClient();
    tickSession(session, 0);
    latestSocket(net).on.closed('refused');
    expect(session).toMatchObject({ state: 'waiting', fault: 'unreachable', faults: 1 });
    expect(states).toEqual(['connecting', 'waiting']);
  });

  test('is unreachable, too, when the host knows before it returns', () => {
    const client = newClient();
    client.net.onConnect = (on) => on.closed('refused');
    tickSession(client.session, 0);
    expect(client.session).toMatchObject({ state: 'waiting', fault: 'unreachable', faults: 1 });
    expect(client.states).toEqual(['waiting']);
    client.net.onConnect = () => {};
    expect(waitForConnect(client)).toBe(1 * S);
    open(client);
    expect(client.session.state).toBe('up');
  });

  test('is closed when the broker hangs up before or after CONNACK', () => {
    const early = newClient();
    tickSession(early.session, 0);
    latestSocket(early.net).on.open();
    latestSocket(early.net).on.closed();
    expect(early.session).toMatchObject({ state: 'waiting', fault: 'closed' });
    const late = newUpClient();
    latestSocket(late.net).on.closed();
    expect(late.session).toMatchObject({ state: 'waiting', fault: 'closed' });
  });

  const NONSENSE: [string, ForeignPacket][] = [
    ['a second CONNACK', ACCEPTED],
    ['a publication of QoS 2', { ...inboundOfQos(2), messageId: 5 }],
    ['a packet for brokers', { cmd: 'pingreq' }],
  ];

  test.each(NONSENSE)('is protocol after %s', (_name, packet) => {
    const client = newUpClient();
    say(client, packet);
    expect(client.session).toMatchObject({ state: 'waiting', fault: 'protocol', faults: 1 });
    expect(latestSocket(client.net).isClosed).toBe(true);
    expect(client.messages).toEqual([]);
  });

  test.each([
    ['another packet before CONNACK', packetBytes({ cmd: 'pingresp' })],
    ['something that is not MQTT', 'HTTP/1.1 400 Bad Request\r\n\r\n'],
  ])('is protocol after %s', (_name, bytes) => {
    const { session, net, messages } = newClient();
    tickSession(session, 0);
    latestSocket(net).on.open();
    latestSocket(net).on.data(bytes + packetBytes(INBOUND));
    expect(session).toMatchObject({ state: 'waiting', fault: 'protocol', faults: 1 });
    expect(messages).toEqual([]);
  });

  test('leaves nothing behind for the next connection', () => {
    const client = newUpClient();
    latestSocket(client.net).on.data(packetBytes(INBOUND).slice(0, 5));
    latestSocket(client.net).on.closed();
    waitForConnect(client);
    open(client);
    expect(client.session).toMatchObject({ state: 'up', faults: 1 });
  });

  test('is subscription when a topic is refused, and the session stays up', () => {
    const refuse = () => [{ cmd: 'suback', messageId: 1, granted: [1, 0x80] }] as ForeignPacket[];
    const client = newUpClient({ subscriptions: ['a', 'b'] }, { ...POLITE, subscribe: refuse });
    expect(client.session).toMatchObject({ state: 'up', fault: 'subscription', faults: 1 });
    expect(client.states).toEqual(['connecting', 'greeting', 'up', 'up']);
    publish(client.session, message('a'));
    expect(heardBy(client.broker).slice(-1)).toEqual(['p a 1']);
  });

  test('comes with a sentence on what to do', () => {
    const faults: SessionFault[] = REFUSALS.map(([, fault]) => fault);
    faults.push('unreachable', 'timeout', 'closed', 'subscription');
    const advice = new Set(faults.map(faultAdvice));
    expect(advice.size).toBe(10);
    for (const sentence of advice) expect(sentence).toMatch(/^[A-Z].{30,}\.$/);
  });

  test('makes late events of the old connection count for nothing', () => {
    const client = newUpClient();
    const old = latestSocket(client.net);
    client.net.takes = false;
    publish(client.session, message('a', 0));
    old.on.closed();
    publish(client.session, message('b', 0));
    const before = heardBy(client.broker);
    for (const next of [() => {}, () => waitForConnect(client)]) {
      next();
      const state = client.session.state;
      old.on.open();
      old.on.data(packetBytes(ACCEPTED) + packetBytes(INBOUND));
      old.on.drained();
      old.on.closed();
      expect(client.session).toMatchObject({ state, faults: 1, received: 0 });
    }
    expect(heardBy(client.broker)).toEqual(before);
  });
});

describe('a message from the broker', () => {
  test('of QoS 0 is handed on, with its retain flag', () => {
    const client = newUpClient();
    say(client, INBOUND, { ...INBOUND, retain: true, payload: '' });
    expect(client.messages).toEqual([
      ['dongle/set/led', 'on', false],
      ['dongle/set/led', '', true],
    ]);
    expect(client.session.received).toBe(2);
    expect(heardBy(client.broker)).toEqual(GREETINGS);
  });

  test('of QoS 1 is acknowledged, in order, before the next message goes out', () => {
    const client: Client = newUpClient({
      onMessage: (_topic, payload) => publish(client.session, message(payload, 0)),
    });
    const first: ForeignPacket = { ...inboundOfQos(1), messageId: 7 };
    const second: ForeignPacket = { ...inboundOfQos(1), messageId: 65535, payload: 'off' };
    say(client, first);
    expect(heardBy(client.broker).slice(3)).toEqual(['puback 7', 'p on 0']);
    say(client, second, { ...first, messageId: 8 });
    expect(
      heardBy(client.broker)
        .slice(5)
        .filter((name) => name.startsWith('puback')),
    ).toEqual(['puback 65535', 'puback 8']);
  });

  test('is acknowledged after a full socket has drained', () => {
    const client = newUpClient();
    client.net.takes = false;
    publish(client.session, message('a', 0));
    say(client, { ...inboundOfQos(1), messageId: 7 }, { ...inboundOfQos(1), messageId: 8 });
    expect(heardBy(client.broker).slice(3)).toEqual(['p a 0']);
    latestSocket(client.net).on.drained();
    expect(heardBy(client.broker).slice(4)).toEqual(['puback 7', 'puback 8']);
    // One call for both: each would have to wait for its own drain.
    expect(latestSocket(client.net).sent).toHaveLength(4);
  });

  test('is acknowledged by hundreds in one piece', () => {
    const client = newUpClient();
    const many = Array.from({ length: 1000 }, (_, i) => ({
      ...inboundOfQos(1),
      messageId: i + 1,
    }));
    say(client, ...many);
    expect(client.session).toMatchObject({ state: 'up', received: 1000 });
    expect(client.broker.heard.filter((p) => p.cmd === 'puback')).toHaveLength(1000);
  });

  test('ends the connection when the broker sends on and on but never reads', () => {
    const client = newUpClient();
    client.net.takes = false;
    publish(client.session, message('a', 0));
    let count = 0;
    while (client.session.state === 'up') {
      count++;
      say(client, { ...inboundOfQos(1), messageId: count });
    }
    expect(count).toBeGreaterThan(256);
    expect(count).toBeLessThan(400);
    expect(client.session).toMatchObject({ state: 'waiting', fault: 'timeout', owed: '' });
  });

  test('that is too long is skipped and counted', () => {
    const client = newUpClient();
    say(client, { ...INBOUND, payload: 'x'.repeat(5000) }, INBOUND);
    expect(client.messages).toEqual([['dongle/set/led', 'on', false]]);
    expect(client.session).toMatchObject({ state: 'up', received: 1, reader: { skipped: 1 } });
  });
});

describe('closing', () => {
  test('publishes offline, disconnects, and is final', () => {
    const client = newUpClient();
    const { session, broker, net, states } = client;
    closeSession(session);
    expect(heardBy(broker).slice(3)).toEqual(['dongle/status offline 1r', 'disconnect']);
    expect(latestSocket(net).isClosed).toBe(true);
    expect(session).toMatchObject({ state: 'closed', fault: undefined });
    publish(session, message('a'));
    closeSession(session);
    latestSocket(net).on.closed();
    for (let s = 1; s < 300; s++) tickSession(session, s * S);
    expect([net.sockets.length, broker.heard.length]).toEqual([1, 5]);
    expect(states).toEqual(['connecting', 'greeting', 'up', 'closed']);
  });

  test('has its last word even when the socket is full', () => {
    const { session, broker, net } = newUpClient();
    net.takes = false;
    publish(session, message('a', 0));
    closeSession(session);
    expect(heardBy(broker).slice(-2)).toEqual(['dongle/status offline 1r', 'disconnect']);
  });

  test('before the connection is up says nothing', () => {
    const idle = newClient();
    closeSession(idle.session);
    tickSession(idle.session, 0);
    expect([idle.session.state, idle.net.sockets.length]).toEqual(['closed', 0]);
    const connecting = newClient();
    tickSession(connecting.session, 0);
    closeSession(connecting.session);
    expect(latestSocket(connecting.net)).toMatchObject({ isClosed: true, sent: [] });
    latestSocket(connecting.net).on.open();
    expect(latestSocket(connecting.net).sent).toEqual([]);
    const waiting = newClient();
    tickSession(waiting.session, 0);
    latestSocket(waiting.net).on.closed();
    closeSession(waiting.session);
    tickSession(waiting.session, 100 * S);
    expect([waiting.session.state, waiting.net.sockets.length]).toEqual(['closed', 1]);
  });

  test('may be done while a message is received: those behind it are not', () => {
    const client: Client = newUpClient({ onMessage: () => closeSession(client.session) });
    say(client, INBOUND, INBOUND);
    expect(client.session).toMatchObject({ state: 'closed', received: 1, faults: 0 });
    expect(heardBy(client.broker).slice(-1)).toEqual(['disconnect']);
  });

  test.each(['connecting', 'greeting', 'up', 'waiting'])(
    'may be done on the change to %s',
    (at) => {
      const client: Client = newClient({
        onChange: () => {
          if (client.session.state === at) closeSession(client.session);
        },
      });
      tickSession(client.session, 0);
      open(client);
      if (at === 'waiting') latestSocket(client.net).on.closed();
      expect(client.session.state).toBe('closed');
      tickSession(client.session, 100 * S);
      expect(client.net.sockets).toHaveLength(1);
    },
  );
});

describe('options that cannot work', () => {
  test.each([
    ['keepAliveS', 0],
    ['keepAliveS', 65536],
    ['keepAliveS', NaN],
    ['queueBytes', 0],
    ['queueBytes', 268435456],
  ])('are refused at once: %s of %d', (name, value) => {
    expect(() => newClient({ [name]: value })).toThrow(`mqtt: ${name} must be 1 to`);
  });

  test('are refused at once: texts too long for a packet', () => {
    const long = 'x'.repeat(65536);
    expect(() => newClient({ clientId: long })).toThrow('mqtt: a text');
    expect(() => newClient({ subscriptions: [long] })).toThrow('mqtt: a text');
    expect(() => newClient({ status: { ...STATUS, topic: long } })).toThrow('mqtt: a text');
  });

  test('do not include the largest keep alive and the largest queue', () => {
    expect(newClient({ keepAliveS: 65535, queueBytes: 268435455 }).session.state).toBe('idle');
  });
});

describe('against aedes, a broker of others', () => {
  let aedes: Aedes;
  let pipes: [Duplex, Duplex][];
  let heard: { from: string | undefined; packet: AedesPublishPacket }[];

  beforeEach(async () => {
    aedes = await Aedes.createBroker();
    pipes = [];
    heard = [];
    aedes.on('publish', (packet, from) => {
      if (!packet.topic.startsWith('$SYS')) heard.push({ from: from?.id, packet });
    });
  });

  afterEach(() => new Promise<void>((done) => aedes.close(done)));

  const net: Net = {
    connect(_host, _port, on) {
      const [near, far] = newPipe();
      pipes.push([near, far]);
      aedes.handle(far);
      near.on('data', (bytes: Buffer) => on.data(bytes.toString('latin1')));
      near.on('drain', on.drained);
      near.on('close', () => on.closed());
      setImmediate(on.open);
      return {
        send: (bytes, more = '') => near.write(Buffer.from(bytes + more, 'latin1')),
        close: () => void near.end(),
      };
    },
  };

  /** Both ends at once, as when the power of the access point fails. */
  function breakPipe(): void {
    for (const end of pipes[pipes.length - 1]) end.destroy();
  }

  /** Turns of the event loop, not time: all of this happens in memory. */
  function isDelivered({ state, queue }: Session): boolean {
    return state === 'up' && queue.messages.length === 0;
  }

  async function until(isSo: () => boolean): Promise<void> {
    for (let turn = 0; turn < 10000 && !isSo(); turn++) await new Promise(setImmediate);
    expect(isSo()).toBe(true);
  }

  function start(over: Partial<SessionOptions> = {}): Client {
    const client = newClient({ net, ...over });
    tickSession(client.session, 0);
    return client;
  }

  async function restart({ session }: Client): Promise<void> {
    await until(() => session.state === 'waiting');
    tickSession(session, session.nowMs + 60 * S);
    await until(() => session.state === 'up');
  }

  function tell(topic: string, payload: string, qos: 0 | 1): void {
    const packet = { cmd: 'publish', topic, payload, qos, retain: false, dup: false } as const;
    aedes.publish(packet, () => {});
  }

  const namesHeard = () => heard.map(({ packet }) => nameOfPublish(packet));

  /** What a newcomer is told who asks for the status. */
  async function retainedStatus(): Promise<string> {
    const [near, far] = newPipe();
    const told: ForeignPacket[] = [];
    const reader = parser().on('packet', (packet) => told.push(packet));
    near.on('data', (bytes: Buffer) => reader.parse(bytes));
    aedes.handle(far);
    const subscriptions = [{ topic: STATUS.topic, qos: 0 as const }];
    near.write(generate({ cmd: 'connect', clientId: 'newcomer', keepalive: 0 }));
    near.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    await until(() => told.some((packet) => packet.cmd === 'publish'));
    near.destroy();
    far.destroy();
    const [packet] = told.filter((p) => p.cmd === 'publish');
    expect(packet.retain).toBe(true);
    return packet.payload.toString();
  }

  test('announces itself, publishes, is told, and says goodbye', async () => {
    const { session, messages } = start();
    publish(session, { topic: 'p', payload: '\x00\xff', qos: 1, retain: true });
    await until(() => isDelivered(session) && heard.length === 2);
    expect(namesHeard()[0]).toBe('dongle/status online 1r');
    expect(heard[1].packet).toMatchObject({ topic: 'p', qos: 1, retain: true });
    expect(heard[1].packet.payload).toEqual(Buffer.from([0x00, 0xff]));
    expect(await retainedStatus()).toBe('online');

    tell('dongle/set/led', 'on', 1);
    await until(() => messages.length === 1);
    tell('dongle/set/led', 'off', 0);
    await until(() => messages.length === 2);
    expect(messages).toEqual([
      ['dongle/set/led', 'on', false],
      ['dongle/set/led', 'off', false],
    ]);

    closeSession(session);
    await until(() => namesHeard().includes('dongle/status offline 1r'));
    await until(() => pipes[0][1].destroyed);
    expect(await retainedStatus()).toBe('offline');
    // By the client itself: the will would come from the broker, and there would be two.
    const offline = heard.filter(({ packet }) => packet.payload.toString() === 'offline');
    expect(offline.map(({ from }) => from)).toEqual(['dongle']);
  });

  test('leaves its will when the connection breaks, and takes it back', async () => {
    const client = start();
    await until(() => heard.length === 1);
    expect(await retainedStatus()).toBe('online');
    breakPipe();
    await until(() => heard.length === 2);
    expect(namesHeard()[1]).toBe('dongle/status offline 1r');
    expect(await retainedStatus()).toBe('offline');
    await restart(client);
    await until(() => heard.length === 3);
    expect(await retainedStatus()).toBe('online');
  });

  test('loses no QoS 1 message, wherever the connection breaks', async () => {
    const client = start();
    const { session } = client;
    const payloads = Array.from({ length: 30 }, (_, i) => `${i}.`);
    for (const payload of payloads) publish(session, message(payload));
    for (const count of [0, 1, 2, 7, 8, 15, 29]) {
      // As soon as the broker has heard it: the acknowledgement is still under way.
      await until(() => namesHeard().some((name) => name.startsWith(`p ${count}.`)));
      breakPipe();
      await restart(client);
    }
    await until(() => isDelivered(session));
    const all = namesHeard().filter((name) => name.startsWith('p '));
    expect(new Set(all.map((name) => name.split(' ')[1]))).toEqual(new Set(payloads));
    expect(all.some((name) => name.endsWith(' 1d'))).toBe(true);
    expect(session).toMatchObject({ reconnects: 7, queue: { dropped: 0 } });
  });

  test('is told why it is refused', async () => {
    aedes.authenticate = (_client, user, password, done) =>
      done(null, user === 'ann' && password?.toString() === 'pw');
    const refused = start({ user: 'ann', password: 'wrong' });
    await until(() => refused.session.state === 'waiting');
    expect(refused.session.fault).toBe('refused-rights');
    const accepted = start({ user: 'ann', password: 'pw' });
    await until(() => accepted.session.state === 'up');
  });

  test('is told that a subscription is refused', async () => {
    aedes.authorizeSubscribe = (_client, _subscription, done) => done(null, null);
    const { session } = start();
    await until(() => session.fault === 'subscription');
    expect(session.state).toBe('up');
  });

  test('carries more than a pipe holds', async () => {
    const { session } = start({ queueBytes: 1000000 });
    for (let i = 0; i < 20; i++) publish(session, { ...message('x'.repeat(40000)), qos: 0 });
    publish(session, message('last'));
    await until(() => isDelivered(session));
    expect(heard.filter(({ packet }) => packet.payload.length === 40000)).toHaveLength(20);
  });
});
