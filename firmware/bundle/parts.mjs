/**
 * Parts of the application that stand apart from the script in flash and are read only when they are
 * wanted: rooms (lazy.mjs) whose loader is a file `room.far.ts`, and functions and texts that several
 * rooms have. What is not wanted takes neither memory nor time at boot, however much of it there is.
 *
 * In: the minified script, where each such loader calls FAR, each such function SHARED, and each such
 * text is given to SHARED. Out: the script without them, in which each is evaluated from its part, and
 * the parts, each stored once, to be stored in one comment in front of the script.
 */
import { parse } from 'acorn';
import { childrenOf } from './tree.mjs';

const MARK = /(FAR\("[\w-]+"\)|SHARED\(\))[,;]?|SHARED(?=\()/g;
/** Shorter, and its call would take as much. */
const WORTH = 40;
const LOADER = /\.far\.ts$/;
/** What a loader says; `name` only tells people which it is. */
const markOf = (id) => `FAR(${JSON.stringify(id.replace(/^.*\/|\.far\.ts$/g, ''))});`;

/** Evaluates a part by its place in the application's file and its bytes: the part must not see other names. */
const READ =
  'function F_(AT_,SIZE_){return eval(require("Storage").read(SMARTY_BOOT.slot,AT_,SIZE_))}';

function namesOf(node) {
  return node.type === 'Identifier' ? [node.name] : childrenOf(node).flatMap(namesOf);
}

/** Marks the loaders, so that they can be told apart once all modules are one script. */
export function markLoader(code, id) {
  return LOADER.test(id) ? code.replace('return room;', `${markOf(id)}\nreturn room;`) : undefined;
}

export function isMark(statement) {
  return statement.type === 'ExpressionStatement' && statement.expression.callee?.name === 'FAR';
}

/** As above, for a statement that several rooms have: what is short or names itself stays as it is. */
export function markShared(text, node) {
  const value = node.declarations?.[0].init;
  const at = (value ?? node.body).start - node.start;
  if (value?.type === 'Literal') return `${text.slice(0, at)}SHARED(${text.slice(at, -1)});`;
  const isFree = node.body && !namesOf(node.body).includes(node.id.name);
  return isFree ? `${text.slice(0, at + 1)}SHARED();${text.slice(at + 1)}` : text;
}

/** The script as one: for people, and for interpreters that have it all in one place. */
export function withoutMarks(code) {
  return code.replaceAll(MARK, '');
}

const isFunction = ({ type }) => type.startsWith('Function');
const isCall = (name, { type, callee }) => type === 'CallExpression' && callee.name === name;

/** A function says so itself, and not one in it. */
function says(name, fn) {
  const isSaid = (node) =>
    isCall(name, node) || (!isFunction(node) && childrenOf(node).some(isSaid));
  return isFunction(fn) && childrenOf(fn.body).some(isSaid);
}

/**
 * `encode`: script -> what is stored. `at`: the place of the first part in the file. Out: the stored
 * parts in one comment, and the rest of the script.
 */
export function takeApart(code, encode, at) {
  let parts = '';
  const places = new Map();

  /** The call that evaluates a part. */
  function store(expression) {
    const part = encode(withoutMarks(expression));
    if (/\*\/|\0/.test(part)) throw new Error('parts: a comment would end in one of them');
    if (!places.has(part)) {
      places.set(part, at + 2 + parts.length);
      parts += part;
    }
    return `F_(${places.get(part)},${part.length})`;
  }

  /** What stands in the script for a node that is a part; undefined for all others. */
  function callFor(node) {
    if (says('FAR', node)) {
      const head = code.slice(node.start, node.body.start);
      return `${head}{return ${store(`(function()${rewrite(node.body)})()`)}}`;
    }
    if (node.end - node.start < WORTH) return undefined;
    if (isCall('SHARED', node)) return store(rewrite(node));
    if (!says('SHARED', node)) return undefined;
    const head = code.slice(node.params[0]?.start ?? node.body.start - 1, node.body.start);
    const call = store(`(function(${head}${rewrite(node.body)})`);
    return node.id ? `var ${node.id.name}=${call};` : call;
  }

  /** The text of a node, with calls in place of the parts in it. */
  function rewrite(node) {
    let text = '';
    let from = node.start;
    const visit = (child) => {
      const call = callFor(child);
      if (call === undefined) return childrenOf(child).forEach(visit);
      text += code.slice(from, child.start) + call;
      from = child.end;
    };
    childrenOf(node).forEach(visit);
    return text + code.slice(from, node.end);
  }

  const script = withoutMarks(rewrite(parse(code, { ecmaVersion: 5 })));
  return parts ? { script: READ + script, parts: `/*${parts}*/` } : { script, parts: '' };
}
