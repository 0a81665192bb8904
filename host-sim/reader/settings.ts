/**
 * The settings of a meter, apart from those of its sinks: where its bytes come from, how they are
 * opened, and what is worked out from its readings.
 */
import { HEAT_GROUP } from '../kamstrup/settings.ts';
import type { ReadoutList } from '../house/telegram.ts';
import { P1_BAUD, P1_FORMAT } from '../source/format.ts';
import {
  choiceForm,
  DIRECTORY,
  FILE,
  KEY,
  numberForm,
  SWITCH,
  textForm,
  wholeForm,
} from '../settings/form.ts';
import type { Form } from '../settings/form.ts';
import { CERTIFICATES } from '../settings/certificates.ts';
import type { Group, OptionsOf } from '../settings/row.ts';
import { row } from '../settings/row.ts';
import { PLACE } from './place.ts';

const LISTS: readonly ReadoutList[] = ['full', 'basic', 'austria', 'dsmr5'];
const LOGIN = 'a text of at most 65535 bytes';

export const METER_ROWS = {
  key: row(KEY, {
    help: 'The key of the meter. "smarty keys" says who has it. None is needed for telegrams that come decrypted, nor to hand encrypted frames on.',
    isSecret: true,
  }),
  key_file: row(FILE, { help: 'Reads the key from a file that holds nothing else.' }),
  auth_key: row(KEY, {
    help: 'The authentication key (Austria: GAK).',
    otherwise: 'the one of Luxembourg, which is the same in every meter there',
    isSecret: true,
  }),
  tag: row(choiceForm(['verify', 'fallback', 'off'] as const), {
    help: 'verify: a frame with a wrong tag is refused; fallback: it is accepted when its text and checksum are right, and marked; off: tags are not looked at.',
    preset: 'verify',
  }),
  capacity: row(wholeForm('BYTES', 256, 1_048_576), {
    help: 'Size of the frame buffer. The longest legal frame of Luxembourg has 11,759 bytes.',
    preset: '16384',
  }),
  state: row(DIRECTORY, {
    help: 'Where the quarter hours of each meter survive a restart, 64 kB in NAME.state.',
    otherwise: 'they are forgotten',
  }),
};

export const SOURCE_ROWS = {
  url: row(PLACE, {
    help: 'Where the bytes come from: a serial port (/dev/ttyUSB0, COM3), tcp://HOST:PORT (ser2net, or a stream of the dongle), mqtt://HOST/TOPIC (frames that a dongle forwards; mqtts, ws and wss too), file:FILE, "-" (standard input), simulated, or kamstrup:PLACE (a heat meter at a serial port or tcp://HOST:PORT).',
  }),
  baud: row(wholeForm('BAUD', 300, 4_000_000), {
    help: 'Rate of the serial port.',
    preset: String(P1_BAUD),
  }),
  format: row(
    textForm('FORMAT', 'data bits, parity and stop bits, such as 8N1 or 7E1', /^[5-8][NEO][12]$/),
    {
      help: 'Format of the serial port.',
      preset: P1_FORMAT,
    },
  ),
  topic: row(textForm('TOPIC', 'a topic without + and #', /^[^\0+#]+$/), {
    help: 'The topic of the frames, where it does not stand in the URL.',
  }),
  user: row(textForm('NAME', LOGIN), {
    help: 'User name at the broker; goes before the one in the URL.',
  }),
  password: row(textForm('PASSWORD', LOGIN), {
    help: 'Password at the broker; goes before the one in the URL.',
    isSecret: true,
  }),
  version: row(choiceForm(['3.1.1', '5'] as const), {
    help: 'The version of MQTT.',
    preset: '3.1.1',
  }),
  ...CERTIFICATES,
  verify: row(SWITCH, {
    help: 'The certificate of the broker is verified. "false" trusts whoever answers.',
    preset: 'true',
  }),
  period_s: row(numberForm('SECONDS', 0, 86_400), {
    help: 'From one frame to the next: of a file of frames in hexadecimal, and of the simulated meter. 0: as fast as they are taken.',
    otherwise: '0 for a file, 2 for the simulated meter',
  }),
  list: row(choiceForm(LISTS), {
    help: 'What the simulated meter prints: full or basic (Luxembourg), austria, dsmr5 (Netherlands).',
    preset: 'full',
  }),
  seed: row(wholeForm('N', 0, 0xffffffff), {
    help: 'Which simulated house: another number, another house.',
    preset: '1',
  }),
};

const HOUR_S = 3600;
const PERIOD = wholeForm('SECONDS', 300, HOUR_S);

/** Whose periods begin with each hour. */
const QUARTER: Form<number> = {
  ...PERIOD,
  must: `${PERIOD.must} that divides an hour, such as 900`,
  read(text) {
    const seconds = PERIOD.read(text);
    return seconds !== undefined && HOUR_S % seconds === 0 ? seconds : undefined;
  },
};

export const TARIFF_ROWS = {
  quarters: row(SWITCH, {
    help: 'Energy and power of quarter hours, and what is beyond the reference power: docs/tariff.md.',
    preset: 'false',
  }),
  quarter_s: row(QUARTER, {
    help: 'How long a quarter hour is: other countries have other periods.',
    preset: '900',
  }),
  reference_power_w: row(wholeForm('WATT', 0, 200_000), {
    help: 'The reference power of your contract; 0: none.',
    preset: '0',
  }),
  exceeded_price: row(wholeForm('PRICE', 0, 9999), {
    help: 'What a kWh beyond it costs, in ten-thousandths of a euro.',
    preset: '1139',
  }),
};

export const METER: Group<typeof METER_ROWS> = {
  name: '',
  title: 'The meter',
  help: 'Its keys, and how its frames are opened.',
  rows: METER_ROWS,
};
export const SOURCE: Group<typeof SOURCE_ROWS> = {
  name: 'source',
  title: 'Where its bytes come from',
  help: 'What breaks, such as a cable that is pulled, is tried again until it works.',
  main: 'url',
  rows: SOURCE_ROWS,
};
export const TARIFF: Group<typeof TARIFF_ROWS> = {
  name: 'tariff',
  title: 'Quarter hours',
  help: 'Worked out from the registers, by the clock of the meter.',
  main: 'quarters',
  rows: TARIFF_ROWS,
};

export const METER_GROUPS: readonly Group[] = [METER, SOURCE, TARIFF, HEAT_GROUP];

export interface MeterSettings {
  '': OptionsOf<typeof METER_ROWS>;
  source: OptionsOf<typeof SOURCE_ROWS>;
  tariff: OptionsOf<typeof TARIFF_ROWS>;
  kamstrup: OptionsOf<(typeof HEAT_GROUP)['rows']>;
}
