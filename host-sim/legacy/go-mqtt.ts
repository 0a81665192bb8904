/**
 * The MQTT flags of go-smarty-reader as settings of the MQTT sink.
 *
 *   nexxtlab/dev/smarty/go/ HOST / 1-0:1.8.0     "1234.567 kWh"
 */
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import { newProblem, USAGE } from '../command/problem.ts';
import type { Flag } from '../settings/flags.ts';
import { NAME } from '../settings/form.ts';
import type { Old } from './plan.ts';

export const TOPIC_ROOT = 'nexxtlab/dev/smarty/go/';
const QOS = '2';

export const MQTT_FLAGS: readonly Flag[] = [
  {
    name: 'mqttBroker',
    value: 'URL',
    help: 'The broker: tcp://HOST:1883, ssl://HOST:8883, ws:// or wss://.',
  },
  {
    name: 'mqttTopicRoot',
    value: 'TOPIC',
    help: `Host name and OBIS code come behind it. Default: ${TOPIC_ROOT}.`,
  },
  { name: 'mqttQos', value: 'N', help: `0, 1 or 2. Default: ${QOS}.` },
];

/** The words that paho has for them. */
const SCHEMES: Readonly<Record<string, string>> = {
  tcp: 'mqtt',
  ssl: 'mqtts',
  tls: 'mqtts',
  tcps: 'mqtts',
};

function brokerOf(given: ReadonlyMap<string, string>): string {
  const url = given.get('mqttBroker');
  if (url) return url.replace(/^[a-z]+(?=:\/\/)/i, (word) => SCHEMES[word.toLowerCase()] ?? word);
  const why = 'its old preset was a public one, where everybody could read along';
  throw newProblem(
    `-mqttBroker must name a broker, such as tcp://192.168.1.2:1883: ${why}.`,
    USAGE,
  );
}

function qosSettings(qos: string | undefined): Old[] {
  if (qos === undefined) return [];
  if (!/^[012]$/.test(qos)) throw newProblem('-mqttQos must be 0, 1 or 2.', USAGE);
  return [
    ['mqtt obis_topics', qos === '0' ? 'qos0' : 'qos1', '-mqttQos'],
    ['mqtt qos2', String(qos === '2'), '-mqttQos'],
  ];
}

function rootSetting(root: string): Old {
  return ['mqtt obis_root', root.replace(/\/$/, ''), '-mqttTopicRoot'];
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Part of each topic; where it is not fit for one, 16 letters. */
export function hostName(own = hostname()): string {
  const letters = () =>
    Array.from({ length: 16 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return NAME.read(own) ?? letters();
}

/** What its flags say. */
export function mqttSettings(given: ReadonlyMap<string, string>): Old[] {
  const root = given.get('mqttTopicRoot');
  return [
    ['mqtt url', brokerOf(given), '-mqttBroker'],
    ...(root ? [rootSetting(root)] : []),
    ...qosSettings(given.get('mqttQos')),
  ];
}

/** Each value when it is another one, not retained; nothing of the shapes that the old one had not. */
export const MQTT_PRESETS: readonly Old[] = [
  rootSetting(TOPIC_ROOT),
  ...qosSettings(QOS),
  ['mqtt obis_changed', 'yes'],
  ['mqtt telegram_topic', 'no'],
  ['mqtt reading_topics', 'no'],
  ['mqtt homeassistant', 'no'],
];
