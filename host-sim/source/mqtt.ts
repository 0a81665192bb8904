/**
 * Frames that a dongle forwards to a broker as a wire (docs/streams.md#mqtt).
 * In: broker and topic, such as smarty/cellar/frame. Out: a frame a message, whether it comes as
 * hexadecimal digits or as bytes: a frame begins with DB or "/", and neither is a digit.
 */
import type { IClientOptions, IPublishPacket, MqttClient } from 'mqtt';
import type { MqttOptions } from '../sink/settings/mqtt.ts';
import { clientOptions, nameOf } from '../sink/mqtt/connection.ts';
import { brokerFault, isRefused } from '../sink/mqtt/fault.ts';
import { isNewFrame, newKnownCounter, noteCounter } from './known-counter.ts';
import type { KnownCounter } from './known-counter.ts';
import type { Tell, Wire } from './source.ts';

export interface SubscriptionOptions {
  broker: URL;
  topic: string;
  /** The rest of the way to the broker. */
  settings: Way;
}

type Way = Pick<
  MqttOptions,
  'user' | 'password' | 'version' | 'ca' | 'certificate' | 'certificate_key' | 'verify'
>;

interface Progress {
  state: 'opening' | 'open' | 'waiting' | 'ended';
  opened: number;
  broken: number;
  frames: number;
  bytes: number;
  old_frames: number;
}

type Take = (piece: Uint8Array) => void | Promise<void>;

const HEX = /^([0-9a-f]{2})+$/i;
const LONGEST_HEX = 65_536;
const KEEP_ALIVE_S = 30;
const AGAIN_MS = 5000;
const OLD_FRAME = 'a copy of an older frame came, and was refused; further ones are only counted.';
const NO_WILL = { topic: '', payload: '' };

function frameOf(payload: Buffer): Uint8Array {
  const text = payload.length <= LONGEST_HEX ? payload.toString('latin1').trim() : '';
  return HEX.test(text) ? Buffer.from(text, 'hex') : payload;
}

/** Each fault once, and that the broker is back. */
function newTeller(name: string, tell: Tell) {
  const told = new Set<string>();
  return {
    fault(error: unknown) {
      const { word, sentence } = brokerFault(error);
      if (!told.has(word)) tell('error', `${name}: ${sentence} It is tried again.`);
      told.add(word);
    },
    up() {
      if (told.size) tell('info', `${name} is back.`);
      told.clear();
    },
  };
}

interface Listening {
  topic: string;
  /** Of the counter beside it. */
  counterTopic: string | undefined;
  known: KnownCounter;
  old(): void;
  progress: Progress;
  teller: ReturnType<typeof newTeller>;
  refused(sentence: string): void;
}

/** smarty/NAME/frame has its counter in smarty/NAME/frame_counter. */
function counterTopicOf(topic: string): string | undefined {
  return /(^|\/)frame$/.test(topic) ? `${topic}_counter` : undefined;
}

function takeMessage(listening: Listening, take: Take, packet: IPublishPacket): void {
  const { counterTopic, known, progress, old } = listening;
  const payload = packet.payload as Buffer;
  if (packet.topic === counterTopic) {
    // Those that come later say what the core counts by itself.
    if (packet.retain && progress.frames === 0) noteCounter(known, payload.toString('latin1'));
    return;
  }
  const frame = frameOf(payload);
  progress.frames++;
  progress.bytes += frame.length;
  if (isNewFrame(known, frame)) void take(frame);
  else old();
}

function listen(client: MqttClient, listening: Listening, take: Take) {
  const { topic, counterTopic, progress, teller, refused } = listening;
  client.on('connect', () => {
    progress.state = 'open';
    progress.opened++;
    teller.up();
    // Before the frames: what it says is about them. Without the right to read it, it is missing.
    if (counterTopic !== undefined) client.subscribe(counterTopic, { qos: 1 }, () => undefined);
    client.subscribe(topic, { qos: 1 }, (_error, _granted, suback) => {
      if (isRefused(suback))
        refused(`the broker does not let us read ${topic}: give the user the right.`);
    });
  });
  client.on('message', (_topic, _payload, packet) => takeMessage(listening, take, packet));
  client.on('error', (error) => teller.fault(error));
  client.on('close', () => {
    if (progress.state === 'open') {
      progress.broken++;
      teller.fault({ code: 'closed' });
    }
    progress.state = 'waiting';
  });
}

/** Nothing is said at the end: who only listens has no last will. */
function clientOf({ broker, settings }: SubscriptionOptions): IClientOptions {
  const options = { ...settings, url: broker, keep_alive_s: KEEP_ALIVE_S } as MqttOptions;
  const client = clientOptions(options, '', NO_WILL);
  delete client.will;
  return { ...client, reconnectPeriod: AGAIN_MS, resubscribe: false };
}

export function newMqttWire(options: SubscriptionOptions, tell: Tell): Wire {
  const { broker, topic } = options;
  const name = `${nameOf({ url: broker } as MqttOptions)} ${topic}`;
  const progress: Progress = {
    state: 'opening',
    opened: 0,
    broken: 0,
    frames: 0,
    bytes: 0,
    old_frames: 0,
  };
  const teller = newTeller(name, tell);
  return {
    name,
    isPatient: false,
    async run(take, signal) {
      const { connect } = await import('mqtt');
      const client = connect(clientOf(options));
      const refused = (sentence: string) => tell('error', `${name}: ${sentence}`);
      const old = () => {
        if (progress.old_frames++ === 0) tell('warning', `${name}: ${OLD_FRAME}`);
      };
      const known = newKnownCounter();
      const counterTopic = counterTopicOf(topic);
      listen(client, { topic, counterTopic, known, old, progress, teller, refused }, take);
      await new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        else signal.addEventListener('abort', () => resolve(), { once: true });
      });
      progress.state = 'ended';
      client.removeAllListeners('close');
      await client.endAsync(true);
    },
    facts: () => ({ ...progress }),
  };
}
