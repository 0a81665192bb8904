/**
 * The page as it is sent: page.html with style, script and texts written into it, gzipped. Behind it, to
 * be fetched by those who want it: the further settings with their texts, as JSON.
 * In: the files of this folder, and the tables of settings. Out: the same bytes for the same files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minify_sync as minify } from 'terser';
import typescript from 'typescript';
import { packGzip } from './pack/gzip.mjs';

const HERE = import.meta.dirname;
/** What the dongle has room for, and a phone near it gets in a second. */
const BUDGET = 16_000;
const MORE_BUDGET = 6_000;
const IMPORT = /^import\s[^;]*?from\s['"]([^'"]+)['"];$/gm;
/** One that stands outside of all others, as the compiler writes it. */
const FUNCTION = /^(async )?function (\w+)(\(.*\)) \{$([^]*?)^\}$/gm;
const TOP = /^(?:async )?(?:function|const|let) (\w+)/gm;

const read = (file) => readFileSync(file, 'utf8');

function compile(file, module) {
  const compilerOptions = { target: 'ES2018', module, removeComments: true };
  return typescript.transpileModule(read(file), { compilerOptions }).outputText;
}

/** Modules in the order in which they need each other, each once: file -> its code, bare of imports. */
function link(file, modules) {
  if (modules.has(file)) return modules;
  const code = compile(file, 'ESNext');
  modules.set(file, '');
  for (const match of code.matchAll(IMPORT)) link(join(dirname(file), match[1]), modules);
  // A map keeps the order of first insertion: after those it needs.
  modules.delete(file);
  modules.set(file, code.replace(IMPORT, '').replace(/^export (?:\{\};)?/gm, ''));
  return modules;
}

/** All modules share one scope, which is what makes them small: no name may be there twice. */
function refuseDoubles(code) {
  const names = [...code.matchAll(TOP)].map((match) => match[1]);
  const double = names.find((name, i) => names.indexOf(name) !== i);
  if (double) throw new Error(`page: two modules name something "${double}"`);
}

/** Whatever is said in one way only takes less room: functions as values, and all by `let`. */
function makeAlike(code) {
  return code.replace(FUNCTION, 'let $2 = $1$3 => {$4};').replace(/\bconst /g, 'let ');
}

/** The other hints would not fit; they stand in the documentation. */
const HINTS = 'auth_key broker'.split(' ');

/** What a module without imports exports. */
function exportsOf(file) {
  const exported = {};
  new Function('exports', compile(join(HERE, file), 'CommonJS'))(exported);
  return exported;
}

/** All texts in a folder: key -> one text in each language. */
function textsIn(folder) {
  const texts = {};
  for (const file of readdirSync(join(HERE, folder)).sort()) {
    for (const [name, table] of Object.entries(exportsOf(join(folder, file)))) {
      if (name.endsWith('TEXTS')) Object.assign(texts, table);
    }
  }
  return texts;
}

/** Every text of the page. */
export function pageTexts() {
  const texts = textsIn('texts');
  for (const key of Object.keys(texts)) {
    if (key.startsWith('hint.') && !HINTS.includes(key.slice(5))) delete texts[key];
  }
  return texts;
}

/** Every text that comes with the further settings. */
export function moreTexts() {
  return textsIn('outputs/texts');
}

/** In this order of groups the page is smallest: found by trying. */
const GROUPS = 'is. state. label. hint. todo.  choice. fault. word. restart. login.'.split(' ');

/** "label." of "label.ssid". */
const groupOf = (key) => key.slice(0, key.indexOf('.') + 1);

/**
 * Keys in groups, each behind what they begin with; then one language after the other: texts of one
 * language have more in common, and neighbours in the alphabet still more where they stand in no order.
 */
function packTexts(texts) {
  const groups = [...new Set(Object.keys(texts).map(groupOf))].sort(
    (a, b) => GROUPS.indexOf(a) - GROUPS.indexOf(b),
  );
  const rows = groups.flatMap((group) =>
    Object.entries(texts)
      .filter(([key]) => groupOf(key) === group)
      .sort(([, a], [, b]) => (group ? 0 : a[2] < b[2] ? -1 : 1)),
  );
  const keys = groups.map((group) => [
    group,
    ...rows.flatMap(([key]) => (groupOf(key) === group ? key.slice(group.length) : [])),
  ]);
  const languages = rows[0][1].map((_, i) => {
    const lines = rows.map(([, row]) => row[i]).join('|');
    return lines.replace(/{\w+}/g, '{}');
  });
  return [keys.map((group) => group.join(' ')).join('|'), ...languages];
}

/** Names of properties that only the page itself uses. */
const INWARD = /^(isSecret|isRequired|least|most|preset|choices|kind|group|data)$/;

function buildScript() {
  const code = [...link(join(HERE, 'script/main.ts'), new Map()).values()].join('\n');
  refuseDoubles(code);
  const { code: script } = minify(`((TEXT_KEYS, TEXTS) => {${makeAlike(code)}})`, {
    ecma: 2018,
    compress: { expression: true, passes: 3, unsafe_arrows: true, inline: 1 },
    mangle: { properties: { regex: INWARD, builtins: true } },
    format: { comments: false },
  });
  // Inside an element of HTML a script ends where "</script" stands, whatever the quotes.
  const [keys, ...languages] = packTexts(pageTexts());
  const texts = `'${keys}', ${JSON.stringify(languages)}`;
  return `(${script.replace(/;$/, '')})(${texts})`.replaceAll('</', '<\\/');
}

function buildStyle() {
  const names = [];
  return read(join(HERE, 'style.css'))
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};:,>+!]) ?/g, '$1')
    .replace(/'(\w+)'/g, '$1')
    .replace(/;}/g, '}')
    .replace(/--(\w+)/g, (_, name) => {
      if (!names.includes(name)) names.push(name);
      return '--' + names.indexOf(name).toString(36);
    })
    .replace(/\b0\./g, '.')
    .trim();
}

/** An element that says what it is called needs no other key. */
const NAMESAKE = /(id="([\w-]+)"[^>]* data-t)="\2"/g;
/** What the standard lets a page leave out (HTML §13.1.2.4). */
const OPTIONAL = /<\/?(html|head|body)>|<\/li>|<\/p>(?=<(\/|p|div|ul|ol))/g;

function trimMarkup(html) {
  return html
    .replace(/>\s+</g, '><')
    .replace(OPTIONAL, '')
    .replace(NAMESAKE, '$1')
    .replace(/\s+/g, ' ')
    .replace(/(<(?:meta|link|input)[^>]*?) \/>/g, '$1>')
    .replace(/="([\w.-]+)"/g, '=$1')
    .trim();
}

function pack(text, most) {
  const gzip = packGzip(Buffer.from(text));
  if (gzip.length > most) throw new Error(`page: ${gzip.length} bytes, more than ${most}`);
  return gzip;
}

export function buildPage() {
  const html = trimMarkup(read(join(HERE, 'page.html')))
    .replace('<style></style>', () => `<style>${buildStyle()}</style>`)
    .replace('<script></script>', () => `<script>${buildScript()}</script>`);
  return { html, gzip: pack(html, BUDGET) };
}

/** Rows of the table, keys, and all texts of each language: see learn in script/speech.ts. */
export function buildMore() {
  const { EXTRAS } = exportsOf('../core/config/extras.ts');
  const json = JSON.stringify([EXTRAS, ...packTexts(moreTexts())]);
  return { json, gzip: pack(json, MORE_BUDGET) };
}

/** What is stored on the dongle, as it is sent. */
export function buildDocuments() {
  return { page: buildPage().gzip, more: buildMore().gzip };
}
