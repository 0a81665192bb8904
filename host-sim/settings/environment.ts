/**
 * The environment -> settings as they were given.
 *
 *   SMARTY_KEY                       for all meters
 *   SMARTY_MQTT__PASSWORD            a setting of a group
 *   SMARTY_HOUSE__KEY                of one meter: its name in capitals, "_" for ".", "-" and "_"
 *   SMARTY_HOUSE__MQTT__PASSWORD     both
 */
import { allSettings, variableOf } from './catalogue.ts';
import type { Layer } from './given.ts';
import { complain, newLayer } from './given.ts';
import { suggestion } from './suggestion.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const START = 'SMARTY_';
/** Variables of the command line itself. */
export const OWN_VARIABLES = ['SMARTY_CONFIG', 'SMARTY_SECRETS', 'SMARTY_METER'];

/** `meters`: the names that the configuration knows. */
export function readEnvironment(env: Environment, meters: readonly string[]): Layer {
  const layer = newLayer();
  const known = new Map<string, { meter: string | undefined; group: string; name: string }>();
  for (const place of allSettings()) {
    const { group, name } = place;
    for (const meter of [...meters, undefined]) {
      const names = { meter, group: group.name, name };
      known.set(variableOf(place, meter), names);
      if (name === group.main) known.set(variableOf(place, meter).replace(/__[^_]+$/, ''), names);
    }
  }
  for (const [variable, text] of Object.entries(env)) {
    if (!variable.startsWith(START) || !text || OWN_VARIABLES.includes(variable)) continue;
    const names = known.get(variable);
    if (names) layer.given.push({ ...names, text, where: variable });
    else {
      const near = suggestion(variable, [], '') || nearVariable(variable, [...known.keys()]);
      complain(layer, variable, `The reader knows no such variable.${near}`, true);
    }
  }
  return layer;
}

function nearVariable(variable: string, known: string[]): string {
  const lower = known.map((name) => name.toLowerCase());
  return suggestion(variable, lower, '').toUpperCase().replace('DID YOU MEAN', 'Did you mean');
}
