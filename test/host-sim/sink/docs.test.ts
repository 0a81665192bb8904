/** docs/sinks.md: every setting with its preset, examples that are right, metrics that are there. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../../host-sim/settings/resolve.ts';
import { readToml } from '../../../host-sim/settings/toml.ts';
import { agreementComplaints } from '../../../host-sim/settings/agreement.ts';
import type { Rows } from '../../../host-sim/settings/row.ts';
import { SINK_KINDS } from '../../../host-sim/sink/kinds.ts';
import { heatSamples } from '../../../host-sim/sink/prometheus/heat.ts';
import { SHAPES } from '../../../host-sim/sink/settings/mqtt.ts';
import { heatReadout } from './around.ts';

const page = readFileSync(new URL('../../../docs/sinks.md', import.meta.url), 'utf8');

const HEADINGS: Record<string, string> = {
  stdout: 'Standard output',
  mqtt: 'MQTT',
  prometheus: 'Prometheus',
  http: 'HTTP for programs',
  tcp: 'TCP streams',
  pty: 'Pseudo-terminal',
  port: 'Serial port, out',
  udp: 'UDP, Loxone',
  webhook: 'HTTP webhook',
};

function sectionOf(title: string): string {
  const [, text] = page.split(`\n## ${title}\n`);
  return text.split('\n## ')[0];
}

/** Name and preset of each row of the section's table of settings. */
function tableOf(section: string): Map<string, string> {
  const [settings] = section.split('```');
  const rows = settings.split('\n').map((line) => /^\| `([a-z0-9_]+)` +\| (.*?) +\|/.exec(line));
  return new Map(rows.flatMap((row) => (row ? [[row[1], row[2].replaceAll('`', '').trim()]] : [])));
}

describe('docs/sinks.md', () => {
  test.each(SINK_KINDS.map(({ group }) => [group.name, group] as const))(
    'has every setting of %s with its preset',
    (name, group) => {
      const table = tableOf(sectionOf(HEADINGS[name]));
      const own = Object.entries(group.rows as Rows).filter(
        ([row]) => !(name === 'mqtt' && row in SHAPES),
      );
      expect([...table.keys()].sort()).toEqual(own.map(([row]) => row).sort());
      for (const [row, { preset }] of own) {
        if (preset !== undefined) expect([row, table.get(row)]).toEqual([row, preset]);
      }
    },
  );

  test('has examples that the reader takes as they are', () => {
    const blocks = [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, text]) => text);
    expect(blocks.length).toBeGreaterThan(8);
    for (const text of blocks) {
      const isSecret = text.includes('file of secrets');
      const house = text.includes('source =') ? '' : '[house]\nsource = "simulated"\n';
      const webhook = isSecret ? '[house.webhook]\nurl = "https://example.org/"\n' : '';
      const layers = isSecret
        ? [readToml(text, 'secrets', true), readToml(house + webhook, 'example')]
        : [readToml(house + text, 'example')];
      const { complaints, plan } = resolveSettings(layers, ['house']);
      const all = [...layers.flatMap((layer) => layer.complaints), ...complaints];
      expect([text, [...all, ...agreementComplaints(plan)]]).toEqual([text, []]);
      expect(plan.sinks.length).toBeGreaterThan(0);
    }
  });

  test('names the metrics of a heat meter', () => {
    const samples = heatSamples(heatReadout().lines);
    expect(samples.length).toBe(9);
    for (const { name } of samples) expect(page).toContain(`\`${name}\``);
  });
});
