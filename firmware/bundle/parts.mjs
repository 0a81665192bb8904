/**
 * Parts of the application that stand apart from the script in flash and are read only when they are
 * wanted: rooms (lazy.mjs) whose loader is a file `room.far.ts`. What is not wanted takes neither
 * memory nor time at boot, however much of it there is.
 *
 * In: the minified script, where each such loader calls FAR. Out: the script without them, in which
 * each loader evaluates its part, and the parts, to be stored in one comment in front of the script.
 */
import { parse } from 'acorn';

const MARK = /FAR\("[\w-]+"\)[,;]?/g;
const LOADER = /\.far\.ts$/;
/** What a loader says; `name` only tells people which it is. */
const markOf = (id) => `FAR(${JSON.stringify(id.replace(/^.*\/|\.far\.ts$/g, ''))});`;

/** Evaluates a part by its place in the application's file and its bytes: the part must not see other names. */
const READ =
  'function FAR_PART(AT_,SIZE_){return eval(require("Storage").read(SMARTY_BOOT.slot,AT_,SIZE_))}';

/** Marks the loaders, so that they can be told apart once all modules are one script. */
export function markLoader(code, id) {
  return LOADER.test(id) ? code.replace('return room;', `${markOf(id)}\nreturn room;`) : undefined;
}

export function isMark(statement) {
  return statement.type === 'ExpressionStatement' && statement.expression.callee?.name === 'FAR';
}

/** The script as one: for people, and for interpreters that have it all in one place. */
export function withoutMarks(code) {
  return code.replaceAll(MARK, '');
}

function childrenOf(node) {
  return Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === 'string')
    .sort((one, other) => one.start - other.start);
}

const isFunction = ({ type }) => type.startsWith('Function');
const isCall = ({ type, callee }) => type === 'CallExpression' && callee.name === 'FAR';

/** A loader says so itself, and not a function in it. */
function isLoader(fn) {
  const says = (node) => isCall(node) || (!isFunction(node) && childrenOf(node).some(says));
  return isFunction(fn) && childrenOf(fn.body).some(says);
}

/**
 * `encode`: script -> what is stored. `at`: the place of the first part in the file. Out: the stored
 * parts in one comment, and the rest of the script.
 */
export function takeApart(code, encode, at) {
  let parts = '';

  function store(body) {
    const part = encode(`(function()${withoutMarks(rewrite(body))})()`);
    if (/\*\/|\0/.test(part)) throw new Error('parts: a comment would end in one of them');
    const place = at + 2 + parts.length;
    parts += part;
    return `{return FAR_PART(${place},${part.length})}`;
  }

  /** The text of a node, with calls in place of the parts in it. */
  function rewrite(node) {
    let text = '';
    let from = node.start;
    const visit = (child) => {
      if (!isLoader(child)) return childrenOf(child).forEach(visit);
      text += code.slice(from, child.body.start) + store(child.body);
      from = child.body.end;
    };
    childrenOf(node).forEach(visit);
    return text + code.slice(from, node.end);
  }

  const script = rewrite(parse(code, { ecmaVersion: 5 }));
  return parts ? { script: READ + script, parts: `/*${parts}*/` } : { script, parts: '' };
}
