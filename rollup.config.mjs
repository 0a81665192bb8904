/**
 * firmware/main.ts -> dist/dongle.js, one ES5 file to read, and dist/dongle.min.js, its minified twin
 * to flash. Both run on Espruino, which hoists nothing.
 */
import terser from '@rollup/plugin-terser';
import typescript from '@rollup/plugin-typescript';
import { espruino } from './firmware/bundle/espruino.mjs';

const READABLE_BUDGET = 120_000;
const FLASHED_BUDGET = 40_000;

const minify = terser({
  ecma: 5,
  compress: { passes: 2 },
  mangle: true,
  format: { comments: false, ascii_only: true },
});

/** Object.freeze and Symbol do not exist on the device; "use strict" is ignored there. */
const output = {
  format: 'iife',
  strict: false,
  freeze: false,
  externalLiveBindings: false,
  generatedCode: 'es5',
};

/** How one entry becomes a readable and a minified script, called by `name`. */
export function bundle(input, tsconfig, name) {
  return {
    input,
    plugins: [typescript({ tsconfig, filterRoot: false, noEmit: false, noEmitOnError: true })],
    output: [
      { ...output, file: `dist/${name}.js`, plugins: [espruino(READABLE_BUDGET)] },
      { ...output, file: `dist/${name}.min.js`, plugins: [minify, espruino(FLASHED_BUDGET)] },
    ],
  };
}

export default bundle('firmware/main.ts', 'firmware/tsconfig.json', 'dongle');
