/**
 * The picture as lines of a terminal.
 * In: what was heard, and how many columns and rows there are. Out: lines that fit; readings stand
 * in as many columns as there is room for, and what does not fit is counted.
 */
import { FIRST, originOf } from './lines.ts';
import { wrapWords } from './paragraph.ts';
import type { Picture, Value } from './picture.ts';

export interface Size {
  columns: number;
  rows: number;
}

export interface Scene {
  picture: Picture;
  /** What runs, where it publishes, and how to subscribe there. */
  title: string;
  url: string;
  /** Undefined: there is nothing to subscribe to. */
  command: string | undefined;
  /** The latest sentences for the person who watches. */
  notices: readonly string[];
}

const GAP = '   ';
/** Few readings are longer; a text message may have a thousand characters. */
const MOST_VALUE = 32;

export function cut(text: string, width: number): string {
  const chars = [...text];
  return chars.length <= width ? text : `${chars.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Items side by side, in as many lines as that takes. */
function flow(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines[lines.length - 1];
    const joined = `${last}${GAP}${item}`;
    if (last !== undefined && joined.length <= width) lines[lines.length - 1] = joined;
    else lines.push(item);
  }
  return lines;
}

/** What people look for first; the rest in the order of the meter. */
function inOrder(values: Value[]): Value[] {
  const first = FIRST.flatMap((wanted) => values.filter(({ name }) => name === wanted));
  return [...first, ...values.filter((value) => !first.includes(value))];
}

function stateItems({ status, telegram }: Picture): string[] {
  return [
    // With Homie it is not told: `$state` stands in its place.
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(telegram ? [`meter time ${telegram.time ?? 'unknown'}`, originOf(telegram)] : []).filter(
      Boolean,
    ),
  ];
}

function detailItems({ telegrams, telegram }: Picture): string[] {
  const { header = '', title, counter } = telegram ?? {};
  return [
    ...(counter === undefined ? [] : [`frame counter ${counter}`]),
    `telegrams ${telegrams}`,
    ...(header ? [`meter ${header}`] : []),
    ...(title === undefined ? [] : [`system title ${title}`]),
  ];
}

function headLines({ picture, title, url }: Scene, width: number): string[] {
  return [
    ...flow([title, url], width),
    ...flow([...stateItems(picture), ...detailItems(picture)], width),
  ];
}

function diagnosticItems({ diagnostics }: Picture): string[] {
  if (!diagnostics) return ['diagnostics: the first come after a minute'];
  return ['diagnostics:', ...diagnostics.map(([name, count]) => `${name} ${count}`)];
}

function footLines({ picture, command, notices }: Scene, width: number): string[] {
  return [
    ...notices.flatMap((notice) => wrapWords(notice, width)),
    ...flow(diagnosticItems(picture), width),
    ...flow([...(command ? [`subscribe yourself: ${command}`] : []), 'Ctrl-C ends'], width),
  ];
}

interface Column {
  values: Value[];
  unitWidth: number;
  width: number;
}

/** Text stands in the place of number and unit. */
function cellText({ text, unit, isNumber }: Value, unitWidth: number): string {
  return isNumber && unitWidth > 0 ? `${text} ${unit.padEnd(unitWidth)}` : cut(text, MOST_VALUE);
}

function newColumn(values: Value[]): Column {
  const unitWidth = Math.max(...values.map(({ unit }) => unit.length));
  const widths = values.map((v) => v.name.length + 1 + [...cellText(v, unitWidth)].length);
  return { values, unitWidth, width: Math.max(...widths) };
}

function columnsOf(values: Value[], count: number): Column[] {
  const height = Math.ceil(values.length / count);
  const columns: Column[] = [];
  for (let at = 0; at < values.length; at += height) {
    columns.push(newColumn(values.slice(at, at + height)));
  }
  return columns;
}

function widthOf(columns: Column[]): number {
  return columns.reduce((sum, { width }) => sum + width + GAP.length, -GAP.length);
}

/** As few columns as do with the height, else (and where it has no end) as many as have room. */
function arrange(values: Value[], { columns: width, rows }: Size): Column[] {
  let best = columnsOf(values, 1);
  for (let count = 2; count <= values.length; count++) {
    if (best[0].values.length <= rows && rows !== Infinity) break;
    const columns = columnsOf(values, count);
    if (widthOf(columns) > width) break;
    best = columns;
  }
  return best;
}

/** Where the window is narrower than that, the name gives way. */
function cellOf({ values, unitWidth, width }: Column, row: number, most: number): string {
  const value = values[row];
  const whole = Math.min(width, most);
  if (!value) return ' '.repeat(whole);
  const text = cellText(value, unitWidth);
  const name = cut(value.name, whole - [...text].length - 1);
  return name + ' '.repeat(Math.max(1, whole - [...name].length - [...text].length)) + text;
}

/** Texts that are there and empty are named in one line: most meters have five such. */
function emptyItems(values: Value[]): string[] {
  const names = values.filter(({ text }) => text === '').map(({ name }) => name);
  return names.length ? ['empty:', ...names] : [];
}

function readingLines(values: Value[], size: Size): string[] {
  if (values.length === 0) return [];
  const columns = arrange(values, size);
  const height = columns[0].values.length;
  const shown = height <= size.rows ? height : Math.max(1, size.rows - 1);
  const lines = Array.from({ length: shown }, (_none, row) =>
    columns.map((column) => cellOf(column, row, size.columns)).join(GAP),
  );
  const hidden = columns.reduce(
    (sum, column) => sum + Math.max(0, column.values.length - shown),
    0,
  );
  return hidden ? [...lines, `... ${hidden} more: enlarge the window`] : lines;
}

/** What stands above and below the readings, for windows of three sizes. */
const FRAMES: readonly ((scene: Scene, all: Value[], width: number) => [string[], string[]])[] = [
  (scene, all, width) => [
    [...headLines(scene, width), ''],
    [...flow(emptyItems(all), width), '', ...footLines(scene, width)],
  ],
  (scene, _all, width) => [[...headLines(scene, width), ''], scene.notices.slice(-1)],
  ({ picture, notices }) => [[stateItems(picture).join(GAP)], notices.slice(-1)],
];

/** So few readings are too few for a smaller frame not to be better. */
const FEW_ROWS = 8;

/** Never more lines than rows, never a line longer than the columns. */
export function layTable(scene: Scene, { columns, rows }: Size): string[] {
  const all = inOrder(scene.picture.telegram?.values ?? []);
  const filled = all.filter(({ text }) => text !== '');
  const frames = FRAMES.map((frame) => frame(scene, all, columns));
  const roomIn = ([head, foot]: [string[], string[]]) => rows - head.length - foot.length;
  const wide = frames.find((frame) => roomIn(frame) >= FEW_ROWS);
  const [head, foot] = wide ?? frames[frames.length - 1];
  const middle = readingLines(filled, { columns, rows: Math.max(1, roomIn([head, foot])) });
  const lines = [...head, ...middle, ...foot];
  return lines.slice(0, rows).map((line) => cut(line.trimEnd(), columns));
}
