/**
 * The files that are sent to a manufacturer. In: the committed set and the project. Out: rows: the
 * set is whole, its lists name the parts of this board, and made again it is the same.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fabricate } from '../fabricate/fabricate.ts';
import type { BoardFacts } from './board.ts';
import type { Netlist } from './netlist.ts';
import { listRows, parseList } from './parts.ts';
import { none, type Row } from './report.ts';

export const FABRICATION = 'fabrication';

/** What a board, its stencil, its assembly and its case are made from. */
const WANTED: [what: string, file: RegExp][] = [
  ['copper above', /-F_Cu\.\w+$/],
  ['copper below', /-B_Cu\.\w+$/],
  ['mask above', /-F_Mask\.\w+$/],
  ['mask below', /-B_Mask\.\w+$/],
  ['paste', /-F_Paste\.\w+$/],
  ['silkscreen above', /-F_Silkscreen\.\w+$/],
  ['silkscreen below', /-B_Silkscreen\.\w+$/],
  ['outline', /-Edge_Cuts\.\w+$/],
  ['plated holes', /-PTH\.drl$/],
  ['other holes', /-NPTH\.drl$/],
  ['job file', /\.gbrjob$/],
  ['archive for the order', /gerbers.*\.zip$/],
  ['parts list', /-bom\.csv$/],
  ['positions', /-positions\.csv$/],
  ['netlist', /-netlist\.xml$/],
  ['drawing of the circuit', /-schematic\.pdf$/],
  ['drawing of the assembly', /-assembly\.pdf$/],
  ['solid', /\.step$/],
  ['picture of the top', /-top\.png$/],
  ['picture of the bottom', /-bottom\.png$/],
  ['base of the case', /case-base\.stl$/],
  ['lid of the case', /case-lid\.stl$/],
];

/** Drawn by a ray tracer: another processor rounds otherwise. */
const isPicture = (file: string) => file.endsWith('.png');

const filesIn = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();

/** Pictures only have to be there. */
export function differences(committed: string, fresh: string): string[] {
  const [old, made] = [filesIn(committed), filesIn(fresh)];
  const changed = made.filter(
    (file) =>
      old.includes(file) &&
      !isPicture(file) &&
      !readFileSync(join(committed, file)).equals(readFileSync(join(fresh, file))),
  );
  return [
    ...made.filter((file) => !old.includes(file)).map((file) => `${file} is missing`),
    ...old
      .filter((file) => !made.includes(file) && !isPicture(file))
      .map((file) => `${file} is left over`),
    ...changed.map((file) => `${file} differs`),
  ];
}

/** The set, made again from the project, against the committed one. */
export function freshRows(committed: string, projectDir: string): Row[] {
  const fresh = mkdtempSync(join(tmpdir(), 'fabrication-'));
  try {
    fabricate(projectDir, fresh);
    return [none('made again, the set is the same', differences(committed, fresh), 'difference')];
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

export function setRows(dir: string, netlist: Netlist, board: BoardFacts): Row[] {
  const files = filesIn(dir);
  const missing = WANTED.filter(([, file]) => !files.some((name) => file.test(name)));
  const listOf = (file: RegExp) => {
    const found = files.find((name) => file.test(name));
    return found === undefined ? [] : parseList(readFileSync(join(dir, found), 'utf8'));
  };
  return [
    none(
      'files of the set',
      missing.map(([what]) => what),
      'file missing',
    ),
    ...listRows(netlist, board, listOf(/-bom\.csv$/), listOf(/-positions\.csv$/)),
  ];
}
