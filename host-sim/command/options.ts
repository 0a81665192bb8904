/**
 * The command line -> options.
 * In: arguments and environment. Out: what is asked for; what is wrong is thrown as a problem that
 * names the option and the remedy, never the value.
 */
import { parseArgs } from 'node:util';
import { newProblem, USAGE } from './problem.ts';
import type { Options, Setting } from './settings.ts';
import { DEFAULTS, KEY_FORM, SETTINGS } from './settings.ts';
import { readKey } from './values.ts';

export type Asked = { kind: 'run'; options: Options } | { kind: 'help' } | { kind: 'version' };

type Token = ReturnType<typeof tokensOf>[number];

/** Where the key may come from, so that it need not be on the command line. */
export const KEY_VARIABLE = 'SMARTY_KEY';

const SEE_HELP = 'see --help';

function tokensOf(args: string[]) {
  const options = Object.fromEntries(
    SETTINGS.map(({ name, value }) => [name, { type: value ? 'string' : 'boolean' } as const]),
  );
  // Not strict: the messages of parseArgs quote what was typed.
  const settings = { args, options, strict: false, allowPositionals: true, tokens: true } as const;
  return parseArgs(settings).tokens;
}

function settingOf(token: Token): Setting {
  if (token.kind !== 'option') {
    throw newProblem(`Every value needs an option before it: ${SEE_HELP}.`, USAGE);
  }
  const setting = SETTINGS.find(({ name }) => token.rawName === `--${name}`);
  // What looks like no name may be a key in the wrong place.
  const name = /^--?[a-z-]{1,20}$/i.test(token.rawName) ? token.rawName : 'of that name';
  if (!setting) throw newProblem(`There is no option ${name}: ${SEE_HELP}.`, USAGE);
  return setting;
}

function takeToken(options: Options, token: Token): void {
  const { name, value, take } = settingOf(token);
  if (token.kind !== 'option') return;
  const isOption = !token.inlineValue && token.value?.startsWith('--');
  if (value && (token.value === undefined || isOption)) {
    throw newProblem(`--${name} needs a value: --${name} ${value}.`, USAGE);
  }
  if (!value && token.value !== undefined) {
    throw newProblem(`--${name} takes no value: leave out what follows the "=".`, USAGE);
  }
  const form = take?.(options, token.value ?? '');
  if (form) throw newProblem(`--${name} ${form}.`, USAGE);
}

function takeEnvironment(options: Options, keyText: string | undefined): void {
  if (!keyText || options.key || options.keyFile) return;
  options.key = readKey(keyText);
  if (!options.key) throw newProblem(`The variable ${KEY_VARIABLE} ${KEY_FORM}.`, USAGE);
}

/** What other programs read from names. */
const HOMIE_ID = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

function checkSettings({ settings, state, device = 'meter' }: Options): void {
  if (state !== undefined && settings.quarters !== 'yes') {
    throw newProblem('--state keeps quarter hours: add --set quarters=yes.', USAGE);
  }
  const isHomie = settings.homie === 'homie4' || settings.homie === 'homie5';
  if (isHomie && !HOMIE_ID.test(device)) {
    throw newProblem('--device must be a-z, 0-9 and "-" for Homie, no "-" at its ends.', USAGE);
  }
}

/** Options that are of no use together. */
function checkTogether(options: Options): void {
  const { key, keyFile, replay, list, seed, aliases, telegrams } = options;
  if (aliases && !telegrams) {
    throw newProblem('--aliases is for the stream of --telegrams: give both.', USAGE);
  }
  if (key && keyFile) throw newProblem('Give --key or --key-file, not both.', USAGE);
  const unused = list !== undefined ? 'list' : seed !== undefined ? 'seed' : undefined;
  if (replay !== undefined && unused) {
    throw newProblem(`--${unused} is for the simulated meter: leave it out of a replay.`, USAGE);
  }
}

export function parseOptions(args: string[], env: Record<string, string | undefined>): Asked {
  const tokens = tokensOf(args).filter(({ kind }) => kind !== 'option-terminator');
  const names = tokens.map((token) => token.kind === 'option' && token.rawName);
  if (names.includes('--help') || names.includes('-h')) return { kind: 'help' };
  if (names.includes('--version')) return { kind: 'version' };
  const options = { ...DEFAULTS };
  for (const token of tokens) takeToken(options, token);
  checkTogether(options);
  checkSettings(options);
  takeEnvironment(options, env[KEY_VARIABLE]);
  return { kind: 'run', options };
}
