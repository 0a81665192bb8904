/** docs/kamstrup.md: what it says of registers, settings and counts is what there is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { factsOf, newCounts } from '../../../host-sim/kamstrup/account.ts';
import { KINDS, REGISTERS, USUAL_REGISTERS } from '../../../host-sim/kamstrup/registers.ts';
import { HEAT_GROUP } from '../../../host-sim/kamstrup/settings.ts';

const PAGE = readFileSync(new URL('../../../docs/kamstrup.md', import.meta.url), 'utf8');
const ROWS = PAGE.split('\n')
  .filter((line) => /^\| \d+ /.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('the page of heat meters lists every register as it is', () => {
  const rows = Object.entries(REGISTERS).map(([number, { name, kind, meaning }]) => [
    ...['', number, `\`${name}\``],
    KINDS[kind].units.map((unit) => (unit === '-' ? 'number' : unit)).join(', '),
    USUAL_REGISTERS.includes(Number(number)) ? 'yes' : '',
    ...[meaning, ''],
  ]);
  expect(ROWS).toEqual(rows);
});

test('the page of heat meters has every setting with its preset', () => {
  for (const [name, { preset }] of Object.entries(HEAT_GROUP.rows)) {
    expect(PAGE).toMatch(new RegExp(`\\| \`${name}\` +\\| \`${preset}\``));
  }
});

test('the page of heat meters has every count', () => {
  const names = Object.keys(factsOf(newCounts())).filter((name) => !name.startsWith('faults_'));
  for (const name of names.filter((name) => name !== 'heat_readings')) expect(PAGE).toContain(name);
});
