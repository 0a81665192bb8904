/**
 * firmware/main.ts -> dist/dongle.js, one ES5 file to read, dist/dongle.min.js, its minified twin, and
 * dist/dongle.bin, the twin as it is flashed: the page and what it fetches in front, the script in tokens. All run on
 * Espruino, which hoists nothing. firmware/loader.ts -> dist/loader.bin, which starts one of the two
 * copies on the dongle.
 */
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { flashed, readable } from './firmware/bundle/espruino.mjs';
import { buildDocuments } from './firmware/page/build.mjs';
import { shortFields } from './firmware/bundle/fields.mjs';
import { lazy } from './firmware/bundle/lazy.mjs';
import { SHORT_NAMES } from './firmware/bundle/tokens.mjs';

const READABLE = 280_000;
/** `slot`: of the application's file on the dongle, with page and parts (core/update/slot.ts). */
const FLASHED = { bytes: 64_000, functions: 180, slot: 31 * 4096 };

/** Functions stay what they are: written into one another they take more room, and more variables. */
const minify = terser({
  ecma: 5,
  compress: { passes: 3, pure_getters: true, keep_fargs: false, inline: 0 },
  mangle: { properties: shortFields(), reserved: ['of', 'F_', ...SHORT_NAMES] },
  format: { comments: false, ascii_only: true },
});

/** Object.freeze and Symbol do not exist on the device; "use strict" is ignored there. */
const output = {
  strict: false,
  freeze: false,
  externalLiveBindings: false,
  generatedCode: 'es5',
};

/** Behind the loader, outside of all functions. */
export const LOADER_END =
  'if(global.SMARTY_BOOT&&!SMARTY_BOOT.failed)' +
  'try{eval(require("Storage").read(SMARTY_BOOT.slot))}' +
  'catch(e){SMARTY_BOOT.failed=e;eval(require("Storage").read(".bootcde"))}';

/**
 * How one entry becomes a readable and a minified script, called by `name`; `documents` go in front,
 * `end` behind. What stays for good stands outside of all functions: inside one, each function would have to
 * hold it, and those of a room hold two. `passes`: it is done with once it has run.
 */
export function bundle(input, tsconfig, name, { documents = [], end, passes } = {}) {
  const format = passes ? 'iife' : 'es';
  return {
    input,
    plugins: [
      typescript({ tsconfig, filterRoot: false, noEmit: false, noEmitOnError: true }),
      lazy(),
    ],
    output: [
      { ...output, format, footer: end, file: `dist/${name}.js`, plugins: [readable(READABLE)] },
      {
        ...output,
        format,
        footer: end,
        file: `dist/${name}.min.js`,
        plugins: [minify, flashed(name, FLASHED, documents)],
      },
    ],
  };
}

export default [
  bundle('firmware/main.ts', 'firmware/tsconfig.json', 'dongle', {
    documents: Object.values(buildDocuments()),
  }),
  bundle('firmware/loader.ts', 'firmware/tsconfig.json', 'loader', {
    end: LOADER_END,
    passes: true,
  }),
];
