/** What --help prints: of all commands, and of each. */
import type { Place } from '../settings/catalogue.ts';
import { allSettings, flagOf, GROUPS, isBare, variableOf } from '../settings/catalogue.ts';
import type { Flag } from '../settings/flags.ts';
import type { Group, Row } from '../settings/row.ts';
import { wrapWords } from '../view/paragraph.ts';
import type { Command } from './command.ts';

const WIDTH = 79;
const INDENT = 6;

/** A sentence about what is used when nothing is given. */
export function presetText({ preset, otherwise, form }: Row<unknown>): string {
  if (otherwise !== undefined) return ` Default: ${otherwise}.`;
  if (preset === undefined || (!form.value && preset === 'false')) return '';
  return ` Default: ${preset}.`;
}

function entry(head: string, help: string): string {
  const lines = wrapWords(help, WIDTH - INDENT).map((line) => ' '.repeat(INDENT) + line);
  return [`  ${head}`, ...lines].join('\n');
}

function flagText({ name, short, value, help }: Flag): string {
  const head = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`;
  return entry(head, help);
}

/** A switch that is on is switched off. */
function flagHead({ row, ...place }: Place): string {
  const flag = flagOf({ row, ...place });
  if (row.form.value !== undefined) return `${flag} ${row.form.value}`;
  return row.preset === 'true' ? flag.replace('--', '--no-') : flag;
}

function settingText(place: Place): string {
  return entry(flagHead(place), `${place.row.help}${presetText(place.row)}`);
}

function placesOf(group: Group): Place[] {
  return allSettings().filter((place) => place.group === group);
}

/** What is seen first: where bytes come from, where readings go, and the key. */
function mainTexts(): string[] {
  const bare = GROUPS.filter(isBare).flatMap(placesOf);
  const others = GROUPS.filter((group) => !isBare(group));
  const mains = others.flatMap((group) => {
    return placesOf(group).filter(({ name }) => name === group.main);
  });
  const names = others.map(({ name }) => name);
  const more = `Each of these has more settings, and so have others: "smarty help NAME" lists them. NAME is ${names.slice(0, -1).join(', ')} or ${names.at(-1)}.`;
  return [
    ['The meter and the program:', ...bare.map(settingText)].join('\n'),
    ['Sources and sinks:', ...mains.map(settingText)].join('\n'),
    wrapWords(more, WIDTH).join('\n'),
  ];
}

function tomlText({ group, name, row }: Place): string {
  const { form, preset } = row;
  const value = preset === undefined ? (form.value ?? 'true') : preset;
  const quoted = /^(true|false|\d+)$/.test(value) ? value : `"${value}"`;
  const text = form.isList ? `[${quoted.replace(',...', '')}, ...]` : quoted;
  return `[METER.${group.name}] ${name} = ${text}`;
}

/** One group with flags, keys in the file and variables; undefined: there is none of that name. */
export function groupHelp(name: string): string | undefined {
  const group = GROUPS.find((one) => one.name === name && !isBare(one));
  if (!group) return undefined;
  const texts = placesOf(group).map((place) => {
    const names = `${tomlText(place)}, ${variableOf(place)}`;
    return `${settingText(place)}\n${' '.repeat(INDENT)}${names}`;
  });
  return `${[`${group.title}. ${group.help}`, ...texts].join('\n\n')}\n`;
}

function paragraphs(text: string): string {
  const parts = text.split('\n\n').map((part) => {
    return part.startsWith(' ') ? part : wrapWords(part.replaceAll('\n', ' '), WIDTH).join('\n');
  });
  return parts.join('\n\n');
}

export function commandHelp(command: Command): string {
  const { name, usage, about, flags, hasSettings } = command;
  const own = [...flags, { name: 'help', short: 'h', help: 'Prints this.' }];
  const sections = [
    `Usage: smarty ${name} ${usage}`.trimEnd(),
    paragraphs(about),
    ['Options:', ...own.map(flagText)].join('\n'),
    ...(hasSettings ? mainTexts() : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

const START = `Reads smart meters at their P1 port, with a cable and a computer: decrypts what comes, and
tells it to MQTT, Homie, Home Assistant, Prometheus, TCP, serial ports and programs.`;

const END = `Try it without a meter:
  smarty read simulated

A cable, a key, and a broker:
  SMARTY_KEY=... smarty read /dev/ttyUSB0 --mqtt mqtt://192.168.1.2

Several meters, as a service:
  smarty check-config /etc/smarty/smarty.toml
  smarty run --config /etc/smarty/smarty.toml

docs/reader.md leads from the cable to the first reading.`;

export function overview(commands: readonly Command[]): string {
  const shown = commands.filter(({ isOld }) => !isOld);
  const width = Math.max(...shown.map(({ name }) => name.length));
  const old = commands.filter(({ isOld }) => isOld).map(({ name }) => name);
  const list = shown.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const oldLines = wrapWords(`Of programs that came before: ${old.join(', ')}.`, WIDTH);
  return `${[
    'Usage: smarty COMMAND [OPTION]...',
    paragraphs(START),
    [
      'Commands:',
      ...list,
      `  ${'help'.padEnd(width)}  The help of a command, or of settings: smarty help mqtt`,
    ].join('\n'),
    ...(old.length ? [oldLines.join('\n')] : []),
    [
      'Options:',
      '  -h, --help     Prints this; behind a command, its own help',
      '      --version  Prints the version',
    ].join('\n'),
    END,
  ].join('\n\n')}\n`;
}
