/**
 * The sections of the checks, each in a process of its own: most of them wait for another program.
 * In: the title of one. Out: its rows.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { PINS } from '../../firmware/espruino/pins.ts';
import { boardRows } from './board.ts';
import { caseRows } from './case.ts';
import { boardControlRows, circuitControlRows } from './control.ts';
import { FABRICATION, freshRows, setRows } from './fabrication.ts';
import { figureRows, figuresOf } from './figures.ts';
import { partRows } from './parts.ts';
import { pinRows } from './pins.ts';
import { drcRows, ercRows, readBoard, readNetlist, withCopy } from './project.ts';
import type { Row } from './report.ts';
import { inverterRows, powerRows, recoveryRows } from './simulation.ts';
import { wiringRows } from './wiring.ts';

const HARDWARE = join(import.meta.dirname, '..');
const FILES = join(HARDWARE, FABRICATION);

interface Section {
  title: string;
  check: (copy: string) => Row[];
}

export const SECTIONS: readonly Section[] = [
  { title: 'KiCad', check: (copy) => [...ercRows(copy), ...drcRows(copy)] },
  { title: 'Netlist', check: (copy) => wiringRows(readNetlist(copy)) },
  { title: 'Pins of the firmware', check: (copy) => pinRows(readNetlist(copy), PINS) },
  { title: 'Thresholds and currents', check: (copy) => figureRows(readNetlist(copy)) },
  { title: 'Parts', check: (copy) => partRows(readNetlist(copy)) },
  { title: 'Board', check: (copy) => boardRows(readBoard(copy)) },
  {
    title: 'Fabrication set',
    check: (copy) => [
      ...setRows(FILES, readNetlist(copy), readBoard(copy)),
      ...freshRows(FILES, HARDWARE),
    ],
  },
  { title: 'Case, in OpenSCAD', check: caseRows },
  { title: 'Data line, in ngspice', check: (copy) => inverterRows(figuresOf(readNetlist(copy))) },
  {
    title: 'Plug pulled, meter tripped, in ngspice',
    check: (copy) => recoveryRows(figuresOf(readNetlist(copy))),
  },
  { title: 'Power path, in ngspice', check: (copy) => powerRows(figuresOf(readNetlist(copy))) },
  { title: 'Faults in the circuit: each has to be found', check: circuitControlRows },
  { title: 'Faults in lists and layout: each has to be found', check: boardControlRows },
];

/** A check that cannot be made has failed; the others go on. */
function rowsOf({ title, check }: Section): Row[] {
  try {
    return withCopy(HARDWARE, check);
  } catch (thrown) {
    const found = thrown instanceof Error ? thrown.message : String(thrown);
    return [{ name: `${title}: could be checked`, isMet: false, found, asked: 'no error' }];
  }
}

export function sectionRows(title: string): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [title]);
    child.once('message', (rows) => resolve(rows as Row[]));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new Error(`${title}: ended with ${code} and said nothing`)),
    );
  });
}

const wanted = SECTIONS.find(({ title }) => title === process.argv[2]);
if (wanted) process.send?.(rowsOf(wanted));
