/** What --help prints: of all commands, and of each. */
import type { Place } from '../settings/catalogue.ts';
import { allSettings, flagOf, GROUPS } from '../settings/catalogue.ts';
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

function settingText(place: Place): string {
  const { row } = place;
  const value = row.form.value === undefined ? '' : ` ${row.form.value}`;
  return entry(`${flagOf(place)}${value}`, `${row.help}${presetText(row)}`);
}

function groupText(group: Group): string {
  const places = allSettings().filter((place) => place.group === group);
  return [`${group.title}:`, ...places.map(settingText)].join('\n');
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
    ...(hasSettings ? GROUPS.map(groupText) : []),
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
      `  ${'help'.padEnd(width)}  The help of a command: smarty help COMMAND`,
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
