/**
 * A configuration file -> settings as they were given, each with its line.
 * In: TOML (https://toml.io, 1.0). Out: settings; complaints that name the line and the remedy.
 *
 *   [global]        settings for all meters
 *   [house]         a meter, and its settings
 *   [house.mqtt]    a group of its settings; `mqtt = "mqtt://..."` in [house] is the main one of it
 */
import { dirname } from 'node:path';
import type { AST } from 'toml-eslint-parser';
import { parseTOML } from 'toml-eslint-parser';
import { readDevice } from '../command/values.ts';
import { allSettings, bareSetting, GLOBAL, GROUPS, isBare, setting } from './catalogue.ts';
import type { Place } from './catalogue.ts';
import type { Layer } from './given.ts';
import { complain, newLayer } from './given.ts';
import { suggestion } from './suggestion.ts';

interface Walk {
  /** Its tables switch nothing on. */
  isSecret: boolean;
  layer: Layer;
  file: string;
  base: string;
}

/** One key with its value, wherever it stands: the whole path to it. */
interface Pair {
  path: string[];
  value: AST.TOMLContentNode;
  line: number;
}

const METER_FORM = 'the name of a meter is 1 to 64 letters, digits, ".", "_" or "-"';

function keysOf(key: AST.TOMLKey): string[] {
  return key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value));
}

function whereOf({ file }: Walk, line: number): string {
  return `${file}:${line}`;
}

function* pairsIn(body: AST.TOMLKeyValue[], path: string[]): Generator<Pair> {
  for (const { key, value, loc } of body) {
    const whole = [...path, ...keysOf(key)];
    if (value.type === 'TOMLInlineTable') yield* pairsIn(value.body, whole);
    else yield { path: whole, value, line: loc.start.line };
  }
}

/** A single value as one would write it in a flag; undefined: a date, which nothing here is. */
function textOf(value: AST.TOMLContentNode): string | undefined {
  if (value.type !== 'TOMLValue') return undefined;
  if (value.kind === 'string') return value.value;
  if (value.kind === 'boolean') return String(value.value);
  // A key of digits alone, without quotes, is too long for a number: the digits are what counts.
  if (value.kind === 'integer') return /^\d+$/.test(value.number) ? value.number : `${value.value}`;
  return value.kind === 'float' ? String(value.value) : undefined;
}

function listText(value: AST.TOMLContentNode, place: Place): string | undefined {
  if (value.type !== 'TOMLArray') return textOf(value);
  const texts = value.elements.map(textOf);
  const isList = place.row.form.isList && texts.every((text) => text !== undefined);
  return isList ? texts.join(',') : undefined;
}

function bareNames(): string[] {
  const own = allSettings().filter(({ group }) => isBare(group));
  return [...own.map(({ name }) => name), ...GROUPS.filter((g) => !isBare(g)).map((g) => g.name)];
}

function placeOf(walk: Walk, [meter, first, second, ...more]: string[], where: string) {
  const place = second === undefined ? bareSetting(first) : setting(first, second);
  if (place && !more.length) return place;
  const group = GROUPS.find(({ name }) => name === first && name !== '');
  if (second !== undefined && group) {
    const near = suggestion(second, Object.keys(group.rows));
    complain(walk.layer, where, `[${meter}.${first}] knows no setting "${second}".${near}`);
  } else if (group) {
    const example = Object.keys(group.rows)[0];
    complain(
      walk.layer,
      where,
      `${first} is a table: write [${meter}.${first}] and ${example} below.`,
    );
  } else {
    complain(walk.layer, where, `There is no setting "${first}".${suggestion(first, bareNames())}`);
  }
  return undefined;
}

function takePair(walk: Walk, { path, value, line }: Pair): void {
  const { layer, base } = walk;
  const where = whereOf(walk, line);
  if (path.length < 2) {
    const rule = 'put it below [global], for all meters, or below the name of one, such as [house]';
    complain(layer, where, `"${path[0]}" stands outside of any table: ${rule}.`);
    return;
  }
  const meter = path[0] === GLOBAL.name ? undefined : path[0];
  const place = placeOf(walk, path, where);
  if (!place) return;
  const { group, name, row } = place;
  if (group === GLOBAL && meter !== undefined) {
    complain(layer, where, `${name} is the same for all meters: it belongs below [global].`);
    return;
  }
  const text = listText(value, place);
  if (text === undefined) complain(layer, where, `${name} must be ${row.form.must}.`);
  else layer.given.push({ meter, group: group.name, name, text, where, base });
}

function nameMeter(walk: Walk, name: string, line: number): void {
  const { layer } = walk;
  if (name === GLOBAL.name || layer.meters.includes(name)) return;
  if (readDevice(name)) layer.meters.push(name);
  else complain(layer, whereOf(walk, line), `"${name}" is no name: ${METER_FORM}.`);
}

/** [house.prometheus] and nothing below it: the sink with its presets. */
function switchOn({ layer, file, base }: Walk, [meter, group]: string[], line: number): void {
  if (!setting(group, 'enabled')) return;
  const given = { group, name: 'enabled', text: 'true', where: `${file}:${line}`, base };
  layer.given.push({ meter: meter === GLOBAL.name ? undefined : meter, ...given });
}

/** Tables without a setting count too: they may hold only what others say. */
function takeTable(walk: Walk, { key, body, kind, loc }: AST.TOMLTable): void {
  const path = keysOf(key);
  const { line } = loc.start;
  if (kind === 'array') {
    const rule = `write [${path.join('.')}], and another name for another meter`;
    complain(walk.layer, whereOf(walk, line), `There are no lists of tables here: ${rule}.`);
    return;
  }
  nameMeter(walk, path[0], line);
  const [meter, group, ...more] = path;
  const isKnown = group === undefined || GROUPS.some((one) => !isBare(one) && one.name === group);
  if (!isKnown || more.length) {
    const near = more.length ? '' : suggestion(group, bareNames());
    complain(
      walk.layer,
      whereOf(walk, line),
      `[${meter}] knows no table "${path.slice(1).join('.')}".${near}`,
    );
    return;
  }
  if (group !== undefined && !walk.isSecret) switchOn(walk, path, line);
  for (const pair of pairsIn(body, path)) takePair(walk, pair);
}

/** The message of the parser without what it quotes. */
function syntaxSentence(message: string): string {
  if (message.includes('multiple times')) {
    const table = 'where there is a table such as [house.source], url belongs into it';
    return `This stands twice: each key and each table may stand once, and ${table}.`;
  }
  const plain = message.replace(/["'`].*["'`]/, 'what stands there').replace(/\.$/, '');
  return `This is no TOML: ${plain}. Texts stand in quotes: key = "value".`;
}

/** Throws with the line of the fault. Editors on Windows put a byte order mark in front. */
export function syntaxOf(text: string): AST.TOMLProgram {
  return parseTOML(text.replace(/^\ufeff/, ''), { tomlVersion: '1.0' });
}

export function readToml(text: string, file: string, isSecret = false): Layer {
  const layer = newLayer();
  const walk: Walk = { isSecret, layer, file, base: dirname(file) };
  let top: AST.TOMLTopLevelTable;
  try {
    [top] = syntaxOf(text).body;
  } catch (thrown) {
    const { lineNumber = 1, message } = thrown as Error & { lineNumber?: number };
    complain(layer, whereOf(walk, lineNumber), syntaxSentence(message));
    return layer;
  }
  for (const node of top.body) {
    if (node.type === 'TOMLTable') takeTable(walk, node);
    else
      for (const pair of pairsIn([node], [])) {
        if (pair.path.length > 1) nameMeter(walk, pair.path[0], pair.line);
        takePair(walk, pair);
      }
  }
  return layer;
}
