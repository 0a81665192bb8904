/** `smarty run`: the meters of a configuration, until it is asked to end. */
import { loadSettings } from '../../settings/load.ts';
import type { Command } from '../command.ts';
import { chosenMeters, CONFIG_FLAGS, findConfig, METER_FLAG } from '../configuration.ts';
import { readLine } from '../line.ts';
import { runResolved } from '../reading.ts';

export const RUN: Command = {
  name: 'run',
  summary: 'Reads the meters of a configuration file, for good',
  usage: '[--config FILE] [--meter NAME]... [OPTION]...',
  about: `Reads the meters of a configuration file, all or those that are named, until Ctrl-C or SIGTERM. A
cable that is pulled out, a broker that is gone, a port that is taken: each is told in one line and tried
again; the other meters and sinks go on.

Any setting may also be given as an option or a variable, which then holds for all meters; an option
goes before a variable, a variable before the file of secrets, and that before the configuration. "smarty
check-config" says whether a configuration is right.

  smarty run
  smarty run --config /etc/smarty/smarty.toml --meter house
  SMARTY_HOUSE__KEY=... smarty run --log-level debug`,
  flags: [...CONFIG_FLAGS, METER_FLAG],
  hasSettings: true,
  async run(args, around) {
    const line = readLine(RUN, args, 0);
    const { env } = around;
    const resolved = loadSettings({
      config: findConfig(line.value('config'), env),
      secrets: line.value('secrets') ?? env.SMARTY_SECRETS,
      env,
      flags: line.layer,
      meters: chosenMeters(line.values('meter'), env),
    });
    return runResolved(resolved, around);
  },
};
