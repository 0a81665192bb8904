/**
 * All options of the command line, one row each: what it is called, what it does, and how its
 * value is read. `options.ts` walks this table to parse, `help.ts` to explain.
 */
import type { TagMode } from '../../firmware/core/frame/open.ts';
import type { ReadoutList } from '../house/telegram.ts';
import { LUXEMBOURG_AUTH_KEY } from '../house/seal.ts';
import type { GivenSettings } from './extras.ts';
import { addSetting, HOST_SETTINGS } from './extras.ts';
import type { BrokerChoice, Endpoint } from './values.ts';
import { readBroker, readChoice, readDevice, readEndpoint, readKey } from './values.ts';
import { readNumber, readWhole } from './values.ts';

export interface Options {
  /** File to replay; undefined: the simulated meter. */
  replay: string | undefined;
  list: ReadoutList | undefined;
  seed: number | undefined;
  key: Uint8Array | undefined;
  keyFile: string | undefined;
  authKey: Uint8Array;
  tag: TagMode;
  broker: BrokerChoice;
  /** Where programs may ask by HTTP; undefined: nowhere. */
  http: Endpoint | undefined;
  device: string | undefined;
  periodS: number | undefined;
  count: number;
  /** Where TCP streams are offered; undefined: nowhere. */
  telegrams: Endpoint | undefined;
  frames: Endpoint | undefined;
  aliases: boolean;
  json: boolean;
  /** Settings of the dongle, by their names there. */
  settings: GivenSettings;
  /** File in which quarter hours survive; undefined: they do not. */
  state: string | undefined;
  capacity: number;
}

export interface Setting {
  name: string;
  /** What the value is called; undefined: the option is a switch. */
  value?: string;
  /** What the option does, and its default. */
  help: string;
  /** Takes the value, or says what it must be. */
  take?(options: Options, text: string): string | undefined;
}

export const DEFAULTS: Readonly<Options> = {
  replay: undefined,
  list: undefined,
  seed: undefined,
  key: undefined,
  keyFile: undefined,
  authKey: LUXEMBOURG_AUTH_KEY,
  tag: 'verify',
  broker: { isEmbedded: true, port: 1883 },
  http: undefined,
  device: undefined,
  periodS: undefined,
  count: Infinity,
  telegrams: undefined,
  frames: undefined,
  aliases: false,
  json: false,
  settings: HOST_SETTINGS,
  state: undefined,
  capacity: 16384,
};

const TAGS = ['verify', 'fallback', 'off'] as const;
const LISTS = ['full', 'basic', 'austria', 'dsmr5'] as const;
const ENDPOINT_FORM = 'must be PORT or HOST:PORT, such as 2001 or 0.0.0.0:2001';
export const KEY_FORM = 'must be 32 hexadecimal digits, as in the letter of your grid operator';

/** Sets one option; an absent value means that the text was refused. */
function set<N extends keyof Options>(
  name: N,
  form: string,
  read: (text: string) => Options[N] | undefined,
) {
  return (options: Options, text: string): string | undefined => {
    const value = read(text);
    if (value === undefined) return form;
    options[name] = value;
    return undefined;
  };
}

function takeMeter(options: Options, text: string): string | undefined {
  const file = text.startsWith('replay:') ? text.slice('replay:'.length) : undefined;
  if (file === '' || (file === undefined && text !== 'simulated')) {
    return 'must be "simulated" or "replay:" and the name of a file';
  }
  options.replay = file;
  return undefined;
}

function takeSetting(options: Options, text: string): string | undefined {
  const settings = addSetting(options.settings, text);
  if (typeof settings === 'string') return settings;
  options.settings = settings;
  return undefined;
}

export const METER: readonly Setting[] = [
  {
    name: 'meter',
    value: 'METER',
    help: '"simulated", or "replay:FILE": frames in hexadecimal, one a line; empty lines and lines that begin with # are skipped. Default: simulated',
    take: takeMeter,
  },
  {
    name: 'list',
    value: 'NAME',
    help: 'What the simulated meter prints: full or basic (Luxembourg), austria, dsmr5 (Netherlands). Default: full',
    take: set('list', `must be one of ${LISTS.join(', ')}`, (text) => readChoice(text, LISTS)),
  },
  {
    name: 'seed',
    value: 'N',
    help: 'Which simulated house: another number, another house. Default: 1',
    take: set('seed', 'must be a whole number from 0 to 4294967295', (text) =>
      readWhole(text, 0, 0xffffffff),
    ),
  },
  {
    name: 'period',
    value: 'SECONDS',
    help: 'Time from one frame to the next; 0: as fast as the broker takes them. Default: 2 for the simulated meter (a real meter sends every 10), 0 for a replay',
    take: set('periodS', 'must be a number of seconds from 0 to 86400', (text) =>
      readNumber(text, 0, 86400),
    ),
  },
  {
    name: 'count',
    value: 'N',
    help: 'Stop after so many telegrams. Default: go on',
    take: set('count', 'must be a whole number from 1', (text) => readWhole(text, 1, 1e15)),
  },
];

export const DECRYPTION: readonly Setting[] = [
  {
    name: 'key',
    value: 'HEX',
    help: 'The key of the meter, 32 digits. Default: a test key for the simulated meter; none for a replay, which then reads plain telegrams only',
    take: set('key', KEY_FORM, readKey),
  },
  {
    name: 'key-file',
    value: 'FILE',
    help: 'Reads the key from a file: other users of this computer can see a key that stands on the command line. So does the environment variable SMARTY_KEY; the options go before it',
    take: set('keyFile', 'must be the name of a file', (text) => text || undefined),
  },
  {
    name: 'auth-key',
    value: 'HEX',
    help: 'The authentication key, 32 digits. Default: the one of Luxembourg',
    take: set('authKey', KEY_FORM, (text) => readKey(text)),
  },
  {
    name: 'tag',
    value: 'MODE',
    help: 'verify: a frame with a wrong tag is refused; fallback: it is accepted when its text is right, and marked; off: tags are not looked at. Default: verify',
    take: set('tag', `must be one of ${TAGS.join(', ')}`, (text) => {
      return readChoice(text, TAGS);
    }),
  },
  {
    name: 'capacity',
    value: 'BYTES',
    help: 'Size of the frame buffer. Default: 16384',
    take: set('capacity', 'must be a whole number from 256 to 1048576', (text) => {
      return readWhole(text, 256, 1048576);
    }),
  },
];

export const PUBLICATION: readonly Setting[] = [
  {
    name: 'mqtt',
    value: 'BROKER',
    help: '"embedded", "embedded:PORT" (a broker inside, on this computer only; port 0: any free one), or "mqtt://USER:PASSWORD@HOST:PORT", special characters as in URLs ("@" as %40). Default: embedded, port 1883',
    take: set(
      'broker',
      'must be "embedded", "embedded:PORT" or "mqtt://USER:PASSWORD@HOST:PORT" (special characters as in URLs, "@" as %40)',
      (text) => readBroker(text),
    ),
  },
  {
    name: 'http',
    value: '[HOST:]PORT',
    help: 'Answers programs by HTTP as the dongle does: /metrics, /api/v1/readings and more (docs/http.md). Without HOST on this computer only; 0.0.0.0 is every network. Port 0: any free one. Default: no HTTP',
    take: set('http', 'must be a port from 0 to 65535, or HOST:PORT', readEndpoint),
  },
  {
    name: 'device',
    value: 'NAME',
    help: 'Topics begin with smarty/NAME/. Default: simulated for the simulated meter, else meter',
    take: set('device', 'must be 1 to 64 letters, digits, ".", "_" or "-"', readDevice),
  },
  {
    name: 'telegrams',
    value: 'PORT',
    help: 'Offers each decrypted telegram over TCP, exactly as the meter printed it, for DSMR-reader, Home Assistant and the like. PORT alone is reached from this computer only, HOST:PORT (0.0.0.0:2001) from others too; port 0: any free one. Default: not offered',
    take: set('telegrams', ENDPOINT_FORM, readEndpoint),
  },
  {
    name: 'frames',
    value: 'PORT',
    help: 'Offers each good frame in the same way, as it was received: encrypted. Default: not offered',
    take: set('frames', ENDPOINT_FORM, readEndpoint),
  },
  {
    name: 'aliases',
    help: 'The telegrams of --telegrams also carry 1-0:1.8.1, 1-0:2.8.1 and what else readers of Dutch meters insist on, with the checksum that belongs to it',
    take: set('aliases', '', () => true),
  },
  {
    name: 'set',
    value: 'NAME=VALUE',
    help: 'Any of the settings of docs/settings.md that say what is told on MQTT, as often as wanted: --set homie=homie5 --set publish_period_s=60. Their defaults are those of the dongle, but Home Assistant is told nothing without --set homeassistant=yes: a simulated meter would stay among its devices',
    take: takeSetting,
  },
  {
    name: 'state',
    value: 'FILE',
    help: 'Keeps the quarter hours of --set quarters=yes in a file, 64 kB, so that the next run goes on with them. Default: they are forgotten',
    take: set('state', 'must be the name of a file', (text) => text || undefined),
  },
  {
    name: 'json',
    help: 'One JSON object a telegram on standard output and nothing else there: what is published in smarty/NAME/telegram',
    take: set('json', '', () => true),
  },
];

export const OTHER: readonly Setting[] = [
  { name: 'version', help: 'Prints the version' },
  { name: 'help', help: 'Prints this' },
];

export const SETTINGS: readonly Setting[] = [...METER, ...DECRYPTION, ...PUBLICATION, ...OTHER];
