/**
 * Flags -> settings as they were given, and what is left.
 * In: arguments; flags that are no settings, which the command knows by itself. Out: settings for all
 * meters; values of the command's own flags; operands. What is wrong is a complaint: no value in it.
 */
import { parseArgs } from 'node:util';
import { allSettings, flagOf, GROUPS } from './catalogue.ts';
import type { Place } from './catalogue.ts';
import type { Layer } from './given.ts';
import { complain, newLayer } from './given.ts';
import { suggestion } from './suggestion.ts';

/** A flag of a command; without `value` it is a switch. */
export interface Flag {
  name: string;
  value?: string;
  short?: string;
  help: string;
}

export interface Line {
  layer: Layer;
  /** Of the command's own flags; a switch is 'true'. What is given again is added. */
  own: Map<string, string[]>;
  operands: string[];
}

interface Known {
  flag: Flag;
  place?: Place;
}

/** `--no-NAME` switches off. */
const NO = 'no-';

function longName(place: Place): string {
  return `${place.group.name}-${place.name}`.replaceAll('_', '-');
}

function flagsOf(place: Place): [string, Known][] {
  const { form, help } = place.row;
  const flag = { name: flagOf(place).slice(2), value: form.value, help };
  const known: [string, Known][] = [[flag.name, { flag, place }]];
  if (place.name === place.group.main) known.push([longName(place), { flag, place }]);
  return known;
}

/** By name, without "--". */
function knownFlags(own: readonly Flag[], withSettings: boolean): Map<string, Known> {
  const settings = withSettings ? allSettings().flatMap(flagsOf) : [];
  return new Map<string, Known>([
    ...settings,
    ...own.map((flag): [string, Known] => [flag.name, { flag }]),
  ]);
}

function tokensOf(args: string[], known: Map<string, Known>) {
  const options = Object.fromEntries(
    [...known].map(([name, { flag }]) => {
      const type = flag.value ? ('string' as const) : ('boolean' as const);
      return [name, { type, ...(flag.short ? { short: flag.short } : {}) }];
    }),
  );
  // Not strict: the messages of parseArgs quote what was typed.
  const settings = { args, options, strict: false, allowPositionals: true, tokens: true } as const;
  return parseArgs(settings).tokens;
}

type Token = ReturnType<typeof tokensOf>[number] & { kind: 'option' };

/** What looks like no name may be a key in the wrong place. */
function showable(rawName: string): string {
  return /^--?[a-z0-9-]{1,40}$/i.test(rawName) ? rawName : 'of that name';
}

function refuseName({ layer }: Line, { rawName }: Token, known: Map<string, Known>): void {
  const near = suggestion(
    rawName,
    [...known.keys()].map((name) => `--${name}`),
    '',
  );
  complain(layer, showable(rawName), `There is no such option.${near} See --help.`);
}

function takeValue(line: Line, { place, flag }: Known, text: string): void {
  const { name } = flag;
  if (!place) {
    line.own.set(name, [...(line.own.get(name) ?? []), text]);
    return;
  }
  const { group } = place;
  const where = flagOf(place);
  line.layer.given.push({ meter: undefined, group: group.name, name: place.name, text, where });
}

function takeOption(line: Line, token: Token, known: Map<string, Known>): void {
  const isNo = token.name.startsWith(NO);
  const off = isNo ? known.get(token.name.slice(NO.length)) : undefined;
  const found = known.get(token.name);
  if (off?.place && !off.flag.value && token.value === undefined) {
    takeValue(line, off, 'false');
    return;
  }
  if (!found) return refuseName(line, token, known);
  const { flag } = found;
  const { rawName, value } = token;
  const isOption = !token.inlineValue && value !== undefined && /^--./.test(value);
  if (flag.value && (value === undefined || isOption)) {
    complain(line.layer, rawName, `It needs a value: ${rawName} ${flag.value}.`);
  } else if (!flag.value && value !== undefined && !found.place) {
    complain(line.layer, rawName, 'It takes no value: leave out what follows the "=".');
  } else takeValue(line, found, value ?? 'true');
}

/** `withSettings`: the flags of all settings are known too. */
export function readFlags(args: string[], own: readonly Flag[], withSettings = true): Line {
  const known = knownFlags(own, withSettings);
  const line: Line = { layer: newLayer(), own: new Map(), operands: [] };
  for (const token of tokensOf(args, known)) {
    if (token.kind === 'positional') line.operands.push(token.value);
    else if (token.kind === 'option') takeOption(line, token, known);
  }
  return line;
}

/** Groups that can be switched on by their name alone. */
export function groupNames(): string[] {
  return GROUPS.map(({ name }) => name);
}
