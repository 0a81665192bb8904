/**
 * What a manufacturer is sent.
 * In: the folder of the KiCad project. Out: files in `outDir`, the same bytes for the same project.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCase } from '../case/make.ts';
import { runTool } from '../check/tools.ts';
import { archiveOf, fixDates } from './archive.ts';
import { forAssembly } from './positions.ts';

const NAME = 'dongle';
const GERBERS = 'gerbers';

const COPPER_AND_MORE = [
  'F.Cu',
  'B.Cu',
  'F.Paste',
  'F.Mask',
  'B.Mask',
  'F.Silkscreen',
  'B.Silkscreen',
  'Edge.Cuts',
];

/** Field of the schematic -> column of the parts list. */
const COLUMNS: [field: string, column: string][] = [
  ['Reference', 'Designator'],
  ['${QUANTITY}', 'Quantity'],
  ['Value', 'Comment'],
  ['Footprint', 'Footprint'],
  ['Manufacturer', 'Manufacturer'],
  ['MPN', 'MPN'],
  ['LCSC', 'LCSC'],
  ['Mouser', 'Mouser'],
  ['Farnell', 'Farnell'],
  ['Number', 'Distributor number'],
];

/** Command of kicad-cli, file that is written, options. SHEET and BOARD stand for the project's files. */
const SHEET = `${NAME}.kicad_sch`;
const BOARD = `${NAME}.kicad_pcb`;
type Step = [command: string, output: string, options: string[], input: string];

const STEPS: Step[] = [
  ['sch export pdf', `${NAME}-schematic.pdf`, [], SHEET],
  ['sch export netlist', `${NAME}-netlist.xml`, ['--format', 'kicadxml'], SHEET],
  [
    'sch export bom',
    `${NAME}-bom.csv`,
    [
      ['--fields', COLUMNS.map(([field]) => field).join(',')],
      ['--labels', COLUMNS.map(([, column]) => column).join(',')],
      ['--group-by', 'Value,MPN', '--ref-range-delimiter', '', '--exclude-dnp'],
    ].flat(),
    SHEET,
  ],
  ['pcb export gerbers', `${GERBERS}/`, ['--layers', COPPER_AND_MORE.join(',')], BOARD],
  ['pcb export drill', `${GERBERS}/`, ['--excellon-separate-th', '--generate-map'], BOARD],
  ['pcb export pos', `${NAME}-positions.csv`, ['--format', 'csv', '--units', 'mm'], BOARD],
  [
    'pcb export pdf',
    `${NAME}-assembly.pdf`,
    [
      ['--mode-single', '--black-and-white', '--sketch-pads-on-fab-layers'],
      ['--layers', 'F.Fab,F.Silkscreen,Edge.Cuts,User.Comments'],
    ].flat(),
    BOARD,
  ],
  ['pcb export step', `${NAME}.step`, ['--subst-models', '--force'], BOARD],
];

function run([command, output, options, input]: Step, projectDir: string, outDir: string): void {
  const args = [...command.split(' '), ...options, '-o', join(outDir, output)];
  runTool('kicad-cli', [...args, join(projectDir, input)]);
}

export function fabricate(projectDir: string, outDir: string): void {
  rmSync(join(outDir, GERBERS), { recursive: true, force: true });
  mkdirSync(join(outDir, GERBERS), { recursive: true });
  for (const step of STEPS) run(step, projectDir, outDir);
  const positions = join(outDir, `${NAME}-positions.csv`);
  writeFileSync(positions, forAssembly(readFileSync(positions, 'utf8')));
  fixDates(outDir);
  makeCase(projectDir, join(outDir, 'case'));
  writeFileSync(join(outDir, `${NAME}-gerbers.zip`), archiveOf(join(outDir, GERBERS)));
}

/**
 * File -> how it is looked at. Without perspective: with it no two pictures are the same. At some sizes
 * KiCad draws a line of copper from a hole through the mask, which is in no gerber: not at these.
 */
const PICTURES: Record<string, string[]> = {
  [`${NAME}-top.png`]: ['--side', 'top', '--zoom', '1.18'],
  [`${NAME}-bottom.png`]: ['--side', 'bottom', '--zoom', '1.18'],
  [`${NAME}-view.png`]: ['--rotate', '-40,0,20', '--zoom', '1.1'],
};

export function drawBoard(projectDir: string, outDir: string): void {
  const size = ['--width', '1800', '--height', '1000', '--background', 'transparent'];
  for (const [file, options] of Object.entries(PICTURES)) {
    run(['pcb render', file, [...options, ...size], BOARD], projectDir, outDir);
  }
}
