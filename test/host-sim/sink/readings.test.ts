/** The names of all readings: whatever the pages list and meters print is among them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newHouse } from '../../../host-sim/house/load.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { readingNames } from '../../../host-sim/sink/settings/readings.ts';
import { frameOf } from '../../fakes/meter.ts';
import { heatReadout, newSource } from './around.ts';

const docs = join(import.meta.dirname, '../../../docs');
const namesOf = (lines: string) =>
  lines
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' ')[0]);

test.each([
  ['readings.md', /^## The JSON of a telegram$/m],
  ['tariff.md', /^## How exact it is$/m],
])('each name of docs/%s is that of a reading', (page, end) => {
  const [text] = readFileSync(join(docs, page), 'utf8').split(end);
  const names = [...text.matchAll(/^\|[^`|]*\|? ?`([a-z0-9_]+)`/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(25);
  const known = readingNames();
  expect(names.filter((name) => name !== 'time' && !known.includes(name))).toEqual([]);
});

test.each(['full', 'basic', 'austria', 'dsmr5'] as const)(
  'each name that the simulated house prints is that of a reading: %s',
  (list) => {
    const atMs = Date.UTC(2026, 0, 1);
    const telegram = formatTelegram(newHouse({ seed: 1, startMs: atMs }), atMs, list);
    const { lines } = newSource().read(frameOf(1, { telegram }));
    expect(readingNames()).toEqual(expect.arrayContaining(namesOf(lines)));
  },
);

test('so is each of a heat meter', () => {
  expect(readingNames()).toEqual(expect.arrayContaining(namesOf(heatReadout().lines)));
});
