/**
 * The last rollup plugin: hoists (see hoist.mjs), proves that the result is ES5 in plain ASCII, that it
 * keeps its size budget and its number of functions, and puts the page in front. Any failure ends the
 * build.
 */
import { parse } from 'acorn';
import { hoist } from './hoist.mjs';

/**
 * Functions that exist from the start to the end of the program, each of which takes variables: those
 * of the outermost function, and the literals that its statements hold.
 */
function countResident(code) {
  let count = 0;
  let isInside = false;
  const visit = (node) => {
    const isFunction = node.type.startsWith('Function');
    if (isFunction && isInside) count++;
    else {
      isInside ||= isFunction;
      for (const value of Object.values(node).flat()) if (value?.type) visit(value);
    }
  };
  visit(parse(code, { ecmaVersion: 5 }));
  return count;
}

/** The gzipped page as a comment: how many characters, then base64. The firmware reads it from flash. */
function pageComment(gzip) {
  const base64 = Buffer.from(gzip).toString('base64');
  return `/*${String(base64.length).padStart(8, '0')}:${base64}*/`;
}

/**
 * `budget`: bytes and functions that the code may have, and whether it must be ASCII as it is (the
 * readable one has comments); `page`: gzip bytes that go before it.
 */
export function espruino(budget, page) {
  return {
    name: 'espruino',
    renderChunk: {
      order: 'post',
      handler(code) {
        const hoisted = hoist(code);
        parse(hoisted, { ecmaVersion: 5, sourceType: 'script' });
        const bytes = Buffer.byteLength(hoisted);
        const functions = countResident(hoisted);
        if (bytes > budget.bytes) this.error(`${bytes} bytes of code; budget: ${budget.bytes}`);
        if (functions > budget.functions) {
          this.error(`${functions} resident functions; budget: ${budget.functions}`);
        }
        if (budget.isAscii && bytes !== hoisted.length) this.error('the code must be plain ASCII');
        return { code: page ? pageComment(page) + hoisted : hoisted, map: null };
      },
    },
  };
}
