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

export default {
  input: process.env.DONGLE_ENTRY ?? 'firmware/main.ts',
  plugins: [
    typescript({ tsconfig: 'firmware/tsconfig.json', noEmit: false, noEmitOnError: true }),
  ],
  output: [
    { ...output, file: 'dist/dongle.js', plugins: [espruino(READABLE_BUDGET)] },
    { ...output, file: 'dist/dongle.min.js', plugins: [minify, espruino(FLASHED_BUDGET)] },
  ],
};
