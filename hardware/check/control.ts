/**
 * Negative controls. In: the project's folder. Out: a row per fault, met when the check that is
 * there for it failed on a copy that has the fault.
 */
import { PINS } from '../../firmware/espruino/pins.ts';
import { boardRows } from './board.ts';
import { FAULTS, type Fault, type Watcher } from './fault.ts';
import { figureRows, figuresOf } from './figures.ts';
import { partRows } from './parts.ts';
import { pinRows } from './pins.ts';
import { drcRows, ercRows, readBoard, readNetlist, withCopy } from './project.ts';
import type { Row } from './report.ts';
import { inverterRows, profileRows } from './simulation.ts';
import { wiringRows } from './wiring.ts';

const WATCHERS: Record<Watcher, (dir: string) => Row[]> = {
  wiring: (dir) => wiringRows(readNetlist(dir)),
  figures: (dir) => figureRows(readNetlist(dir)),
  parts: (dir) => partRows(readNetlist(dir)),
  pins: (dir) => pinRows(readNetlist(dir), PINS),
  board: (dir) => boardRows(readBoard(dir)),
  erc: ercRows,
  drc: drcRows,
  dataLine: (dir) => inverterRows(figuresOf(readNetlist(dir))),
  badLink: (dir) => profileRows(figuresOf(readNetlist(dir)), ['bad']),
};

const FOUND_LENGTH = 60;

/** That the same row holds without the fault is what the other sections show. */
export function runControl(dir: string, [what, change, watcher, row]: Fault): Row {
  const rows = withCopy(dir, (copy) => {
    change(copy);
    return WATCHERS[watcher](copy);
  });
  const meant = rows.filter(({ name }) => name.startsWith(row));
  if (meant.length === 0) throw new Error(`control: no row ${row}`);
  const failed = meant.find(({ isMet }) => !isMet);
  return {
    name: `${what}: ${row}`,
    isMet: failed !== undefined,
    found: failed ? `fails: ${failed.found}`.slice(0, FOUND_LENGTH) : 'was not noticed',
    asked: 'has to fail',
  };
}

export const controlRows = (dir: string): Row[] => FAULTS.map((fault) => runControl(dir, fault));
