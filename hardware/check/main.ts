/**
 * `npm run hardware:check`: is the board what it claims to be? In: the files of hardware/.
 * Out: a line per check, and an exit code: 0, all hold; 1, one does not; 2, a program is missing.
 */
import { rowLine, type Row } from './report.ts';
import { SECTIONS, sectionRows } from './section.ts';
import { missingTools } from './tools.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

async function checkAll(): Promise<Row[]> {
  const running = SECTIONS.map(({ title }) => ({ title, rows: sectionRows(title) }));
  const all: Row[] = [];
  for (const { title, rows } of running) {
    say(`\n${title}`);
    const found = await rows;
    for (const row of found) say(rowLine(row));
    all.push(...found);
  }
  return all;
}

const missing = missingTools();
if (missing.length > 0) {
  say(`Missing: ${missing.join('; ')}. Install and run this again: nothing was checked.`);
  process.exitCode = 2;
} else {
  const startedMs = Date.now();
  const rows = await checkAll();
  const failed = rows.filter(({ isMet }) => !isMet);
  const lastedS = (Date.now() - startedMs) / 1000;
  say(`\n${rows.length} checks, ${failed.length} failed, ${lastedS.toFixed(0)} s`);
  for (const row of failed) say(rowLine(row));
  process.exitCode = failed.length > 0 ? 1 : 0;
}
