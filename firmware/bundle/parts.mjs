/**
 * Parts of the application that stand apart from the script in flash and are read only when they are
 * wanted: rooms (lazy.mjs) whose loader is a file `room.far.ts`. What is not wanted takes neither
 * memory nor time at boot, however much of it there is.
 *
 * In: the minified script, where each such loader calls FAR. Out: the script without them, in which
 * each loader evaluates its part, and the parts, to be stored in one comment in front of the script.
 */
import { parse } from 'acorn';

const MARK = /FAR\("\w+"\)[,;]?/;
const LOADER = /\.far\.ts$/;
/** What a loader says; `name` only tells people which it is. */
const markOf = (id) => `FAR(${JSON.stringify(id.replace(/^.*\/|\.far\.ts$/g, ''))});`;

/** Evaluates the part of so many bytes at a place of the application's file. */
const READ = 'function PART(a,n){return eval(require("Storage").read(SMARTY_BOOT.slot,a,n))}';

/** Marks the loaders, so that they can be told apart once all modules are one script. */
export function markLoader(code, id) {
  return LOADER.test(id) ? code.replace('return room;', `${markOf(id)}\nreturn room;`) : undefined;
}

export function isMark(statement) {
  return statement.type === 'ExpressionStatement' && statement.expression.callee?.name === 'FAR';
}

/** The script as one: for people, and for interpreters that have it all in one place. */
export function withoutMarks(code) {
  return code.replaceAll(new RegExp(MARK, 'g'), '');
}

function markedFunctions(code) {
  return parse(code, { ecmaVersion: 5 }).body.filter(
    (node) => node.type === 'FunctionDeclaration' && MARK.test(code.slice(node.start, node.end)),
  );
}

/**
 * `encode`: script -> what is stored. `at`: the place of the first part in the file. Out: the stored
 * parts in one comment, and the rest of the script.
 */
export function takeApart(code, encode, at) {
  let rest = '';
  let from = 0;
  let parts = '';
  for (const { id, body, end } of markedFunctions(code)) {
    const part = encode(`(function()${withoutMarks(code.slice(body.start, body.end))})()`);
    if (part.includes('*/')) throw new Error(`part ${id.name}: a comment would end in it`);
    rest += `${code.slice(from, body.start)}{return PART(${at + 2 + parts.length},${part.length})}`;
    from = end;
    parts += part;
  }
  rest += code.slice(from);
  return parts ? { script: READ + rest, parts: `/*${parts}*/` } : { script: rest, parts: '' };
}
