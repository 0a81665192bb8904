/** The pages of the reader: every example of a configuration and every command line in them is right. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { READER_SETTINGS_FILE, readerSettingsPage } from '../../host-sim/reader-docs.ts';
import { allSettings, flagOf } from '../../host-sim/settings/catalogue.ts';
import { readFlags } from '../../host-sim/settings/flags.ts';
import { loadSettings } from '../../host-sim/settings/load.ts';
import { COMMANDS } from '../../host-sim/smarty/commands.ts';
import { SINK_KINDS } from '../../host-sim/sink/kinds.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const PAGES = ['reader.md', 'service.md', 'kamstrup.md', 'grafana.md', '../README.md'];
const page = (name: string) => readFileSync(join(DOCS, name), 'utf8');

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'smarty-docs-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function blocks(text: string, language: string): string[] {
  const pattern = new RegExp(`^ *\`\`\`${language}\\n([^]*?)^ *\`\`\``, 'gm');
  return [...text.matchAll(pattern)].map(([, block]) => block);
}

const isSecrets = (block: string) => /^# .*secrets\.toml/.test(block);

/** Keys in examples are "32 hexadecimal digits" here and there. */
function withKeys(block: string): string {
  return block.replaceAll('"32 hexadecimal digits"', `"${'00'.repeat(16)}"`);
}

function check(config: string, secrets: string | undefined) {
  const file = join(directory, 'smarty.toml');
  const beside = join(directory, '.secrets.toml');
  writeFileSync(file, config);
  writeFileSync(beside, withKeys(secrets ?? ''));
  chmodSync(beside, 0o600);
  const flags = readFlags([], []).layer;
  return loadSettings({ config: file, secrets: undefined, env: {}, flags, meters: [] });
}

interface Example {
  name: string;
  config: string;
  secrets: string | undefined;
}

/** A configuration with the secrets that follow it. */
const EXAMPLES: Example[] = PAGES.flatMap((name) => {
  const all = blocks(page(name), 'toml');
  const configs = all.filter((block) => !isSecrets(block));
  return configs.map((config, i) => ({
    name: `${name} ${i + 1}`,
    config,
    secrets: i === 0 ? all.find(isSecrets) : undefined,
  }));
});

/** Command lines, without variables in front, pipes behind and comments. */
const LINES = PAGES.flatMap((name) =>
  blocks(page(name), 'sh')
    .flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'))
    .map((line) =>
      /(?:^|[|;] *|sudo |[A-Z_]+=\S* )(?:npx )?smarty ([^|#>]*)/.exec(line)?.[1].trim(),
    )
    .filter((line) => line !== undefined && !line.startsWith('-'))
    .map((line) => [name, line as string] as const),
);

describe('examples of configurations', () => {
  test('are found', () => {
    expect(EXAMPLES.length).toBeGreaterThan(5);
    expect(EXAMPLES.filter(({ secrets }) => secrets !== undefined).length).toBeGreaterThan(0);
  });

  test.each(EXAMPLES)('$name is right', ({ config, secrets }) => {
    const { complaints, plan } = check(config, secrets);
    expect(complaints).toEqual([]);
    expect(plan.meters.length).toBeGreaterThan(0);
    expect(plan.sinks.length).toBeGreaterThan(0);
  });
});

describe('command lines', () => {
  test('are found', () => {
    expect(LINES.length).toBeGreaterThan(12);
  });

  test.each(LINES)('%s: smarty %s', (_name, line) => {
    const [name, ...args] = line.split(/\s+/);
    const command = COMMANDS.find((one) => one.name === name);
    if (name === 'help') return;
    expect(command, name).toBeDefined();
    const read = readFlags(args, command!.flags, command!.hasSettings);
    expect(read.layer.complaints).toEqual([]);
    if (name !== 'read') return;
    const [text = ''] = read.operands;
    read.layer.given.push({ meter: undefined, group: 'source', name: 'url', text, where: '' });
    const sources = { config: undefined, secrets: undefined, env: {}, meters: ['meter'] };
    const { complaints } = loadSettings({ ...sources, flags: read.layer });
    expect(complaints.filter(({ isWarning }) => !isWarning)).toEqual([]);
  });
});

describe('the page of settings of the reader', () => {
  test('is what the generator writes: `npm run docs` after every change of the tables', () => {
    expect(readFileSync(READER_SETTINGS_FILE, 'utf8')).toBe(readerSettingsPage());
  });

  test('has every setting with its flag', () => {
    for (const place of allSettings()) {
      expect(readerSettingsPage()).toContain(`| \`${flagOf(place)}\` |`);
    }
  });

  test('no cell is broken by what stands in it', () => {
    const rows = readerSettingsPage()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    for (const row of rows.slice(2)) {
      expect(row.replaceAll('\\|', '').split('|').length, row).toBe(7);
    }
  });
});

describe('the page of the reader', () => {
  test('names every sink, by its flag', () => {
    for (const { group } of SINK_KINDS) expect(page('reader.md')).toContain(`\`--${group.name} `);
  });

  test('names every command that is listed', () => {
    const text = page('reader.md');
    for (const { name, isOld } of COMMANDS) if (!isOld) expect(text).toContain(`smarty ${name}`);
  });
});
