/**
 * The dashboard: the file that is shipped, and every query in it, asked of a real Prometheus that has the
 * month of a simulated house. What it answers is compared with the registers of the house.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Panel } from '@grafana/schema';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  dashboard,
  DASHBOARD_FILE,
  dashboardText,
} from '../../../host-sim/service/grafana/dashboard.ts';
import { questions } from './grafana.ts';
import type { Registers } from './month.ts';
import { writeMonth } from './month.ts';
import type { Prometheus, Series } from './prometheus.ts';
import { hasPrometheus, newPrometheusFolder, startPrometheus } from './prometheus.ts';

if (!hasPrometheus) {
  console.warn('SKIPPED: the queries of the dashboard in Prometheus (apt install prometheus)');
}

const DAY_MS = 86_400_000;
const QUARTER_MS = 900_000;
/** An evening in winter, so that the day and the month have something to show. */
const NOW_MS = Date.UTC(2026, 0, 9, 18, 20);
const MONTH_MS = Date.UTC(2026, 0, 1);
const MIDNIGHT_MS = Date.UTC(2026, 0, 9);
const CLASS_W = 3000;
const PRICE = 0.1139;

const choice = (meter: string) => ({
  nowMs: NOW_MS,
  values: { meter, reference_w: String(CLASS_W), price: String(PRICE) },
});
const all = questions(choice('.*'));
const panelsOf = () => (dashboard().panels ?? []).filter(({ type }) => type !== 'row') as Panel[];

describe('the dashboard', () => {
  test('is the file that is shipped', () => {
    expect(readFileSync(DASHBOARD_FILE, 'utf8')).toBe(dashboardText());
  });

  test('has panels that fit beside each other and do not overlap', () => {
    const taken = new Set<string>();
    for (const { gridPos } of dashboard().panels ?? []) {
      const { x, y, w, h } = gridPos!;
      expect(x + w).toBeLessThanOrEqual(24);
      for (let i = 0; i < w * h; i++) {
        const cell = `${x + (i % w)} ${y + Math.floor(i / w)}`;
        expect(taken.has(cell), cell).toBe(false);
        taken.add(cell);
      }
    }
  });

  test('has each id once, and a data source, a unit and a query in each panel', () => {
    const ids = (dashboard().panels ?? []).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { title, datasource, targets, fieldConfig } of panelsOf()) {
      expect(datasource, title).toEqual({ type: 'prometheus', uid: '${datasource}' });
      expect(targets!.length, title).toBeGreaterThan(0);
      expect(fieldConfig!.defaults.unit, title).toMatch(/^[a-zA-Z0-9]+$/);
    }
  });

  test('asks only with variables that it has, or that Grafana sets', () => {
    const names = dashboard().templating!.list!.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'meter', 'reference_w', 'price']);
    const used = panelsOf().flatMap(({ targets }) =>
      (targets ?? []).flatMap(({ expr }) => String(expr).match(/\$\w+/g) ?? []),
    );
    const known = ['$meter', '$reference_w', '$price', '$__range', '$__rate_interval'];
    expect([...new Set(used)].sort()).toEqual(known.sort());
  });
});

describe.skipIf(!hasPrometheus)('in Prometheus', () => {
  let prometheus: Prometheus;
  let registers: Map<number, Registers>;

  beforeAll(async () => {
    const folder = newPrometheusFolder();
    const file = join(folder, 'month.txt');
    registers = writeMonth(file, { fromMs: MONTH_MS - DAY_MS, toMs: NOW_MS });
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', file, join(folder, 'data')];
    const { status, stderr } = spawnSync('promtool', args);
    expect(status, String(stderr)).toBe(0);
    prometheus = await startPrometheus(folder, '127.0.0.1:1');
  }, 600_000);
  afterAll(() => prometheus?.stop());

  const answer = ({ expr, isInstant, fromS, toS, stepS }: (typeof all)[number]) =>
    isInstant ? prometheus.ask(expr, toS) : prometheus.askRange(expr, fromS, toS, stepS);
  const numbersOf = (series: Series[]) =>
    series.flatMap(({ values }) => values.map(([, value]) => Number(value)));
  /** The answer to the panel of that title, of which there is one. */
  const valueOf = async (title: string) => {
    const [question] = all.filter(({ panel }) => panel === title);
    const [series, ...others] = await answer(question);
    expect(others).toEqual([]);
    return Number(series.values[0][1]);
  };
  const importedWh = (ms: number) => registers.get(ms)!.importedWh;
  /** Mean watts of each quarter of an hour from then on, from the registers as the meter prints them. */
  const quartersSince = (fromMs: number) => {
    const watts: number[] = [];
    for (let ms = fromMs + QUARTER_MS; ms <= NOW_MS; ms += QUARTER_MS) {
      watts.push((importedWh(ms) - importedWh(ms - QUARTER_MS)) * 4);
    }
    return watts;
  };
  const aboveKwh = (fromMs: number) =>
    quartersSince(fromMs).reduce((sum, watts) => sum + Math.max(watts - CLASS_W, 0) / 4000, 0);

  test.each(all.map((question) => [`${question.panel}: ${question.legend}`, question] as const))(
    'has an answer for %s',
    async (_what, question) => {
      const numbers = numbersOf(await answer(question));
      expect(numbers.length, question.expr).toBeGreaterThan(0);
      expect(numbers.every(Number.isFinite), question.expr).toBe(true);
    },
  );

  test('has the same for one meter alone', async () => {
    const house = questions(choice('house')).filter(({ panel }) => panel === 'Power');
    const heating = questions(choice('heating')).filter(({ panel }) => panel === 'Power');
    expect(await answer(house[0])).toHaveLength(1);
    expect(await answer(heating[0])).toHaveLength(0);
  });

  test('knows the meters that there are to choose from', async () => {
    const [{ query }] = dashboard().templating!.list!.filter(({ name }) => name === 'meter');
    const [, metric] = /label_values\((\w+), meter\)/.exec((query as { query: string }).query)!;
    const match = encodeURIComponent(metric);
    expect(await prometheus.get(`/api/v1/label/meter/values?match[]=${match}`)).toEqual(
      expect.arrayContaining(['house', 'heating']),
    );
  });

  test('imports of the day and month are those of the register', async () => {
    // Prometheus extends what it sees to the ends of the time, by less than one scrape.
    const day = (importedWh(NOW_MS) - importedWh(MIDNIGHT_MS)) / 1000;
    expect(Math.abs((await valueOf('Imported today')) - day)).toBeLessThan(0.01 * day);
    const month = (importedWh(NOW_MS) - importedWh(MONTH_MS)) / 1000;
    expect(Math.abs((await valueOf('Imported this month')) - month)).toBeLessThan(0.005 * month);
    expect(month).toBeGreaterThan(50);
  });

  test('each quarter of an hour is exactly that of the register', async () => {
    const [question] = all.filter(({ panel }) => panel === 'Mean of each quarter of an hour');
    const [{ values }] = await answer(question);
    expect(values.length).toBeGreaterThan(90);
    for (const [second, watts] of values) {
      const ms = second * 1000;
      expect(ms % QUARTER_MS).toBe(0);
      expect(Number(watts)).toBe((importedWh(ms) - importedWh(ms - QUARTER_MS)) * 4);
    }
  });

  test('peaks, energy above the class and its cost are those of the registers', async () => {
    // The quarter that ends when the time begins is asked too.
    const today = quartersSince(MIDNIGHT_MS - QUARTER_MS);
    const month = quartersSince(MONTH_MS - QUARTER_MS);
    expect(await valueOf('Highest today')).toBe(Math.max(...today));
    expect(await valueOf('Highest this month')).toBe(Math.max(...month));
    expect(Math.max(...month)).toBeGreaterThan(CLASS_W);
    const above = aboveKwh(MONTH_MS - QUARTER_MS);
    expect(await valueOf('Above the class today')).toBeCloseTo(
      aboveKwh(MIDNIGHT_MS - QUARTER_MS),
      6,
    );
    expect(await valueOf('Above it this month')).toBeCloseTo(above, 6);
    expect(await valueOf('What that costs')).toBeCloseTo(above * PRICE, 6);
    const count = month.filter((watts) => watts > CLASS_W).length;
    expect(await valueOf('Quarters above it this month')).toBe(count);
  });

  test('refused frames are counted by what was wrong', async () => {
    const [question] = all.filter(({ panel }) => panel === 'Refused frames');
    const tags = (await answer(question)).filter(({ metric }) => metric.fault === 'tag');
    expect(Math.max(...numbersOf(tags))).toBeGreaterThan(0);
  });
});
