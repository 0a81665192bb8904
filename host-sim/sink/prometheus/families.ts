/**
 * What there is to scrape, as families of samples: those of the dongle (firmware/core/web/api/metrics.ts),
 * with a label for the meter, those of heat meters, and counts of sources and sinks.
 * In: the latest readout of each meter, and all that was counted. Out: families by name.
 */
import { nextMetrics } from '../../../firmware/core/web/api/metrics.ts';
import type { ApiSource } from '../../../firmware/core/web/api/source.ts';
import type { Flow } from '../../../firmware/core/web/exchange.ts';
import type { Diagnosis } from '../../../firmware/core/message/diagnostics.ts';
import type { Facts } from '../../source/source.ts';
import type { Account } from '../sink.ts';
import type { Readout } from '../readout.ts';
import { heatSamples } from './heat.ts';

export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface Family {
  help: string;
  isCounter: boolean;
  samples: Sample[];
}

export type Families = Map<string, Family>;

export interface MeterView {
  meter: string;
  isHeat: boolean;
  /** Undefined: there is none, or it is too old. */
  readout: Readout | undefined;
  latestUtcS: number | undefined;
  version: string;
}

function familyOf(families: Families, name: string, about: Omit<Family, 'samples'>): Family {
  const family = families.get(name) ?? { ...about, samples: [] };
  families.set(name, family);
  return family;
}

export function addSample(
  families: Families,
  name: string,
  about: Omit<Family, 'samples'>,
  sample: Sample,
): void {
  if (Number.isFinite(sample.value)) familyOf(families, name, about).samples.push(sample);
}

function labelsOf(text: string | undefined): Record<string, string> {
  const pairs = [...(text ?? '').matchAll(/([a-z_]+)="([^"]*)"/g)];
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
}

const SAMPLE = /^([a-z0-9_]+)(?:\{(.*)\})? (\S+)$/;

/** What the core tells of any meter; all else it counts at a P1 port. */
const OF_ALL = ['smarty_build_info', 'smarty_latest_telegram_timestamp_seconds'];

/** The text format of the core, line by line. */
function addText(families: Families, text: string, { meter, isHeat }: MeterView): void {
  let help = '';
  let isCounter = false;
  for (const line of text.split('\n').filter(Boolean)) {
    const sample = SAMPLE.exec(line);
    if (line.startsWith('# HELP')) help = line.split(' ').slice(3).join(' ');
    else if (line.startsWith('# TYPE')) isCounter = line.endsWith(' counter');
    else if (sample) {
      const [, name, labels, value] = sample;
      if (isHeat && !OF_ALL.includes(name)) continue;
      const all = { meter, ...labelsOf(labels) };
      addSample(families, name, { help, isCounter }, { labels: all, value: Number(value) });
    }
  }
}

const NO_DIAGNOSIS: Diagnosis = { numbers: {}, faults: {}, texts: {} };

function sourceOf(view: MeterView, facts: Diagnosis): ApiSource {
  const { meter, readout, latestUtcS, version } = view;
  return {
    lines: readout && !view.isHeat ? readout.lines : '',
    printed: '',
    header: '',
    time: undefined,
    utcS: latestUtcS,
    ageS: undefined,
    tag: '',
    name: meter,
    version,
    facts,
  };
}

export function addMeter(families: Families, view: MeterView, facts = NO_DIAGNOSIS): void {
  const source = sourceOf(view, facts);
  const flow: Flow = { kind: 'metrics', lines: source.lines, at: -1, type: '', tag: undefined };
  for (let piece = nextMetrics(source, flow); piece !== ''; piece = nextMetrics(source, flow)) {
    addText(families, piece, view);
  }
  if (!view.isHeat || !view.readout) return;
  for (const { name, help, isCounter, value } of heatSamples(view.readout.lines)) {
    addSample(families, name, { help, isCounter }, { labels: { meter: view.meter }, value });
  }
}

/** What goes up and down; all else that sources and sinks tell is counted. */
const GAUGES = ['waiting', 'unsent', 'listeners'];
/** Of what a source tells, what a meter's counts do not say. */
const WORKING = ['open', 'up', 'open, up'];

function addFacts(
  families: Families,
  what: string,
  labels: Record<string, string>,
  facts: Facts,
): void {
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value !== 'number' || !/^[a-z][a-z0-9_]*$/.test(name)) continue;
    const isCounter = !GAUGES.includes(name);
    const metric = `smarty_${what}_${name}${isCounter ? '_total' : ''}`;
    const help = `What the ${what} tells as ${name}, see docs/sinks.md.`;
    addSample(families, metric, { help, isCounter }, { labels, value });
  }
  const { state } = facts;
  if (typeof state !== 'string') return;
  const help = `1 while the ${what} works, 0 while it is tried again.`;
  const value = WORKING.includes(state) ? 1 : 0;
  addSample(families, `smarty_${what}_up`, { help, isCounter: false }, { labels, value });
}

type Told = Account['sinks'][number];

/** Several sinks of one name, such as one broker for two meters, are one: it works if all do. */
function mergedSinks(sinks: readonly Told[]): Told[] {
  const all = new Map<string, Facts>();
  for (const { name, facts } of sinks) {
    const sum: Record<string, number | string> = { ...all.get(name) };
    for (const [key, value] of Object.entries(facts)) {
      const before = sum[key];
      if (typeof value === 'number') sum[key] = value + (typeof before === 'number' ? before : 0);
      else if (before === undefined || WORKING.includes(String(before))) sum[key] = value;
    }
    all.set(name, sum);
  }
  return [...all].map(([name, facts]) => ({ name, facts }));
}

export function addAccount(families: Families, { meters, sinks }: Account): void {
  for (const { name, source } of meters) addFacts(families, 'source', { meter: name }, source);
  for (const { name, facts } of mergedSinks(sinks))
    addFacts(families, 'sink', { sink: name }, facts);
}
