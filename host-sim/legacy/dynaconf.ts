/**
 * The configuration of mueli's smart-meter-reader -> ours.
 * In: settings.toml and .secrets.toml as dynaconf reads them: a table for each environment, [default] and
 * [global] for all of them, capitals and small letters alike. Out: our two files, and what could not be
 * taken over. Keys stand in the file of secrets alone, and in no sentence.
 */
import { getStaticTOMLValue } from 'toml-eslint-parser';
import { newProblem, USAGE } from '../command/problem.ts';
import { NAME } from '../settings/form.ts';
import { syntaxOf } from '../settings/toml.ts';
import type { Table } from './dynaconf-text.ts';
import { tomlOf } from './dynaconf-text.ts';

/** Paths in small letters, "client.serial.port", and their values. */
type Leaves = Map<string, unknown>;

export interface Converted {
  config: string;
  secrets: string;
  notes: string[];
}

const FOR_ALL = ['default', 'global'];

const LEVELS: Readonly<Record<string, string>> = {
  debug: 'debug',
  info: 'info',
  warning: 'warning',
  warn: 'warning',
  error: 'error',
  critical: 'error',
};

/** dsmr_parser's settings of the serial port. */
const LINES: Readonly<Record<string, Record<string, string | number>>> = {
  serial_settings_v2_2: { baud: 9600, format: '7E1' },
  serial_settings_v4: {},
  serial_settings_v5: {},
};

const SOURCES: Readonly<Record<string, (port: string) => string>> = {
  dummy: () => 'simulated',
  sagemcom_t210_d_r: (port) => port,
  kamstrup_403: (port) => `kamstrup:${port}`,
};

/** The tree has fixed names in ours: those that mueli ships. */
const TREES: Readonly<Record<string, string>> = {
  sagemcom_t210_d_r: 'electric-smart-meter',
  kamstrup_403: 'heat-smart-meter',
};

/** They have no meaning in ours, and nothing is lost without them. */
const NEEDLESS =
  /^(dynaconf_merge|.*telegram_specification|sink\.ids|sink\.homie\.(name|device_type))$/;
const KNOWN =
  /^(debug_level|mqtt_(broker|port)|client\.(id|guek|gak|serial\.(port|settings))|sink\.homie\.id)$/;

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function collect(leaves: Leaves, table: Record<string, unknown>, path: string): void {
  for (const [key, value] of Object.entries(table)) {
    const whole = path ? `${path}.${key.toLowerCase()}` : key.toLowerCase();
    if (isTable(value)) collect(leaves, value, whole);
    else leaves.set(whole, value);
  }
}

function readTables(text: string, file: string): Record<string, unknown> {
  try {
    return getStaticTOMLValue(syntaxOf(text));
  } catch (thrown) {
    const { lineNumber } = thrown as { lineNumber?: number };
    throw newProblem(`${file}:${lineNumber ?? 1}: This is no TOML.`, USAGE);
  }
}

/** By environment; those for all are below ''. */
function readEnvironments(texts: readonly { text: string; file: string }[]): Map<string, Leaves> {
  const all = new Map<string, Leaves>([['', new Map()]]);
  for (const { text, file } of texts) {
    for (const [name, table] of Object.entries(readTables(text, file))) {
      const key = FOR_ALL.includes(name.toLowerCase()) ? '' : name.toLowerCase();
      const leaves: Leaves = all.get(key) ?? new Map();
      all.set(key, leaves);
      if (isTable(table)) collect(leaves, table, '');
    }
  }
  return all;
}

function textIn(leaves: Leaves, path: string): string | undefined {
  const value = leaves.get(path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function brokerOf(leaves: Leaves): string | undefined {
  const host = textIn(leaves, 'mqtt_broker');
  if (host === undefined) return undefined;
  const name = host.includes(':') ? `[${host}]` : host;
  return `mqtt://${name}:${textIn(leaves, 'mqtt_port') ?? '1883'}`;
}

function hasHomie(leaves: Leaves): boolean {
  return [...leaves.keys()].some((path) => path.startsWith('sink.'));
}

/** mueli tells its tree and nothing else. */
function mqttTable(url: string): Table {
  const only = { telegram_topic: 'no', reading_topics: 'no', homeassistant: 'no' };
  return { url, homie: 'mueli', ...only };
}

interface Meter {
  name: string;
  tables: Record<string, Table>;
  secrets: Table;
  notes: string[];
}

function notesOf(name: string, leaves: Leaves): string[] {
  const kind = textIn(leaves, 'client.id')?.toLowerCase() ?? '';
  const tree = TREES[kind];
  const own = textIn(leaves, 'sink.homie.id');
  const others = [...leaves.keys()].filter((path) => !KNOWN.test(path) && !NEEDLESS.test(path));
  return [
    ...others.map((path) => `${name}: ${path} is not taken over: nothing here has that meaning.`),
    ...(tree && own && own !== tree
      ? [`${name}: the tree is homie/${tree} and not homie/${own}: its name is fixed.`]
      : []),
    ...(kind === 'dummy'
      ? [`${name}: in place of a sine there is a simulated house, as ${TREES.sagemcom_t210_d_r}.`]
      : []),
  ];
}

function convertMeter(name: string, own: Leaves, shared: Leaves): Meter {
  const leaves: Leaves = new Map([...shared, ...own]);
  const id = textIn(leaves, 'client.id')?.toLowerCase() ?? '';
  const source = Object.hasOwn(SOURCES, id) ? SOURCES[id] : undefined;
  if (!source || NAME.read(name) === undefined) {
    const known = Object.keys(SOURCES).join(', ');
    throw newProblem(`[${name}.client] id must be one of ${known} (in any case).`, USAGE);
  }
  const line = LINES[textIn(leaves, 'client.serial.settings')?.toLowerCase() ?? ''] ?? {};
  const url = source(textIn(leaves, 'client.serial.port') ?? '/dev/ttyUSB0');
  const broker = hasHomie(leaves) ? brokerOf(leaves) : undefined;
  return {
    name,
    tables: {
      ...(Object.keys(line).length
        ? { [`${name}.source`]: { url, ...line } }
        : { [name]: { source: url } }),
      ...(broker ? { [`${name}.mqtt`]: mqttTable(broker) } : {}),
    },
    secrets: { key: textIn(leaves, 'client.guek'), auth_key: textIn(leaves, 'client.gak') },
    notes: notesOf(name, leaves),
  };
}

/** In the order of the file; environments without a client are none. */
export function convertDynaconf(texts: readonly { text: string; file: string }[]): Converted {
  const environments = readEnvironments(texts);
  const shared = environments.get('') as Leaves;
  environments.delete('');
  const meters = [...environments].map(([name, own]) => convertMeter(name, own, shared));
  if (!meters.length) {
    throw newProblem(
      `${texts[0].file} has no environment such as [t210]: is it the right file?`,
      USAGE,
    );
  }
  const level = LEVELS[textIn(shared, 'debug_level')?.toLowerCase() ?? ''];
  const tables: Record<string, Table> = level ? { global: { log_level: level } } : {};
  for (const meter of meters) Object.assign(tables, meter.tables);
  const secrets = Object.fromEntries(meters.map((meter) => [meter.name, meter.secrets]));
  return {
    config: tomlOf('From smart-meter-reader. Keys and passwords stand in .secrets.toml.', tables),
    secrets: tomlOf('From smart-meter-reader. Only its owner may read this file.', secrets),
    notes: meters.flatMap(({ notes }) => notes),
  };
}
