/** tsx hardware/design/router/main.ts PROBLEM.json ROUTES.json. Ends with 1 when a net is left open. */
import { readFileSync, writeFileSync } from 'node:fs';

import type { Problem } from './problem.ts';
import { route } from './router.ts';

const [input, output] = process.argv.slice(2);
const problem = JSON.parse(readFileSync(input, 'utf8')) as Problem;
const { routes, failed, rounds } = route(problem);
writeFileSync(output, JSON.stringify(routes, null, 1) + '\n');
const all = Object.values(routes);
const tracks = all.reduce((sum, r) => sum + r.segments.length, 0);
const vias = all.reduce((sum, r) => sum + r.vias.length, 0);
process.stdout.write(`${all.length} nets, ${tracks} tracks, ${vias} vias, ${rounds} rounds\n`);
if (failed.length > 0) {
  process.stderr.write(`Not routed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
