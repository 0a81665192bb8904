/**
 * `npm run hardware`: writes hardware/fabrication from the KiCad project as it is committed. Out: an
 * exit code: 0, written; 2, a program is missing.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { drawCase } from '../case/make.ts';
import { missingTools } from '../check/tools.ts';
import { drawBoard, fabricate } from './fabricate.ts';

const HARDWARE = join(import.meta.dirname, '..');
const OUT = join(HARDWARE, 'fabrication');

const missing = missingTools();
if (missing.length > 0) {
  process.stderr.write(`Missing: ${missing.join('; ')}. Install and run this again.\n`);
  process.exitCode = 2;
} else {
  mkdirSync(OUT, { recursive: true });
  fabricate(HARDWARE, OUT);
  drawBoard(HARDWARE, OUT);
  const isDrawn = drawCase(HARDWARE, join(OUT, 'case'));
  process.stdout.write(`Written: ${OUT}\n`);
  if (!isDrawn) process.stdout.write('The pictures of the case are as before: xvfb is missing.\n');
}
