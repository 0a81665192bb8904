/**
 * Frames that a dongle forwards to a broker as a wire (docs/streams.md#mqtt).
 * In: broker and topic, such as smarty/cellar/frame. Out: a frame a message, whether it comes as
 * hexadecimal digits or as bytes: a frame begins with DB or "/", and neither is a digit.
 */
import type { IClientOptions, MqttClient } from 'mqtt';
import type { MqttOptions } from '../sink/settings/mqtt.ts';
import { clientOptions, nameOf } from '../sink/mqtt/connection.ts';
import { brokerFault } from '../sink/mqtt/fault.ts';
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
}

type Take = (piece: Uint8Array) => void | Promise<void>;

const HEX = /^([0-9a-f]{2})+$/i;
const LONGEST_HEX = 65_536;
const KEEP_ALIVE_S = 30;
const AGAIN_MS = 5000;
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
  progress: Progress;
  teller: ReturnType<typeof newTeller>;
  refused(sentence: string): void;
}

function listen(client: MqttClient, { topic, progress, teller, refused }: Listening, take: Take) {
  client.on('connect', () => {
    progress.state = 'open';
    progress.opened++;
    teller.up();
    client.subscribe(topic, { qos: 1 }, (error, granted) => {
      const isRefused = error || granted?.some(({ qos }) => qos >= 128);
      if (isRefused) refused(`the broker does not let us read ${topic}: give the user the right.`);
    });
  });
  client.on('message', (_topic, payload) => {
    const frame = frameOf(payload);
    progress.frames++;
    progress.bytes += frame.length;
    void take(frame);
  });
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
  const progress: Progress = { state: 'opening', opened: 0, broken: 0, frames: 0, bytes: 0 };
  const teller = newTeller(name, tell);
  return {
    name,
    isPatient: false,
    async run(take, signal) {
      const { connect } = await import('mqtt');
      const client = connect(clientOf(options));
      const refused = (sentence: string) => tell('error', `${name}: ${sentence}`);
      listen(client, { topic, progress, teller, refused }, take);
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
