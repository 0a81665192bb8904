/**
 * `npm run hardware:check`: is the board what it claims to be? In: the files of hardware/.
 * Out: a line per check, and an exit code: 0, all hold; 1, one does not; 2, a program is missing.
 */
import { join } from 'node:path';
import { PINS } from '../../firmware/espruino/pins.ts';
import { boardRows } from './board.ts';
import { caseRows } from './case.ts';
import { controlRows } from './control.ts';
import { FABRICATION, freshRows, setRows } from './fabrication.ts';
import { figureRows, figuresOf } from './figures.ts';
import { partRows } from './parts.ts';
import { pinRows } from './pins.ts';
import { drcRows, ercRows, readBoard, readNetlist, withCopy } from './project.ts';
import { rowLine, type Row } from './report.ts';
import { inverterRows, powerRows } from './simulation.ts';
import { missingTools } from './tools.ts';
import { wiringRows } from './wiring.ts';

const HARDWARE = join(import.meta.dirname, '..');

const FILES = join(HARDWARE, FABRICATION);

const say = (line: string) => process.stdout.write(`${line}\n`);

/** A check that cannot be made has failed; the others go on. */
function rowsOf(title: string, check: () => Row[]): Row[] {
  try {
    return check();
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: `${title}: could be checked`, isMet: false, found, asked: 'no error' }];
  }
}

function runSection(title: string, check: () => Row[]): Row[] {
  const startedMs = Date.now();
  say(`\n${title}`);
  const rows = rowsOf(title, check);
  for (const row of rows) say(rowLine(row));
  say(`       ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  return rows;
}

function checkAll(): Row[] {
  const [netlist, board] = withCopy(HARDWARE, (copy) => [readNetlist(copy), readBoard(copy)]);
  const figures = figuresOf(netlist);
  const sections: [title: string, check: () => Row[]][] = [
    ['KiCad', () => withCopy(HARDWARE, (copy) => [...ercRows(copy), ...drcRows(copy)])],
    ['Netlist', () => wiringRows(netlist)],
    ['Pins of the firmware', () => pinRows(netlist, PINS)],
    ['Thresholds and currents', () => figureRows(netlist)],
    ['Parts', () => partRows(netlist)],
    ['Board', () => boardRows(board)],
    ['Fabrication set', () => [...setRows(FILES, netlist, board), ...freshRows(FILES, HARDWARE)]],
    ['Case, in OpenSCAD', () => withCopy(HARDWARE, caseRows)],
    ['Data line, in ngspice', () => inverterRows(figures)],
    ['Power path, in ngspice', () => powerRows(figures)],
    ['Negative controls: each of these faults has to be found', () => controlRows(HARDWARE)],
  ];
  return sections.flatMap(([title, check]) => runSection(title, check));
}

const missing = missingTools();
if (missing.length > 0) {
  say(`Missing: ${missing.join('; ')}. Install and run this again: nothing was checked.`);
  process.exitCode = 2;
} else {
  const rows = checkAll();
  const failed = rows.filter(({ isMet }) => !isMet);
  say(`\n${rows.length} checks, ${failed.length} failed`);
  for (const row of failed) say(rowLine(row));
  process.exitCode = failed.length > 0 ? 1 : 0;
}
