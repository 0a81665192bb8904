/** The programs of go-smarty-reader as commands: its flags, its output, a hundred telegrams each. */
import { newProblem, USAGE } from '../../../command/problem.ts';
import { cipherConsole, telegramConsole } from '../../../legacy/console.ts';
import { GLOG_FLAGS, logLevel, readGoFlags } from '../../../legacy/go-flags.ts';
import { hostName, MQTT_FLAGS, MQTT_PRESETS, mqttSettings } from '../../../legacy/go-mqtt.ts';
import { addOld, oldPlan } from '../../../legacy/plan.ts';
import type { Old } from '../../../legacy/plan.ts';
import type { Flag } from '../../../settings/flags.ts';
import { newLayer } from '../../../settings/given.ts';
import type { SinkKind } from '../../../sink/kind.ts';
import type { Command, Surroundings } from '../../command.ts';
import { runResolved } from '../../reading.ts';

const MOST = 100;
const METER_FLAGS: readonly Flag[] = [
  { name: 'device', value: 'PORT', help: 'Where the meter is: /dev/ttyUSB2, COM8.' },
  {
    name: 'key',
    value: 'HEX',
    help: 'The key of the meter; better in SMARTY_KEY, or its file in SMARTY_KEY_FILE: others can see what stands here.',
  },
];
export const GO_FLAGS: readonly Flag[] = [...METER_FLAGS, ...MQTT_FLAGS, ...GLOG_FLAGS];

type Given = ReadonlyMap<string, string>;

interface Reading {
  given: Given;
  name: string;
  console?: SinkKind;
  more?: readonly Old[];
  presets?: readonly Old[];
}

function read(reading: Reading, around: Surroundings): Promise<number> {
  const { given, name, console, more = [], presets } = reading;
  if (!given.get('device')) {
    const advice = 'name the port of the meter; "smarty list-ports" shows those that are there';
    throw newProblem(`-device is missing: ${advice}.`, USAGE);
  }
  const layer = newLayer();
  addOld(layer, [
    ['source url', given.get('device'), '-device'],
    ['key', given.get('key') || undefined, '-key'],
    ['global log_level', logLevel(given), '-stderrthreshold'],
    ...more,
  ]);
  return runResolved(oldPlan(layer, { env: around.env, name, console, presets }), around);
}

const COUNT: Old = ['global count', String(MOST)];

export const ONLINE_DECRYPTION: Command = {
  name: 'online-decryption',
  summary: `Prints ${MOST} telegrams, as go-smarty-reader`,
  usage: '-device PORT -key HEX',
  isOld: true,
  about: `OnlineDecryption of go-smarty-reader: prints ${MOST} telegrams with a line below each, and ends.
They go to standard output, so that a pipe gets them. For more use "smarty read".

  SMARTY_KEY=... smarty online-decryption -device /dev/ttyUSB2`,
  flags: GO_FLAGS,
  async run(args, around) {
    const given = readGoFlags(args, GO_FLAGS);
    return read({ given, name: 'meter', console: telegramConsole(), presets: [COUNT] }, around);
  },
};

export const CIPHER_FORWARDING: Command = {
  name: 'cipher-forwarding',
  summary: `Prints ${MOST} frames in their parts, still encrypted, as go-smarty-reader`,
  usage: '-device PORT',
  isOld: true,
  about: `CipherForwarding of go-smarty-reader: prints ${MOST} frames, still encrypted, and ends. Of each
the initial value (system title and frame counter), the cipher text and the tag, in hexadecimal. No key is
needed. To hand whole frames on, use --tcp-frames or --mqtt-frame-topic of "smarty read".

  smarty cipher-forwarding -device /dev/ttyUSB2`,
  flags: GO_FLAGS,
  async run(args, around) {
    const given = readGoFlags(args, GO_FLAGS);
    const ending = new AbortController();
    const end = () => ending.abort();
    around.signal.addEventListener('abort', end);
    if (around.signal.aborted) end();
    const console = cipherConsole(MOST, end);
    return read({ given, name: 'meter', console }, { ...around, signal: ending.signal });
  },
};

export const ONLINE_DECRYPTION_AND_PUBLISHING: Command = {
  name: 'online-decryption-and-publishing',
  summary: `Publishes ${MOST} telegrams by OBIS code, as go-smarty-reader`,
  usage: '-device PORT -mqttBroker URL',
  isOld: true,
  about: `OnlineDecryptionAndPublishing of go-smarty-reader: publishes ${MOST} telegrams, and ends. Below
the root and the name of this computer each OBIS code has a topic; its value is published when it is
another one, not retained. User and password stand in the URL or in SMARTY_MQTT__USER and
SMARTY_MQTT__PASSWORD.

  smarty online-decryption-and-publishing -device COM8 -mqttBroker tcp://pi`,
  flags: GO_FLAGS,
  async run(args, around) {
    const given = readGoFlags(args, GO_FLAGS);
    const name = hostName();
    const more = mqttSettings(given);
    const presets = [...MQTT_PRESETS, COUNT];
    around.out.write(
      `Device to read from: ${given.get('device') ?? ''}\nDetected hostname: ${name}\n`,
    );
    return read({ given, name, more, presets }, around);
  },
};
