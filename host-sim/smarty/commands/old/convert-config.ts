/** `smarty convert-config`: the configuration of mueli's smart-meter-reader as one of ours. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAILED, newProblem, USAGE } from '../../../command/problem.ts';
import { convertDynaconf } from '../../../legacy/dynaconf.ts';
import type { Converted } from '../../../legacy/dynaconf.ts';
import { SECRETS_NAME } from '../../../settings/load.ts';
import type { Command, Surroundings } from '../../command.ts';
import { readLine } from '../../line.ts';

const CONFIG_NAME = 'smarty.toml';
/** The user of a service is none who owns files: what holds no secret is for everybody. */
const MODES = { config: 0o644, secrets: 0o600 };

function readText(file: string): { text: string; file: string } {
  try {
    return { text: readFileSync(file, 'utf8'), file };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw newProblem(
      `${file} cannot be read (${code}): check the name and your right to it.`,
      FAILED,
    );
  }
}

function problemOf(file: string, code: string | undefined): Error {
  const advice =
    code === 'EEXIST' ? 'it is there already: move it away' : 'choose another directory';
  return newProblem(`${file} cannot be written (${code}): ${advice}.`, FAILED);
}

/** Nothing is ever written over. */
function writeText(file: string, text: string, mode: number): void {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: MODES.secrets });
    // Not by the mode of writing alone, from which a umask takes away.
    chmodSync(file, mode);
  } catch (error) {
    throw problemOf(file, (error as NodeJS.ErrnoException).code);
  }
}

function write(into: string, { config, secrets }: Converted, { out }: Surroundings): void {
  const files = [join(into, CONFIG_NAME), join(into, SECRETS_NAME)];
  // Both or none: half a configuration is in the way of the next attempt.
  const taken = files.find((file) => existsSync(file));
  if (taken !== undefined) throw problemOf(taken, 'EEXIST');
  writeText(files[0], config, MODES.config);
  writeText(files[1], secrets, MODES.secrets);
  out.write(`${files.join(' and ')} are written. Now try: smarty check-config ${files[0]}\n`);
}

export const CONVERT_CONFIG: Command = {
  name: 'convert-config',
  summary: "Makes a configuration of that of mueli's smart-meter-reader",
  usage: 'FILE [--secrets FILE] [--into DIRECTORY]',
  isOld: true,
  about: `Reads settings.toml of mueli's smart-meter-reader, and the .secrets.toml beside it, and makes our
smarty.toml of them, with a meter for each environment. Without --into it is printed, without the keys;
with it both files are written, those that are there are not touched. What cannot be taken over is told.

  smarty convert-config settings.toml --into /etc/smarty
  smarty check-config /etc/smarty/smarty.toml`,
  flags: [
    {
      name: 'secrets',
      value: 'FILE',
      help: `The keys. Default: ${SECRETS_NAME} beside FILE, if it is there.`,
    },
    {
      name: 'into',
      value: 'DIRECTORY',
      help: `Where ${CONFIG_NAME} and ${SECRETS_NAME} are written.`,
    },
  ],
  async run(args, around) {
    const line = readLine(CONVERT_CONFIG, args, 1);
    const [file] = line.operands;
    if (file === undefined)
      throw newProblem('Name the settings.toml of smart-meter-reader.', USAGE);
    const beside = join(dirname(file), SECRETS_NAME);
    const secrets = line.value('secrets') ?? (existsSync(beside) ? beside : undefined);
    const converted = convertDynaconf([file, ...(secrets ? [secrets] : [])].map(readText));
    for (const note of converted.notes) around.err.write(`${note}\n`);
    const into = line.value('into');
    if (into === undefined) around.out.write(converted.config);
    else write(into, converted, around);
    return 0;
  },
};
