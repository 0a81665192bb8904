/**
 * Makes the case. In: the board's project. Out: board.scad with what the case has to fit, and the
 * two parts as STL, as they lie on the printer's bed; or a picture.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBoard } from '../check/project.ts';
import { runTool } from '../check/tools.ts';
import { caseFacts } from './facts.ts';
import { inOrder } from './stl.ts';

const SOURCE = join(import.meta.dirname, 'dongle.scad');
const FACTS = 'board.scad';
const PARTS: Record<string, string> = { print_base: 'case-base.stl', print_lid: 'case-lid.stl' };

/** Camera: the point it looks at, its turns, its distance. */
const PICTURES: Record<string, { show: string; camera: string }> = {
  'case.png': { show: 'view', camera: '33,17,4,50,0,-60,210' },
  'case-open.png': { show: 'exploded', camera: '35,17,16,62,0,-130,270' },
};

/** A folder in which the source finds its facts. */
export function withCase<T>(projectDir: string, use: (source: string, facts: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'case-'));
  try {
    const folder = join(dir, 'fabrication', 'case');
    const source = join(dir, 'case', 'dongle.scad');
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(dir, 'case'));
    cpSync(SOURCE, source);
    writeFileSync(join(folder, FACTS), caseFacts(readBoard(projectDir)));
    return use(source, join(folder, FACTS));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

const setting = (name: string, value: unknown) => ['-D', `${name}=${JSON.stringify(value)}`];

export function makeCase(projectDir: string, outDir: string): void {
  mkdirSync(outDir, { recursive: true });
  withCase(projectDir, (source, facts) => {
    cpSync(facts, join(outDir, FACTS));
    for (const [show, file] of Object.entries(PARTS)) {
      const format = ['--export-format', 'binstl'];
      const path = join(outDir, file);
      runTool('openscad', ['-o', path, ...format, ...setting('show', show), source]);
      writeFileSync(path, inOrder(readFileSync(path)));
    }
  });
}

/** OpenSCAD draws with OpenGL, which needs a display or a stand-in. False: there is neither. */
export function drawCase(projectDir: string, outDir: string): boolean {
  const stand = process.env.DISPLAY ? [] : ['xvfb-run', '-a'];
  if (stand.length > 0 && spawnSync(stand[0], ['--help']).error) return false;
  withCase(projectDir, (source) => {
    for (const [file, { show, camera }] of Object.entries(PICTURES)) {
      const view = ['--imgsize=1400,1000', `--camera=${camera}`, '--colorscheme=Tomorrow'];
      const args = [
        'openscad',
        '-o',
        join(outDir, file),
        ...setting('show', show),
        ...view,
        source,
      ];
      const [command, ...rest] = [...stand, ...args];
      runTool(command, rest);
    }
  });
  return true;
}

/** True when nothing is left of what this mode shows: of a clash, of what bars the way. */
export function isEmpty(
  source: string,
  show: string,
  lidShiftMm?: [number, number, number],
): boolean {
  const shift = lidShiftMm ? setting('lid_shift', lidShiftMm) : [];
  const rough = setting('rough', true);
  const out = join(source, '..', `${show}.stl`);
  const { status, stderr, error } = spawnSync(
    'openscad',
    ['-o', out, ...setting('show', show), ...shift, ...rough, source],
    { encoding: 'utf8' },
  );
  if (error) throw error;
  if (stderr.includes('Current top level object is empty')) return true;
  if (status !== 0) throw new Error(`openscad ${show}: ended with ${status}: ${stderr}`);
  return false;
}
