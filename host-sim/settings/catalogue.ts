/**
 * All settings there are, in groups, and what each is called where.
 *
 *   TOML       [house] key            [house.mqtt] url
 *   flag       --key                  --mqtt-url, --mqtt
 *   variable   SMARTY_KEY             SMARTY_MQTT__URL         for all meters
 *              SMARTY_HOUSE__KEY      SMARTY_HOUSE__MQTT__URL  for one
 */
import { METER_GROUPS } from '../reader/settings.ts';
import { SINK_KINDS } from '../sink/kinds.ts';
import { choiceForm, SWITCH, wholeForm } from './form.ts';
import type { Group, OptionsOf, Row } from './row.ts';
import { row } from './row.ts';

export const GLOBAL_ROWS = {
  log_level: row(choiceForm(['error', 'warning', 'info', 'debug'] as const), {
    help: 'What is told on standard error: only what is as grave as that.',
    preset: 'info',
  }),
  count: row(wholeForm('N', 1, 1e15), {
    help: 'Ends after so many telegrams of all meters together.',
    otherwise: 'it goes on',
  }),
};

export type GlobalSettings = OptionsOf<typeof GLOBAL_ROWS>;

/** What is the same for all meters. In TOML in [global], where the settings of all meters may stand too. */
export const GLOBAL: Group = {
  name: 'global',
  title: 'The program',
  help: 'The same for all meters.',
  rows: GLOBAL_ROWS,
};

const ENABLED: Row<boolean> = row(SWITCH, {
  help: 'false switches off for one meter what is on for all.',
  preset: 'true',
});

/** A sink may be switched off again. */
function withSwitch(group: Group): Group {
  return { ...group, rows: { ...group.rows, enabled: ENABLED } };
}

export const SINK_GROUPS: readonly Group[] = SINK_KINDS.map(({ group }) => withSwitch(group));
export const GROUPS: readonly Group[] = [...METER_GROUPS, ...SINK_GROUPS, GLOBAL];

/** Groups whose settings stand in the table of the meter itself. */
export function isBare({ name }: Group): boolean {
  return name === '' || name === GLOBAL.name;
}

export interface Place {
  group: Group;
  /** Of the row. */
  name: string;
  row: Row<unknown>;
}

function placeIn(group: Group, name: string): Place | undefined {
  return Object.hasOwn(group.rows, name) ? { group, name, row: group.rows[name] } : undefined;
}

/** A setting that stands in the table of a meter: its own, or the main one of a group. */
export function bareSetting(name: string): Place | undefined {
  for (const group of GROUPS.filter(isBare)) {
    const found = placeIn(group, name);
    if (found) return found;
  }
  const group = GROUPS.find((one) => one.name === name);
  return group?.main === undefined ? undefined : placeIn(group, group.main);
}

export function setting(group: string, name: string): Place | undefined {
  const found = GROUPS.find((one) => one.name === group && !isBare(one));
  return found && placeIn(found, name);
}

export function allSettings(): Place[] {
  return GROUPS.flatMap((group) =>
    Object.entries(group.rows).map(([name, one]) => ({ group, name, row: one })),
  );
}

/** As it is written in a sentence: "mqtt url". */
export function nameOf({ group, name }: Place): string {
  return isBare(group) ? name : `${group.name} ${name}`;
}

export function flagOf({ group, name }: Place): string {
  const words = isBare(group) ? [name] : name === group.main ? [group.name] : [group.name, name];
  return `--${words.join('-').replaceAll('_', '-')}`;
}

/** Of one meter, or of all. */
export function variableOf({ group, name }: Place, meter?: string): string {
  const words = [...(meter ? [meter] : []), ...(isBare(group) ? [] : [group.name]), name];
  return `SMARTY_${words
    .join('__')
    .replace(/[^A-Za-z0-9]/g, '_')
    .toUpperCase()}`;
}
