/**
 * What would differ from run to run: the time of writing, in every format that has it.
 * In: a folder. Out: the same files with the date of the revision; an archive of a folder.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** The date of revision 1.0; hardware/design/schematic.py prints the same. */
const DAY = '2026-11-29';
const DATE = `${DAY}T00:00:00`;

/** Ending of the file -> what is replaced in it. */
const DATED: [ending: RegExp, dated: RegExp, fixed: string][] = [
  [/\.g\w\w$|\.drl$/, /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?=[+-]\d\d:?\d\d|\*|\)|$)/gm, DATE],
  [/\.g\w\w$|\.drl$/, /(?<=T00:00:00)[+-]\d\d:?\d\d/g, '+00:00'],
  [/\.gbrjob$/, /(?<="CreationDate": ")[^"]+/, `${DATE}+00:00`],
  [/\.xml$/, /(?<=<date>)[^<]+/g, DATE],
  [/\.step$/, /(?<=FILE_NAME\('[^']*',')[^']+/, DATE],
  [/\.pdf$/, /(?<=\/(?:CreationDate|ModDate) \(D:)\d{14}/g, `${DAY.replaceAll('-', '')}000000`],
];

/** Paths differ too: a netlist names the file it was made from. */
const PLACED: [ending: RegExp, placed: RegExp, fixed: string][] = [
  [/\.xml$/, /(?<=<(?:source|uri)>)[^<]*\/(?=[^/<]+<)/g, ''],
];

const filesOf = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

export function fixDates(dir: string): void {
  for (const file of filesOf(dir)) {
    const rules = [...DATED, ...PLACED].filter(([ending]) => ending.test(file));
    if (rules.length === 0) continue;
    // latin1: a PDF is bytes, and each stays what it is.
    const text = readFileSync(file, 'latin1');
    const fixed = rules.reduce((so, [, dated, by]) => so.replace(dated, by), text);
    writeFileSync(file, fixed, 'latin1');
  }
}

export function archiveOf(dir: string): Uint8Array {
  const entries: Zippable = {};
  for (const file of filesOf(dir)) entries[file.slice(dir.length + 1)] = readFileSync(file);
  return zipSync(entries, { mtime: `${DATE}Z`, level: 9 });
}
