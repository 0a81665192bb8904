/** docs/http.md, docs/prometheus.md, docs/evcc.md: the examples are what programs get. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apiContent } from '../../../firmware/core/web/api/content.ts';
import { answerOf, houseTelegram, jsonOf, sourceOf } from '../../core/web/api/source.ts';

const page = (name: string) =>
  readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');
const SOURCE = sourceOf(houseTelegram('full'));

/** Names and types alone: numbers change with the simulated house. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

const examples = [...page('http').matchAll(/<!-- example (\S+) -->\n\n```json\n([^`]*)```/g)];

describe('the page of HTTP', () => {
  test.each(examples.map(([, path, json]) => [path, json]))(
    'has what is told on %s',
    (path, json) => {
      const { readings, external, ...example } = JSON.parse(json);
      const told = jsonOf(SOURCE, path);
      expect(shapeOf(told)).toMatchObject(shapeOf(example) as object);
      for (const one of readings ?? []) {
        const same = told.readings.find(({ name }: { name: string }) => name === one.name);
        expect(shapeOf(same)).toEqual(shapeOf(one));
        expect(same).toMatchObject({ ...one, value: expect.anything() });
      }
      if (external) expect(shapeOf(told.external[0])).toEqual(shapeOf(external[0]));
    },
  );

  test('has an example of each JSON, and every path', () => {
    expect(examples.map(([, path]) => path).toSorted()).toEqual([
      '/api',
      ...['data', 'device', 'live', 'readings'].map((name) => `/api/v1/${name}`),
    ]);
    const paths = [...page('http').matchAll(/^\| `(\/[a-z0-9/]+)` +\|/gm)].map(([, path]) => path);
    expect(paths).toHaveLength(7);
    for (const path of paths) expect(apiContent(path), path).toBeDefined();
  });

  test('names no field of ours or theirs that is nowhere told', () => {
    const fields = Object.keys(jsonOf(SOURCE, '/api/v1/data'));
    for (const field of fields) {
      const stem = field.replace(/_l[123]_/, '_l1_').replace('export_t1', 'import_t1');
      expect(page('http'), field).toContain(stem);
    }
  });
});

test('the page of Prometheus names metrics that there are', () => {
  const metrics = answerOf(SOURCE, '/metrics')!;
  const elsewhere = /tariff|frequency|ratio|lost_frames|free_variables|channel_joules/;
  for (const [name] of page('prometheus').matchAll(/smarty_\w+/g)) {
    if (!elsewhere.test(name)) expect(metrics, name).toContain(`# TYPE ${name} `);
  }
});

test('the page of evcc asks for fields that there are', () => {
  const live = jsonOf(SOURCE, '/api/v1/live');
  const asked = [...page('evcc').matchAll(/jq: \.(\w+)/g)].map(([, name]) => name);
  expect(asked).toHaveLength(4);
  for (const name of asked) expect(live, name).toHaveProperty(name);
});
