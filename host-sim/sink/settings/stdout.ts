/** What may be set of standard output. */
import { choiceForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const ROWS = {
  format: row(choiceForm(['auto', 'table', 'lines', 'json', 'telegram', 'frame']), {
    help: 'table: all readings, redrawn in place; lines: one line a telegram; json: one JSON object a line; telegram: as the meter printed it; frame: as it was received, in hexadecimal, one a line. auto: a table on a terminal, else lines.',
    preset: 'auto',
  }),
};

export const STDOUT: Group<typeof ROWS> = {
  name: 'stdout',
  title: 'Standard output',
  help: 'For people and for pipes; one for all meters.',
  main: 'format',
  rows: ROWS,
};

export type StdoutOptions = OptionsOf<typeof ROWS>;
