/** The page of readings: nothing published is missing from it, and nothing on it is not published. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { addDiagnosis } from '../../firmware/core/device/diagnosis.ts';
import { diagnose } from '../../firmware/core/diagnose.ts';
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import { diagnosticsJson } from '../../firmware/core/message/diagnostics.ts';
import type { Diagnosis } from '../../firmware/core/message/diagnostics.ts';
import { finishJson, newJsonBuild } from '../../firmware/core/message/json.ts';
import { allRegisters } from '../../firmware/core/telegram/obis.ts';
import { READINGS_FILE, readingsPage } from '../../host-sim/docs.ts';
import {
  CHANNEL_MEANINGS,
  DERIVED_MEANINGS,
  DIAGNOSTIC_MEANINGS,
  DONGLE_MEANINGS,
  READING_MEANINGS,
  TELEGRAM_MEANINGS,
} from '../../host-sim/meanings.ts';
import { newBench } from '../fakes/bench-app.ts';
import { newBench as newDongle, settingsOf, wait } from '../fakes/device.ts';
import { printedFor } from '../fakes/readings.ts';
import { parseLines } from '../fakes/telegram.ts';

const PAGE = readingsPage();

/** The text between the title of a section and the next one. */
function section(title: string): string {
  const [, text] = PAGE.split(`\n## ${title}\n`);
  return text.split('\n## ')[0];
}

/** The cells of a section's table, without its two head lines. */
function cellsOf(title: string): string[][] {
  const lines = section(title)
    .split('\n')
    .filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) => line.slice(2, -2).split(' | '));
}

const bare = (name: string) => name.replaceAll('`', '');
const namesOf = (title: string) => cellsOf(title).map((cells) => bare(cells[1]));

describe('the page of readings', () => {
  test('is what the generator writes: `npm run docs` after every change of the tables', () => {
    expect(readFileSync(READINGS_FILE, 'utf8')).toBe(PAGE);
  });

  test('has every name that a register is published under, and no other', () => {
    const published = new Set<string>();
    for (const register of allRegisters().filter((r) => r.unit !== 'mbus')) {
      const { readings, stamp, unread } = parseLines([printedFor(register)]);
      expect(unread, register.code).toBe(0);
      for (const reading of readings) published.add(reading.name);
      if (stamp) published.add('time');
    }
    const onPage = [...namesOf('Luxembourg'), ...namesOf('Other countries')];
    expect(onPage.toSorted()).toEqual([...published].toSorted());
    expect(Object.keys(READING_MEANINGS).toSorted()).toEqual(onPage.toSorted());
  });

  test('says for each register of the table its code, its unit and one sentence', () => {
    const rows = ['Luxembourg', 'Other countries', 'M-Bus channels'].flatMap(cellsOf);
    const codes = new Set(rows.flatMap(([code]) => code.split(', ')));
    for (const { code } of allRegisters()) {
      if (code !== '0-n:24.1.0') expect(codes, code).toContain(code);
    }
    for (const [code, name, unit, meaning] of rows) {
      expect(unit, name).toMatch(
        /^(k?Wh|kvarh|W|var|VA|V|A|Hz|m3|GJ|number|text|ISO 8601|JSON list)$/,
      );
      expect(meaning, `${code} ${name}`).toMatch(/^[A-Z].*\.$/);
    }
  });

  test('lists in the first section what Luxembourg meters send, and only that', () => {
    const codes = cellsOf('Luxembourg').map(([code]) => code);
    expect(codes[0]).toBe('1-3:0.2.8');
    expect(codes.at(-1)).toBe('1-0:64.7.0');
    // 48 registers; the threshold has three names, and the current limit two.
    expect(new Set(codes).size).toBe(48);
    expect(codes).toHaveLength(51);
  });

  test('has what each kind of channel publishes', () => {
    const ends = new Set<string>();
    const media = { gas: 3, heat: 4, warm_water: 6, water: 7, heat_inlet: 12, mbus: 99 };
    for (const [medium, type] of Object.entries(media)) {
      for (const unit of ['m3', 'GJ']) {
        const { readings } = parseLines([
          `0-1:24.1.0(${type})`,
          `0-1:24.2.1(200706100000S)(1.000*${unit})`,
          '0-1:96.1.0(41)',
          '0-1:24.4.0(1)',
        ]);
        for (const { name } of readings) {
          expect(name.startsWith(`${medium}_1_`), name).toBe(true);
          ends.add(name.slice(medium.length + 3));
        }
      }
      expect(section('M-Bus channels')).toContain('`' + medium + '`');
    }
    expect(Object.keys(CHANNEL_MEANINGS).toSorted()).toEqual([...ends].toSorted());
    const onPage = namesOf('M-Bus channels').map((name) => name.slice(name.lastIndexOf('_') + 1));
    expect(onPage.toSorted()).toEqual([...ends].toSorted());
  });

  test('has the derived readings', () => {
    expect(namesOf('Derived')).toEqual(Object.keys(DERIVED_MEANINGS));
    expect(namesOf('Derived')).toEqual([
      'power_net',
      'power_net_l1',
      'power_net_l2',
      'power_net_l3',
    ]);
  });

  test('has every key of the JSON of a telegram', () => {
    const snapshot = {
      header: 'TST5',
      stampText: '200706104157S',
      stamp: { utcS: 1594024917, iso: '2020-07-06T10:41:57+02:00' },
      encrypted: true,
      authenticated: true,
      title: '5453540000000001',
      counter: 1,
      readings: [],
      other: [],
    };
    const json = finishJson(newJsonBuild(), snapshot);
    expect(Object.keys(JSON.parse(json))).toEqual(Object.keys(TELEGRAM_MEANINGS));
    expect(cellsOf('The JSON of a telegram').map(([key]) => bare(key))).toEqual(
      Object.keys(TELEGRAM_MEANINGS),
    );
  });

  test('has every fault with its meaning', () => {
    const rows = Object.entries(FAULT_MEANINGS).map(([name, meaning]) => [`\`${name}\``, meaning]);
    expect(cellsOf('Faults')).toEqual(rows);
  });

  test('has every key of the diagnostics', () => {
    const diagnosis = diagnose(newBench().app, 0);
    const json = diagnosticsJson({
      ...diagnosis,
      texts: { latest_time: '2020-07-06T10:41:57+02:00' },
    });
    expect(Object.keys(DIAGNOSTIC_MEANINGS)).toEqual(Object.keys(JSON.parse(json)));
    expect(cellsOf('Diagnostics').map(([key]) => bare(key))).toEqual(
      Object.keys(DIAGNOSTIC_MEANINGS),
    );
  });

  test('has every key that the dongle adds to them', () => {
    const diagnosis: Diagnosis = { numbers: {}, faults: {}, texts: {} };
    const bench = newDongle(settingsOf({}));
    wait(bench, 5000);
    addDiagnosis(bench.device, diagnosis);
    const { numbers, texts } = diagnosis;
    expect(Object.keys(DONGLE_MEANINGS)).toEqual([...Object.keys(numbers), ...Object.keys(texts)]);
    expect(cellsOf('Diagnostics of the dongle').map(([key]) => bare(key))).toEqual(
      Object.keys(DONGLE_MEANINGS),
    );
  });

  test('has two or four columns in every line of its tables', () => {
    for (const line of PAGE.split('\n').filter((l) => l.startsWith('|'))) {
      expect([4, 6], line).toContain(line.split('|').length);
    }
  });
});
