/**
 * Builds a script for Espruino with the very plugins of the firmware, checking only what it needs:
 * `entry` -> the minified text. `folder` lies in dist/ and takes the tsconfig.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { bundle, LOADER_END } from '../../../rollup.config.mjs';

const NEEDED = ['loader.ts', 'core/boot', 'core/update', 'espruino/*.d.ts', 'espruino/flash.ts'];

export async function buildScript(entry, folder, name) {
  const tsconfig = join(folder, 'tsconfig.json');
  const content = {
    extends: '../../firmware/tsconfig.json',
    compilerOptions: { rootDir: '../..' },
    include: NEEDED.map((path) => `../../firmware/${path}`),
    exclude: [],
  };
  writeFileSync(tsconfig, JSON.stringify(content));
  const { output, ...input } = bundle(entry, tsconfig, name, {
    end: name === 'loader' ? LOADER_END : undefined,
  });
  const build = await rollup(input);
  const { output: made } = await build.generate({ ...output[1], file: undefined });
  await build.close();
  return made[0].code;
}
