/**
 * What may be set of the MQTT sink: the way to the broker, and the shapes, which are the settings of
 * the dongle with their names, values and presets (firmware/core/config/extras.ts).
 */
import { EXTRAS } from '../../../firmware/core/config/extras.ts';
import type { Setting } from '../../../firmware/core/config/row.ts';
import { rowsOf } from '../../../firmware/core/config/row.ts';
import { tidyValue, valueFault } from '../../../firmware/core/config/value.ts';
import { EXTRA_TEXTS } from '../../../firmware/page/outputs/texts/extras.ts';
import { loginOf } from '../../command/values.ts';
import { CERTIFICATES } from '../../settings/certificates.ts';
import type { Form } from '../../settings/form.ts';
import { choiceForm, SWITCH, textForm, wholeForm } from '../../settings/form.ts';
import type { Group, OptionsOf, Row } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const SCHEMES = ['mqtt:', 'mqtts:', 'ws:', 'wss:'];
const URL_MUST =
  'mqtt://HOST:PORT, mqtts:// (TLS), ws:// or wss:// (websockets), with USER:PASSWORD@ before HOST or not, special characters as in URLs ("@" as %40, "%" as %25)';

function readUrl(text: string): URL | undefined {
  try {
    const url = new URL(text);
    loginOf(url);
    const isWhole = url.hostname !== '' && !url.hash && url.port !== '0';
    const isBare = url.protocol.startsWith('ws') || (url.pathname.length <= 1 && !url.search);
    return SCHEMES.includes(url.protocol) && isWhole && isBare ? url : undefined;
  } catch {
    return undefined;
  }
}

const BROKER: Form<URL> = { value: 'URL', must: URL_MUST, read: readUrl };

const LOGIN = 'a text of at most 65535 bytes';

/** The way to the broker. */
const WAY = {
  url: row(BROKER, {
    help: 'The broker: mqtt:// in the clear, mqtts:// with TLS, ws:// and wss:// over websockets. Ports, where none is named: 1883, 8883, 80, 443.',
  }),
  user: row(textForm('NAME', LOGIN), { help: 'The user name; goes before the one in the URL.' }),
  password: row(textForm('PASSWORD', LOGIN), {
    help: 'The password; goes before the one in the URL.',
    isSecret: true,
  }),
  version: row(choiceForm(['3.1.1', '5']), { help: 'The version of MQTT.', preset: '3.1.1' }),
  client_id: row(textForm('ID', '1 to 128 characters', /^[^\0]{1,128}$/), {
    help: 'The client id; {meter} in it stands for the name of the meter. Each meter has a connection of its own, and two clients of one id throw each other out.',
    otherwise: 'smarty and eight digits, others after each start',
  }),
  keep_alive_s: row(wholeForm('SECONDS', 5, 3600), {
    help: 'After so many seconds of silence the connection is tried out.',
    preset: '30',
  }),
  ...CERTIFICATES,
  verify: row(SWITCH, {
    help: 'The certificate of the broker is verified. "false" trusts whoever answers: anybody in between can then read and change everything.',
    preset: 'true',
  }),
  queue_kib: row(wholeForm('KIB', 16, 262144), {
    help: 'So much may wait while the broker is away; then the oldest is dropped, and counted.',
    preset: '1024',
  }),
  qos2: row(SWITCH, {
    help: 'What is set to QoS 1 is sent at QoS 2, as go-smarty-reader does: exactly once, in twice the packets.',
    preset: 'false',
  }),
};

function shapeForm(setting: Setting): Form<string | number> {
  const { kind, least, most, choices } = setting;
  const musts: Partial<Record<typeof kind, string>> = {
    choice: `one of ${choices.join(', ')}`,
    number: `a whole number from ${least} to ${most}`,
  };
  const values: Partial<Record<typeof kind, string>> = { choice: 'WORD', number: 'N' };
  return {
    value: values[kind] ?? 'TOPIC',
    must: musts[kind] ?? `an MQTT topic without + and #, of ${least} to ${most} bytes`,
    read(text) {
      const bytes = Buffer.from(text, 'utf8').toString('latin1');
      const value = tidyValue(bytes, setting) as string | number;
      return valueFault(value, setting) === undefined ? value : undefined;
    },
  };
}

function english(key: string): string {
  return EXTRA_TEXTS[key]?.[0] ?? '';
}

function shapeRow(setting: Setting): [string, Row<string | number>] {
  const { name, kind, choices, preset } = setting;
  const [label, hint] = [english(`label.${name}`), english(`hint.${name}`)];
  const words = kind === 'choice' ? ` One of ${choices.join(', ')}.` : '';
  const help = `${label}.${hint ? ` ${hint}` : ''}${words}`;
  return [name, { form: shapeForm(setting), help, preset: String(preset) }];
}

/** What the dongle's settings say of the same. */
export const SHAPES: Readonly<Record<string, Row<string | number>>> = Object.fromEntries(
  rowsOf(EXTRAS)
    .filter(({ group }) => group === 'publication')
    .map(shapeRow),
);

const ROWS = { ...WAY, ...SHAPES };

export const MQTT: Group<typeof ROWS> = {
  name: 'mqtt',
  title: 'MQTT',
  help: 'Readings to a broker, in as many shapes as are switched on; one connection for each meter.',
  main: 'url',
  rows: ROWS,
};

/** The shapes are checked by their rows: here they are names and values, as the core takes them. */
export type MqttOptions = OptionsOf<typeof WAY> & { url: URL } & Readonly<Record<string, unknown>>;

/** What other programs read from names. */
const HOMIE_ID = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

/** What does not go together, with the remedy; no value is repeated. */
export function mqttFault(options: MqttOptions, meter: string): string | undefined {
  if (!options.url) return 'mqtt needs a broker: give url = "mqtt://HOST"';
  if ((options.certificate === undefined) !== (options.certificate_key === undefined)) {
    return 'mqtt certificate and certificate_key belong together: give both';
  }
  const isHomie = options.homie === 'homie4' || options.homie === 'homie5';
  if (!isHomie || HOMIE_ID.test(meter)) return undefined;
  const form = 'a-z, 0-9 and "-", no "-" at its ends';
  return `mqtt homie wants the name of a meter to be of ${form}: rename the meter`;
}
