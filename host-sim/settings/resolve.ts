/**
 * Settings as they were given -> the plan of a run.
 * In: layers, the weightiest first: flags, environment, secrets, file, presets of the command; in each of
 * them what is given for one meter goes before what is given for all. Out: typed settings for each meter and its
 * sinks; and complaints, each where the setting was given.
 */
import { resolve as resolvePath } from 'node:path';
import type { MeterSettings } from '../reader/settings.ts';
import { METER_GROUPS } from '../reader/settings.ts';
import { SINK_KINDS } from '../sink/kinds.ts';
import { flagOf, GLOBAL, nameOf, SINK_GROUPS } from './catalogue.ts';
import type { GlobalSettings } from './catalogue.ts';
import type { Complaint, Given, Layer } from './given.ts';
import type { MeterPlan, Plan, SinkPlan } from './plan.ts';
import type { Group, Row } from './row.ts';

interface Resolving {
  layers: readonly Layer[];
  complaints: Complaint[];
  /** What was complained of once need not be again for the next meter. */
  refused: Set<Given>;
}

type Values = Record<string, unknown>;

/** The weightiest. Flags and environment go before files, also where they are for all meters. */
function findGiven({ layers }: Resolving, meter: string | undefined, group: string, name: string) {
  for (const { given } of layers) {
    const fits = given.filter((one) => one.group === group && one.name === name);
    const own = meter === undefined ? [] : fits.filter((one) => one.meter === meter);
    const found = own.at(-1) ?? fits.filter((one) => one.meter === undefined).at(-1);
    if (found) return found;
  }
  return undefined;
}

function relative(value: unknown, row: Row<unknown>, base: string | undefined): unknown {
  if (base === undefined) return value;
  if (row.form.isPath) return resolvePath(base, value as string);
  const place = value as { kind?: string; file?: string };
  const isFile = typeof value === 'object' && place.kind === 'file' && place.file !== '-';
  return isFile ? { ...place, file: resolvePath(base, place.file as string) } : value;
}

function readGiven(r: Resolving, group: Group, name: string, given: Given): unknown {
  const row = group.rows[name];
  const value = row.form.read(given.text);
  if (value !== undefined) return relative(value, row, given.base);
  if (!r.refused.has(given)) {
    const sentence = `${nameOf({ group, name, row })} must be ${row.form.must}.`;
    r.complaints.push({ where: given.where, sentence });
  }
  r.refused.add(given);
  return undefined;
}

/** All settings of a group, for one meter or for all. */
function valuesOf(r: Resolving, group: Group, meter: string | undefined) {
  const values: Values = {};
  const givens: Record<string, Given> = {};
  for (const [name, row] of Object.entries(group.rows)) {
    const given = findGiven(r, meter, group.name, name);
    const preset = row.preset === undefined ? undefined : row.form.read(row.preset);
    values[name] = (given && readGiven(r, group, name, given)) ?? preset;
    if (given) givens[name] = given;
  }
  return { values, givens };
}

function meterPlan(r: Resolving, name: string): MeterPlan {
  const groups = METER_GROUPS.map((group) => [group.name, valuesOf(r, group, name).values]);
  const settings = Object.fromEntries(groups) as MeterSettings;
  const { key, key_file: keyFile } = settings[''];
  const [keyGiven, fileGiven] = ['key', 'key_file'].map((row) => findGiven(r, name, '', row));
  if (key && keyFile && keyGiven && fileGiven) {
    const sentence = `Meter ${name} has key and key_file: give one of them.`;
    r.complaints.push({ where: fileGiven.where, sentence });
  }
  if (!settings.source.url && !findGiven(r, name, 'source', 'url')) {
    const how = 'source = "/dev/ttyUSB0", or another of those in docs/reader.md';
    r.complaints.push({ where: name, sentence: `Meter ${name} has no source: give it ${how}.` });
  }
  return { name, settings };
}

/** Undefined: it is off. Secrets alone, which may stand in the environment for all, do not switch it on. */
function sinkOptions(r: Resolving, index: number, meter: string): Values | undefined {
  const group = SINK_GROUPS[index];
  const { values, givens } = valuesOf(r, group, meter);
  const { enabled, ...options } = values;
  const on = Object.entries(givens).find(([name]) => !group.rows[name].isSecret);
  if (!on || !enabled) return undefined;
  const { main } = group;
  const row = main === undefined ? undefined : group.rows[main];
  if (main === undefined || !row || options[main] !== undefined) return options;
  if (!givens[main] && !row.otherwise) {
    const form = `[${meter}] ${group.name} = ..., ${flagOf({ group, name: main, row })}`;
    const sentence = `${group.name} of ${meter} needs ${main}: ${row.form.must} (${form}).`;
    r.complaints.push({ where: on[1].where, sentence });
  }
  return row.otherwise ? options : undefined;
}

/** The same settings, as far as sharing goes. */
function fingerprint(options: Values): string {
  return JSON.stringify(options, (_name, value: unknown) => {
    return value instanceof URL ? value.href : value;
  });
}

function addSink(sinks: SinkPlan[], plan: SinkPlan): void {
  const mark = fingerprint(plan.options);
  const same = sinks.find(
    (one) => plan.kind.isShared && one.kind === plan.kind && fingerprint(one.options) === mark,
  );
  if (same) same.meters.push(...plan.meters);
  else sinks.push(plan);
}

export interface Resolved {
  plan: Plan;
  complaints: Complaint[];
}

export function resolveSettings(layers: readonly Layer[], meters: readonly string[]): Resolved {
  const complaints = layers.flatMap((layer) => layer.complaints);
  const r: Resolving = { layers, complaints, refused: new Set() };
  const global = valuesOf(r, GLOBAL, undefined).values as unknown as GlobalSettings;
  const plans = meters.map((name) => meterPlan(r, name));
  const sinks: SinkPlan[] = [];
  for (const meter of meters) {
    SINK_KINDS.forEach((kind, index) => {
      const options = sinkOptions(r, index, meter);
      if (options) addSink(sinks, { kind, options, meters: [meter] });
    });
  }
  return { plan: { global, meters: plans, sinks }, complaints };
}
