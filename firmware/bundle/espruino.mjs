/**
 * The last rollup plugins. Both hoist (see hoist.mjs), prove that the result is ES5, and that it keeps
 * its budget; any failure ends the build.
 */
import { parse } from 'acorn';
import { commentOf } from './document.mjs';
import { hoist } from './hoist.mjs';
import { takeApart, withoutMarks } from './parts.mjs';
import { SHORT, tokenise, tokenisePart } from './tokens.mjs';

/**
 * Functions that exist from the start to the end of the program, each of which takes variables: those
 * of the script, or of the function that is all of it, and the literals that its statements hold.
 */
function countResident(code) {
  const program = parse(code, { ecmaVersion: 5 });
  let count = 0;
  let isInside = program.body.length > 1;
  const visit = (node) => {
    const isFunction = node.type.startsWith('Function');
    if (isFunction && isInside) count++;
    else {
      isInside ||= isFunction;
      for (const value of Object.values(node).flat()) if (value?.type) visit(value);
    }
  };
  visit(program);
  return count;
}

function keep(plugin, what, much, most) {
  if (much > most) plugin.error(`${much} ${what}; budget: ${most}`);
}

/** The script to read; `most`: bytes. */
export function readable(most) {
  return {
    name: 'readable',
    renderChunk: {
      order: 'post',
      handler(code) {
        const hoisted = hoist(withoutMarks(code));
        parse(hoisted, { ecmaVersion: 5, sourceType: 'script' });
        keep(this, 'bytes of code', Buffer.byteLength(hoisted), most);
        return { code: hoisted, map: null };
      },
    },
  };
}

/**
 * The script without what only people need, and beside it the file that is stored on the dongle:
 * `name`.bin, the documents and the script as tokens. `budget`: bytes in flash without the documents,
 * and functions; `documents`: gzip bytes of each.
 */
export function flashed(name, budget, documents) {
  let marked = '';
  return {
    name: 'flashed',
    renderChunk: {
      order: 'post',
      handler(code) {
        const hoisted = hoist(code, '');
        parse(hoisted, { ecmaVersion: 5, sourceType: 'script' });
        if (/[^\0-\x7f]/.test(hoisted)) this.error('the code must be plain ASCII');
        keep(this, 'resident functions', countResident(hoisted), budget.functions);
        marked = hoisted;
        return { code: withoutMarks(hoisted), map: null };
      },
    },
    generateBundle() {
      const front = documents.map(commentOf).join('');
      const { script, parts } = takeApart(marked, tokenisePart, front.length);
      // A script without parts is too short for them.
      const tokens = parts ? tokenise(SHORT) + tokenise(script, true) : tokenise(script);
      keep(this, 'bytes in flash', tokens.length, budget.bytes);
      keep(
        this,
        'bytes in flash with all parts',
        front.length + parts.length + tokens.length,
        budget.slot,
      );
      const source = Buffer.from(front + parts + tokens, 'latin1');
      this.emitFile({ type: 'asset', fileName: `${name}.bin`, source });
    },
  };
}
