/** `smarty check-config`: whether a configuration is right, and what it means. */
import { loadSettings } from '../../settings/load.ts';
import type { MeterPlan, Plan } from '../../settings/plan.ts';
import type { Place } from '../../reader/place.ts';
import { textOf } from '../../command/values.ts';
import { newLayer } from '../../settings/given.ts';
import type { Command } from '../command.ts';
import { chosenMeters, CONFIG_FLAGS, findConfig, METER_FLAG } from '../configuration.ts';
import { readLine } from '../line.ts';
import { tellComplaints } from '../reading.ts';

const WRONG = 1;

/** For people, without passwords. */
function placeText(place: Place): string {
  if (place.kind === 'serial') return place.path;
  if (place.kind === 'tcp') return `tcp://${textOf(place.to)}`;
  if (place.kind === 'mqtt') return `${place.broker.protocol}//${place.broker.host}`;
  if (place.kind === 'kamstrup') return `the heat meter at ${placeText(place.line)}`;
  if (place.kind === 'simulated') return 'a simulated house';
  return place.file === '-' ? 'standard input' : place.file;
}

function keyText({ settings }: MeterPlan): string {
  const { key, key_file: keyFile } = settings[''];
  const kind = settings.source.url?.kind;
  if (kind === 'kamstrup' || kind === 'simulated') return '';
  if (key || keyFile) return ', with a key';
  return ', without a key: only what comes decrypted can be read';
}

function meterText(plan: Plan, meter: MeterPlan): string {
  const { url } = meter.settings.source;
  const sinks = plan.sinks.filter((sink) => sink.meters.includes(meter.name));
  const names = sinks.map(({ kind }) => kind.group.name).join(', ') || 'nobody';
  return `  ${meter.name}: ${url ? placeText(url) : 'no source'}${keyText(meter)} -> ${names}`;
}

export const CHECK_CONFIG: Command = {
  name: 'check-config',
  summary: 'Tells by line what is wrong with a configuration file',
  usage: '[FILE] [--secrets FILE] [--meter NAME]...',
  about: `Reads a configuration as "smarty run" would, with its secrets and the environment, and opens
nothing. Each fault is one line: file and line, what must stand there, and what was probably meant. No
value is shown. The exit code is 1 where something is wrong.

  smarty check-config /etc/smarty/smarty.toml`,
  flags: [...CONFIG_FLAGS, METER_FLAG],
  async run(args, { env, out, err }) {
    const line = readLine(CHECK_CONFIG, args, 1);
    const config = findConfig(line.operands[0] ?? line.value('config'), env);
    const secrets = line.value('secrets') ?? env.SMARTY_SECRETS;
    const flags = newLayer();
    const meters = chosenMeters(line.values('meter'), env);
    const { plan, complaints } = loadSettings({ config, secrets, env, flags, meters });
    if (!tellComplaints(complaints, err)) return WRONG;
    const texts = plan.meters.map((meter) => meterText(plan, meter));
    out.write([`${config} is right.`, ...texts, ''].join('\n'));
    return 0;
  },
};
