/**
 * Negative controls. In: the project's folder. Out: a row per fault, met when the check that is
 * there for it failed on a copy that has the fault.
 */
import { PINS } from '../../firmware/espruino/pins.ts';
import { boardRows } from './board.ts';
import type { Change } from './edit.ts';
import { BOARD_FAULTS, CIRCUIT_FAULTS, type Fault, type Watcher } from './fault.ts';
import { figureRows, figuresOf } from './figures.ts';
import { partRows } from './parts.ts';
import { pinRows } from './pins.ts';
import { drcRows, ercRows, readBoard, readNetlist, withCopy } from './project.ts';
import type { Row } from './report.ts';
import { lowRow, typicalRecoveryRows, typicalRow, worstRow } from './simulation.ts';
import { wiringRows } from './wiring.ts';

const WATCHERS: Record<Watcher, (dir: string) => Row[]> = {
  wiring: (dir) => wiringRows(readNetlist(dir)),
  figures: (dir) => figureRows(readNetlist(dir)),
  parts: (dir) => partRows(readNetlist(dir)),
  pins: (dir) => pinRows(readNetlist(dir), PINS),
  board: (dir) => boardRows(readBoard(dir)),
  erc: ercRows,
  drc: drcRows,
  dataLine: (dir) => [lowRow(figuresOf(readNetlist(dir)))],
  recovery: (dir) => typicalRecoveryRows(figuresOf(readNetlist(dir))),
  badLinkAtMost: (dir) => [typicalRow(figuresOf(readNetlist(dir)), 'bad', 'max')],
  badLinkAtLeast: (dir) => [worstRow(figuresOf(readNetlist(dir)), 'bad', 'min')],
};

const FOUND_LENGTH = 60;

function rowsWith(dir: string, change: Change, watcher: Watcher): Row[] {
  return withCopy(dir, (copy) => {
    change(copy);
    return WATCHERS[watcher](copy);
  });
}

/** That the same row holds without the fault is what the other sections show. */
function noticed(dir: string, [, change, watcher, row]: Fault): string | undefined {
  const meant = rowsWith(dir, change, watcher).filter(({ name }) => name.startsWith(row));
  if (meant.length === 0) throw new Error(`there is no row ${row}`);
  const failed = meant.find(({ isMet }) => !isMet);
  return failed && `fails: ${failed.found}`.slice(0, FOUND_LENGTH);
}

/** A fault that cannot be put in, because there is nothing to change, is a failed control too. */
function runControl(dir: string, fault: Fault): Row {
  const [what, , , row] = fault;
  const head = { name: `${what}: ${row}`, asked: 'has to fail' };
  try {
    const found = noticed(dir, fault);
    return { ...head, isMet: found !== undefined, found: found ?? 'was not noticed' };
  } catch (thrown) {
    return { ...head, isMet: false, found: String(thrown) };
  }
}

export const circuitControlRows = (dir: string): Row[] =>
  CIRCUIT_FAULTS.map((fault) => runControl(dir, fault));

export const boardControlRows = (dir: string): Row[] =>
  BOARD_FAULTS.map((fault) => runControl(dir, fault));
