/**
 * What a meter is made of, by its settings: keys are read, quarter hours are found again.
 * Out: options; a file that cannot be read is thrown as a problem that names the setting.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Derivation } from '../../firmware/core/app.ts';
import { newOutlets } from '../../firmware/core/device/outlets.ts';
import type { Flash } from '../../firmware/core/ports.ts';
import { settingsOf } from '../command/extras.ts';
import { FAILED, isProblem, newProblem } from '../command/problem.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../house/seal.ts';
import { nodeDigest } from '../node/digest.ts';
import { newMemoryFlash, openFileFlash } from '../node/flash.ts';
import { nodeText } from '../node/text.ts';
import { KEY } from '../settings/form.ts';
import type { MeterPlan } from '../settings/plan.ts';
import type { Tell } from '../source/source.ts';
import type { MeterOptions } from './meter.ts';
import type { MeterSettings } from './settings.ts';

async function keyFrom(file: string): Promise<Uint8Array> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const advice = 'check key_file and your right to read it';
    throw newProblem(`${file} cannot be read (${code}): ${advice}.`, FAILED);
  }
  const key = KEY.read(text);
  if (!key) throw newProblem(`The content of ${file} must be ${KEY.must}.`, FAILED);
  return key;
}

async function keyOf({ '': meter, source }: MeterSettings): Promise<Uint8Array | undefined> {
  if (meter.key) return meter.key;
  if (meter.key_file !== undefined) return keyFrom(meter.key_file);
  return source.url?.kind === 'simulated' ? TEST_KEY : undefined;
}

/** A meter without its quarter hours is better than none. */
function flashOf(name: string, directory: string | undefined, tell: Tell): Flash {
  if (directory === undefined) return newMemoryFlash();
  try {
    return openFileFlash(join(directory, `${name}.state`), tell);
  } catch (problem) {
    if (!isProblem(problem)) throw problem;
    tell('error', `${name}: ${problem.message} Its quarter hours do not survive the next restart.`);
    return newMemoryFlash();
  }
}

/** Those of the dongle, where its settings ask for them. */
function derivationsOf({ name, settings }: MeterPlan, tell: Tell): Derivation[] | undefined {
  const { quarters, ...tariff } = settings.tariff;
  if (!quarters) return undefined;
  const given = { ...tariff, quarters: 'yes', homeassistant: 'no', reading_topics: 'no' };
  return newOutlets(settingsOf(given, name), {
    version: '',
    flash: flashOf(name, settings[''].state, tell),
    digest: nodeDigest,
    text: nodeText,
    isDongle: false,
    utcS: () => 0,
    tell: () => ({ topic: '', payload: '', qos: 0, retain: false }),
    announce: () => undefined,
  }).derivations;
}

export async function meterOptions(plan: MeterPlan, tell: Tell): Promise<MeterOptions> {
  const { name, settings } = plan;
  const { auth_key: authKey = LUXEMBOURG_AUTH_KEY, tag: tagMode, capacity } = settings[''];
  const key = await keyOf(settings);
  return {
    name,
    capacity,
    open: { key, authKey, tagMode },
    derivations: derivationsOf(plan, tell),
  };
}
