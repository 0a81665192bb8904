/**
 * What is stored on the dongle: each reserved word, operator and text of the script as one token of
 * Espruino, which takes a seventh less flash and is read faster. In: ES5 in plain ASCII, hoisted. Out:
 * a byte string. It is the `espruino` package that knows the tokens; those of numbers are left out,
 * for 2v25 does not have them.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInNewContext } from 'node:vm';
import * as acorn from 'acorn';
import { expressionsOf } from './tree.mjs';

const OLDEST = '2v25';
/** Texts too, where the version has them. */
const AUTOMATIC = 1;

function loadTokeniser() {
  const path = createRequire(import.meta.url).resolve('espruino/plugins/pretokenise.js');
  const Espruino = {
    Config: { PRETOKENISE: AUTOMATIC },
    Core: { Env: { getBoardData: () => ({ VERSION: OLDEST }) } },
    Plugins: {},
  };
  runInNewContext(readFileSync(path, 'utf8'), { acorn, Espruino }, { filename: path });
  return Espruino.Plugins.Pretokenise.tokenise;
}

/** What a minifier writes because it is short, and the word that is one token. */
const WORDS = [
  ['!0', ' true '],
  ['!1', ' false '],
  ['void 0', ' undefined '],
];

/** What is asked of the interpreter most often, by shorter names. */
const NATIVES = [
  ['String.fromCharCode', 'C_'],
  ['Math.floor', 'M_'],
  ['Uint8Array', 'U_'],
  ['parseInt', 'P_'],
];

/** To stand in front of the script; no other name may be one of these. */
export const SHORT_NAMES = NATIVES.map(([, short]) => short);
export const SHORT = `var ${NATIVES.map(([long, short]) => `${short}=${long}`).join()};`;

const KINDS = ['UnaryExpression', 'MemberExpression', 'Identifier'];

function withWords(code, words) {
  let text = '';
  let at = 0;
  const visit = (node) => {
    const word = KINDS.includes(node.type) && words.get(code.slice(node.start, node.end));
    if (word) {
      text += code.slice(at, node.start) + word;
      at = node.end;
    } else {
      expressionsOf(node).forEach(visit);
    }
  };
  visit(acorn.parse(code, { ecmaVersion: 5 }));
  return text + code.slice(at);
}

const tokeniseWords = loadTokeniser();

/** `isShort`: SHORT will have run by then. */
export function tokenise(code, isShort) {
  const words = new Map(isShort ? [...WORDS, ...NATIVES] : WORDS);
  return tokeniseWords(withWords(code, words));
}

/** An empty text as token: its length ends a comment for Espruino. */
const EMPTY = '\xd1\0';

/** As above, to be stored in a comment; as it is where no comment could hold the tokens. */
export function tokenisePart(code) {
  const tokens = tokenise(code, true).replaceAll(EMPTY, '""');
  return /\*\/|\0/.test(tokens) ? code : tokens;
}
