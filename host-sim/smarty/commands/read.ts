/** `smarty read`: one meter, without a configuration file. */
import { newProblem, USAGE } from '../../command/problem.ts';
import { NAME } from '../../settings/form.ts';
import { loadSettings } from '../../settings/load.ts';
import type { Layer } from '../../settings/given.ts';
import { newLayer } from '../../settings/given.ts';
import { SINK_GROUPS } from '../../settings/catalogue.ts';
import type { Command } from '../command.ts';
import { readLine } from '../line.ts';
import { runResolved } from '../reading.ts';

const USUAL_NAME = 'meter';
/** Where nothing else is asked for, readings are shown. */
const USUAL_SINK = 'stdout';

/** Secrets alone do not say where readings go. */
function asksForSink({ given }: Layer): boolean {
  return given.some(({ group, name }) => {
    return SINK_GROUPS.some((one) => one.name === group && !one.rows[name].isSecret);
  });
}

function showReadings(): Layer {
  const layer = newLayer();
  const group = SINK_GROUPS.find(({ name }) => name === USUAL_SINK);
  const name = group?.main;
  const text = name === undefined ? undefined : group?.rows[name].preset;
  if (name === undefined || text === undefined) return layer;
  layer.given.push({ meter: undefined, group: USUAL_SINK, name, text, where: '' });
  return layer;
}

export const READ: Command = {
  name: 'read',
  summary: 'Reads one meter and shows its readings, or hands them on',
  usage: '[SOURCE] [OPTION]...',
  about: `Reads one meter, without a configuration file. SOURCE is a serial port, tcp://HOST:PORT,
mqtt://HOST/TOPIC, file:FILE, "-" for standard input, or simulated. Without any sink the readings are
shown: as a table on a terminal, else a line a telegram. Ctrl-C ends it.

Other users of this computer can see a key that stands on the command line: better put it into a file
(--key-file) or into the variable SMARTY_KEY.

  smarty read simulated
  smarty read /dev/ttyUSB0 --key-file my.key
  smarty read tcp://192.168.1.50:2001
  smarty read simulated --stdout json --count 3 | jq .readings.power_net
  mosquitto_sub -t smarty/cellar/frame | smarty read - --key-file my.key
  smarty read /dev/ttyUSB0 --key-file my.key --mqtt mqtt://192.168.1.2`,
  flags: [
    {
      name: 'name',
      value: 'NAME',
      help: `The name of the meter in topics and labels. Default: ${USUAL_NAME}, or simulated.`,
    },
  ],
  hasSettings: true,
  async run(args, around) {
    const line = readLine(READ, args, 1);
    const { layer, operands } = line;
    const [source] = operands;
    if (source !== undefined) {
      layer.given.push({
        meter: undefined,
        group: 'source',
        name: 'url',
        text: source,
        where: 'SOURCE',
      });
    }
    const usual = source === 'simulated' ? source : USUAL_NAME;
    const name = NAME.read(line.value('name') ?? usual);
    if (name === undefined) throw newProblem(`--name must be ${NAME.must}.`, USAGE);
    const { env } = around;
    const resolved = loadSettings({
      config: undefined,
      secrets: env.SMARTY_SECRETS,
      env,
      flags: layer,
      presets: asksForSink(layer) ? undefined : showReadings(),
      meters: [name],
    });
    return runResolved(resolved, around);
  },
};
