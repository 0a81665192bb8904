/** A real Prometheus with the shipped configuration, at a port of its own, and what it answers. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { freePort } from '../command/program.ts';
import { pathOf, textOf } from './files.ts';

export const hasPrometheus = ['prometheus', 'promtool'].every(
  (name) => spawnSync(name, ['--version']).status === 0,
);

export interface Series {
  metric: Record<string, string>;
  values: [second: number, value: string][];
}

export interface Prometheus {
  url: string;
  folder: string;
  /** At one time, by default the present. */
  ask(query: string, atS?: number): Promise<Series[]>;
  askRange(query: string, fromS: number, toS: number, stepS: number): Promise<Series[]>;
  get(path: string): Promise<unknown>;
  stop(): Promise<void>;
}

interface Result {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

/** A folder in which the past may be put before it is started. */
export function newPrometheusFolder(): string {
  return mkdtempSync(join(tmpdir(), 'prometheus-'));
}

/** `target`: in place of the endpoint of the shipped configuration. */
export async function startPrometheus(folder: string, target: string): Promise<Prometheus> {
  const shipped = textOf('prometheus/prometheus.yml');
  expect(shipped).toContain("targets: ['127.0.0.1:9464']");
  const config = shipped.replace('127.0.0.1:9464', target).replace('15s', '1s');
  writeFileSync(join(folder, 'prometheus.yml'), config);
  copyFileSync(pathOf('prometheus/smarty-rules.yml'), join(folder, 'smarty-rules.yml'));
  const port = await freePort();
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--storage.tsdb.retention.time=50y',
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const child = spawn('prometheus', args, { stdio: 'ignore' });
  const gone = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string) => {
    const answer = (await (await fetch(`${url}${path}`)).json()) as {
      status: string;
      error: string;
    };
    if (answer.status !== 'success') throw new Error(`${answer.error}: ${path}`);
    return (answer as unknown as { data: unknown }).data;
  };
  const series = async (path: string) => {
    const { result } = (await get(path)) as { result: Result[] };
    return result.map(({ metric, value, values }) => ({ metric, values: values ?? [value!] }));
  };
  await vi.waitFor(() => get('/api/v1/status/buildinfo'), { timeout: 60_000, interval: 100 });
  const text = encodeURIComponent;
  return {
    url,
    folder,
    get,
    ask: (query, atS) =>
      series(`/api/v1/query?query=${text(query)}${atS === undefined ? '' : `&time=${atS}`}`),
    askRange: (query, fromS, toS, stepS) =>
      series(`/api/v1/query_range?query=${text(query)}&start=${fromS}&end=${toS}&step=${stepS}`),
    async stop() {
      child.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
