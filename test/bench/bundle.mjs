/** Builds a bench bundle, "json" or "all", with the very plugins of the firmware; returns its path. */
import { rollup } from 'rollup';
import { bundle } from '../../rollup.config.mjs';

export async function buildBench(name) {
  const { output, ...input } = bundle(
    `test/bench/device/${name}.ts`,
    'test/bench/device/tsconfig.json',
    `bench-${name}`,
  );
  const build = await rollup(input);
  for (const each of output) await build.write(each);
  await build.close();
  return `dist/bench-${name}.bin`;
}
