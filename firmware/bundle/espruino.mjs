/**
 * The last rollup plugin: hoists (see hoist.mjs), proves that the result is ES5 in plain ASCII, and
 * that it keeps its size budget. Any failure ends the build.
 */
import { parse } from 'acorn';
import { hoist } from './hoist.mjs';

/** `budget`: bytes that the bundle may have. */
export function espruino(budget) {
  return {
    name: 'espruino',
    renderChunk: {
      order: 'post',
      handler(code) {
        const hoisted = hoist(code);
        parse(hoisted, { ecmaVersion: 5, sourceType: 'script' });
        const bytes = Buffer.byteLength(hoisted);
        if (bytes > budget) this.error(`the bundle has ${bytes} bytes, its budget is ${budget}`);
        if (bytes !== hoisted.length) this.error('the bundle must be plain ASCII');
        return { code: hoisted, map: null };
      },
    },
  };
}
