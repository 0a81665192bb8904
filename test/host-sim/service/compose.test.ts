/** The compose file: all that it mounts is there, and what has no password is not for everybody. */
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pathOf, textOf } from './files.ts';

const COMPOSE = textOf('compose.yaml');
const MOUNTED = [...COMPOSE.matchAll(/^ +- (\.\/[^:]+):(\S+)$/gm)].map(([, from, to]) => [
  from,
  to,
]);
/** Made on the computer itself. */
const MADE = './mosquitto/passwords';

describe('the compose file', () => {
  test('mounts files that are there, and lets nobody write to them', () => {
    expect(MOUNTED).toHaveLength(8);
    for (const [from, to] of MOUNTED) {
      expect(existsSync(pathOf(from)), from).toBe(from !== MADE);
      expect(to, from).toMatch(/:ro$/);
    }
  });

  test('names the versions of its images', () => {
    const images = [...COMPOSE.matchAll(/^ +image: (\S+)$/gm)].map(([, image]) => image);
    expect(images).toHaveLength(3);
    for (const image of images) expect(image).toMatch(/^[a-z/-]+:\$\{[A-Z_]+:-v?\d+\.\d+\.\d+\}$/);
  });

  test('keeps Prometheus to this computer, where Grafana finds it', () => {
    expect(COMPOSE).toContain('--web.listen-address=127.0.0.1:9090');
    const source = textOf('grafana/provisioning/datasources/prometheus.yaml');
    expect(source).toContain('url: http://127.0.0.1:9090');
  });

  test('has no password in it, and none is part of the project', () => {
    expect(COMPOSE).toContain('${GRAFANA_PASSWORD:?');
    expect(textOf('compose.env.example')).toMatch(/^GRAFANA_PASSWORD=$/m);
    const ignored = textOf('../../.gitignore').split('\n');
    expect(ignored).toEqual(
      expect.arrayContaining(['host-sim/service/.env', 'host-sim/service/mosquitto/passwords']),
    );
  });

  test('has the dashboards where Grafana is told to look', () => {
    const [, path] = /path: (\S+)/.exec(textOf('grafana/provisioning/dashboards/smarty.yaml'))!;
    expect(COMPOSE).toContain(`- ./grafana/dashboards:${path}:ro`);
    expect(COMPOSE).toContain(`HOME_DASHBOARD_PATH: ${path}/smarty.json`);
  });
});
