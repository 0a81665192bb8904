/**
 * Old flags -> the plan of a run. In: settings as text, by the names of docs/reader.md, each with the old
 * flag that gave it. Out: what the reader runs, and complaints that name the old flag.
 */
import type { Layer } from '../settings/given.ts';
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

/** `console` stands in the place of standard output. */
export function oldPlan(
  flags: Layer,
  { env, name, console }: { env: Environment; name: string; console?: SinkKind },
): Resolved {
  if (console) addOld(flags, [['stdout format', 'telegram']]);
  const secrets = env.SMARTY_SECRETS;
  const resolved = loadSettings({ config: undefined, secrets, env, flags, meters: [name] });
  for (const sink of resolved.plan.sinks) {
    if (console && sink.kind.group.name === 'stdout')
      Object.assign(sink, { kind: console, options: {} });
  }
  return resolved;
}
