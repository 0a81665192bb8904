/**
 * Old flags -> the plan of a run. In: settings as text, by the names of docs/reader.md, each with the old
 * flag that gave it. Out: what the reader runs, and complaints that name the old flag.
 */
import type { Layer } from '../settings/given.ts';
import { newLayer } from '../settings/given.ts';
import { loadSettings } from '../settings/load.ts';
import type { Resolved } from '../settings/resolve.ts';
import type { SinkKind } from '../sink/kind.ts';
import type { Environment } from '../settings/environment.ts';

/** Setting ("mqtt url", "key"), its text, and what it is complained of as. Undefined: not given. */
export type Old = readonly [setting: string, text: string | undefined, where?: string];

export function addOld({ given }: Layer, olds: readonly Old[]): void {
  for (const [setting, text, where = setting] of olds) {
    const [name, group = ''] = setting.split(' ').reverse();
    if (text !== undefined) given.push({ meter: undefined, group, name, text, where });
  }
}

export interface OldProgram {
  env: Environment;
  name: string;
  /** Stands in the place of standard output, unless another format of that is asked for. */
  console?: SinkKind;
  /** What the old program did where nothing was said. */
  presets?: readonly Old[];
}

const OWN_FORMAT = 'auto';

export function oldPlan(flags: Layer, old: OldProgram): Resolved {
  const { env, name, console } = old;
  const presets = newLayer();
  addOld(presets, old.presets ?? []);
  if (console) addOld(presets, [['stdout format', OWN_FORMAT]]);
  const [config, secrets] = [undefined, env.SMARTY_SECRETS];
  const resolved = loadSettings({ config, secrets, env, flags, presets, meters: [name] });
  for (const sink of resolved.plan.sinks) {
    const isOwn = sink.kind.group.name === 'stdout' && sink.options.format === OWN_FORMAT;
    if (console && isOwn) Object.assign(sink, { kind: console, options: {} });
  }
  return resolved;
}
