/** Builds the bench bundle with the very plugins of the firmware; returns its path. */
import { rollup } from 'rollup';
import { bundle } from '../../rollup.config.mjs';

export async function buildBench() {
  const { output, ...input } = bundle(
    'test/bench/device/bench.ts',
    'test/bench/device/tsconfig.json',
    'bench',
  );
  const build = await rollup(input);
  for (const each of output) await build.write(each);
  await build.close();
  return 'dist/bench.bin';
}
