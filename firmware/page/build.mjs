/**
 * The page as it is sent: page.html with style, script and texts written into it, gzipped.
 * In: the files of this folder, and the table of settings. Out: the same bytes for the same files.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { minify_sync as minify } from 'terser';
import typescript from 'typescript';
import { packGzip } from './pack/gzip.mjs';

const HERE = import.meta.dirname;
/** What the dongle has room for, and a phone near it gets in a second. */
const BUDGET = 16_000;
const IMPORT = /^import\s[^;]*?from\s['"]([^'"]+)['"];$/gm;
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

/** The other hints would not fit; they stand in the documentation. */
const HINTS = 'auth_key broker'.split(' ');

/** Every text of the page: key -> one text in each language. */
export function pageTexts() {
  const texts = {};
  for (const file of readdirSync(join(HERE, 'texts')).sort()) {
    const exported = {};
    new Function('exports', compile(join(HERE, 'texts', file), 'CommonJS'))(exported);
    for (const [name, table] of Object.entries(exported)) {
      if (name.endsWith('TEXTS')) Object.assign(texts, table);
    }
  }
  for (const key of Object.keys(texts)) {
    if (key.startsWith('hint.') && !HINTS.includes(key.slice(5))) delete texts[key];
  }
  return texts;
}

/** Keys, then one language after the other: texts of one language have more in common. */
function packTexts(texts) {
  const rows = Object.entries(texts);
  const languages = rows[0][1].map((_, i) => rows.map(([, row]) => row[i]).join('|'));
  return `'${rows.map(([key]) => key).join(' ')}', ${JSON.stringify(languages)}`;
}

function buildScript() {
  const code = [...link(join(HERE, 'script/main.ts'), new Map()).values()].join('\n');
  refuseDoubles(code);
  const { code: script } = minify(`((TEXT_KEYS, TEXTS) => {${code}})`, {
    ecma: 2018,
    compress: { expression: true, passes: 3, unsafe_arrows: true, inline: 1 },
    format: { comments: false },
  });
  // Inside an element of HTML a script ends where "</script" stands, whatever the quotes.
  return `(${script.replace(/;$/, '')})(${packTexts(pageTexts())})`.replaceAll('</', '<\\/');
}

function buildStyle() {
  return read(join(HERE, 'style.css'))
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};:,>]) ?/g, '$1')
    .replace(/;}/g, '}')
    .trim();
}

function trimMarkup(html) {
  return html
    .replace(/>\s+</g, '><')
    .replace(/\s+/g, ' ')
    .replace(/(<(?:meta|link|input)[^>]*?) \/>/g, '$1>')
    .replace(/="([\w.-]+)"/g, '=$1')
    .trim();
}

export function buildPage() {
  const html = trimMarkup(read(join(HERE, 'page.html')))
    .replace('<style></style>', () => `<style>${buildStyle()}</style>`)
    .replace('<script></script>', () => `<script>${buildScript()}</script>`);
  const gzip = packGzip(Buffer.from(html));
  if (gzip.length > BUDGET) throw new Error(`page: ${gzip.length} bytes, more than ${BUDGET}`);
  return { html, gzip };
}
