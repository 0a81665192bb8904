/**
 * All settings of a run, from wherever they are given.
 * In: files, environment, flags. Out: the plan, and all complaints; nothing is thrown but files that cannot
 * be read.
 */
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FAILED, newProblem, USAGE } from '../command/problem.ts';
import type { Environment } from './environment.ts';
import { readEnvironment } from './environment.ts';
import { setting, bareSetting } from './catalogue.ts';
import { agreementComplaints } from './agreement.ts';
import type { Layer } from './given.ts';
import { complain, newLayer } from './given.ts';
import type { Resolved } from './resolve.ts';
import { resolveSettings } from './resolve.ts';
import { nearest } from './suggestion.ts';
import { readToml } from './toml.ts';

export interface Sources {
  /** Undefined: there is none, the command line says all. */
  config: string | undefined;
  /** Undefined: `.secrets.toml` beside the configuration, if it is there. */
  secrets: string | undefined;
  env: Environment;
  flags: Layer;
  /** What the command would have where nothing else is said: the weakest of all. */
  presets?: Layer;
  /** Only these; none named: all of the configuration. */
  meters: readonly string[];
}

export const SECRETS_NAME = '.secrets.toml';
const READ_BY_ALL = 0o004;

function readText(file: string, flag: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = `check the name after --${flag} and your right to read it`;
    throw newProblem(`${file} cannot be read (${code}): ${advice}.`, FAILED);
  }
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}

function holdsSecret({ given }: Layer): boolean {
  return given.some(({ group, name }) => {
    return (group === '' ? bareSetting(name) : setting(group, name))?.row.isSecret;
  });
}

/** Who can read a key can read when somebody is at home. */
function checkRights(layer: Layer, file: string): void {
  if (process.platform === 'win32' || !holdsSecret(layer)) return;
  if (!(statSync(file).mode & READ_BY_ALL)) return;
  const advice = `everybody on this computer can read the secrets in it: chmod o-r ${file}`;
  complain(layer, file, `${advice[0].toUpperCase()}${advice.slice(1)}`, true);
}

function readLayer(file: string, flag: 'config' | 'secrets'): Layer {
  const layer = readToml(readText(file, flag), file, flag === 'secrets');
  checkRights(layer, file);
  return layer;
}

function readSecrets({ config, secrets }: Sources): Layer {
  if (secrets !== undefined) return readLayer(secrets, 'secrets');
  const beside = config === undefined ? undefined : join(dirname(config), SECRETS_NAME);
  return beside !== undefined && isThere(beside) ? readLayer(beside, 'secrets') : newLayer();
}

/** The secrets of a meter that does not exist are a slip of the pen. */
function checkMeters(secrets: Layer, known: readonly string[]): void {
  for (const meter of secrets.meters.filter((name) => !known.includes(name))) {
    const where = secrets.given.find((one) => one.meter === meter)?.where ?? meter;
    const near = nearest(meter, known);
    const advice = near === undefined ? 'write it there too' : `did you mean "${near}"?`;
    complain(secrets, where, `The configuration has no meter "${meter}": ${advice}`);
  }
}

function chosenMeters({ meters: asked, config }: Sources, known: readonly string[]): string[] {
  if (!asked.length) return [...known];
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined && config !== undefined) {
    const all = known.length ? `it has ${known.join(', ')}` : 'it has none';
    throw newProblem(`--meter: ${config} has no meter of that name; ${all}.`, USAGE);
  }
  return [...asked];
}

/** In the order of the lines, where they are of one file. */
function inOrder(a: string, b: string): number {
  const [[, fileA = a, lineA], [, fileB = b, lineB]] = [a, b].map((text) => {
    return /^(.*):(\d+)$/.exec(text) ?? [];
  });
  return fileA === fileB ? Number(lineA ?? 0) - Number(lineB ?? 0) : 0;
}

export function loadSettings(sources: Sources): Resolved {
  const { config, flags, env, presets = newLayer() } = sources;
  const file = config === undefined ? newLayer() : readLayer(config, 'config');
  const secrets = readSecrets(sources);
  const known = config === undefined ? [...sources.meters] : file.meters;
  if (config !== undefined) checkMeters(secrets, known);
  if (config !== undefined && !known.length && !file.complaints.length) {
    const advice = 'write [house], or another name, and its settings below';
    complain(file, config, `There is no meter in it: ${advice}.`);
  }
  const environment = readEnvironment(env, known);
  const resolved = resolveSettings(
    [flags, environment, secrets, file, presets],
    chosenMeters(sources, known),
  );
  resolved.complaints.push(...agreementComplaints(resolved.plan));
  resolved.complaints.sort((a, b) => inOrder(a.where, b.where));
  return resolved;
}
