/** The pages of documentation that are written by hand: what they name is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settingsTable } from '../../firmware/core/config/table.ts';
import { helpText } from '../../host-sim/command/help.ts';
import { OPERATORS } from '../../host-sim/smarty/letters.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');
const DOCS = readdirSync(join(ROOT, 'docs')).filter((name) => name.endsWith('.md'));
const PAGES = ['README.md', 'CHANGELOG.md', 'hardware/README.md', ...DOCS.map((d) => `docs/${d}`)];
const WRITTEN = PAGES.filter((page) => page !== 'docs/settings.md');
const SETTINGS = new Map(settingsTable().map((setting) => [setting.name as string, setting]));
const TABLES = ['quarters', 'homie', 'api', 'log_level', 'frame_port', 'telegram_topic'];

/** As GitHub makes them: small letters, blanks to hyphens, nothing else but letters, digits and hyphens. */
function anchorsOf(text: string): string[] {
  const heads = [...text.replace(/```[^]*?```/g, '').matchAll(/^#+ (.*)$/gm)];
  return heads.map(([, head]) =>
    head
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

interface Cell {
  page: string;
  name: string;
  preset: string;
}

/** Rows of the tables that have a column "Setting" and a column "Preset". */
function presetCells(page: string): Cell[] {
  const cells: Cell[] = [];
  let heads: string[] = [];
  for (const line of read(page).split('\n')) {
    const row = line.startsWith('|') ? line.slice(1, -1).split('|') : [];
    const words = row.map((cell) => cell.trim());
    if (words.includes('Setting') && words.includes('Preset')) heads = words;
    else if (!words.length) heads = [];
    else if (heads.length && words[0][0] !== '-') {
      const text = (head: string) => words[heads.indexOf(head)].replaceAll('`', '');
      cells.push({ page, name: text('Setting'), preset: text('Preset') });
    }
  }
  return cells;
}

const CELLS = WRITTEN.flatMap(presetCells);

describe('the pages', () => {
  test.each(PAGES)('%s has no link into the void', (page) => {
    const text = read(page).replace(/```[^]*?```/g, '');
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?|mailto):/.test(link)) continue;
      const [file, anchor] = link.split('#');
      const target = file ? join(dirname(page), file) : page;
      expect(existsSync(join(ROOT, target)), `${page}: ${link}`).toBe(true);
      if (anchor) expect(anchorsOf(read(target)), `${page}: ${link}`).toContain(anchor);
    }
  });

  test('are all in the table of the README', () => {
    const [, table] = read('README.md').split('\n## Documentation\n');
    for (const page of DOCS) expect(table).toContain(`[docs/${page}](docs/${page})`);
  });
});

test.each(OPERATORS)('docs/setup.md says how to write to $name', ({ name, area, mail }) => {
  const row = `${name} | ${area} | \`${mail}\``;
  expect(read('docs/setup.md').replace(/ +/g, ' ')).toContain(row);
});

describe('the settings in tables of pages', () => {
  test('are found', () => {
    expect(CELLS.map(({ name }) => name)).toEqual(expect.arrayContaining(TABLES));
  });

  test.each(CELLS)('$page: $name has the preset $preset', ({ name, preset }) => {
    const setting = SETTINGS.get(name);
    expect(setting, name).toBeDefined();
    expect(preset).toBe(String(setting?.preset === '' ? 'empty' : setting?.preset));
  });

  test('are told of somewhere, each that says what is told, and to whom', () => {
    const all = WRITTEN.map(read).join('\n');
    const basics = ['network', 'meter', 'broker', 'device'];
    for (const { name, group } of SETTINGS.values()) {
      if (!basics.includes(group)) expect(all, name).toContain(`\`${name}\``);
    }
  });
});

describe('what is to be typed', () => {
  const written = WRITTEN.map(read).join('\n');

  test('as --set is a setting with a value that it takes', () => {
    const typed = [...written.matchAll(/--set ([a-z_0-9]+)=([^\s`]+)/g)];
    expect(typed.length).toBeGreaterThan(3);
    for (const [text, name, value] of typed) {
      const setting = SETTINGS.get(name);
      expect(setting, text).toBeDefined();
      if (setting?.kind === 'choice') expect(setting.choices, text).toContain(value);
      else expect(Number(value), text).toBeGreaterThanOrEqual(setting?.least ?? NaN);
    }
  });

  test('behind npm start is an option of the simulator', () => {
    const help = helpText();
    const typed = [...written.matchAll(/npm start(?: --silent)? -- ([^`\n#]*)/g)];
    expect(typed.length).toBeGreaterThan(9);
    for (const [line, options] of typed) {
      for (const [option] of options.matchAll(/--[a-z-]+/g)) {
        expect(help, line).toContain(`  ${option}`);
      }
    }
  });

  test('as NAME = VALUE is a choice of that setting', () => {
    const typed = [...written.matchAll(/`([a-z_0-9]+)`\s+=\s+`([^`]+)`/g)];
    for (const [text, name, value] of typed) {
      const setting = SETTINGS.get(name);
      if (setting?.kind === 'choice') expect(setting.choices, text).toContain(value);
    }
    expect(typed.some(([, name]) => name === 'homie')).toBe(true);
  });
});

describe('the flow for Node-RED', () => {
  const [, json] = /<!-- flow -->\n\n```json\n([^]*?)```/.exec(read('docs/node-red.md')) ?? [];
  const nodes = JSON.parse(json) as { id: string; wires?: string[][]; broker?: string }[];

  test('has wires that lead somewhere, and no secret', () => {
    const ids = new Set(nodes.map(({ id }) => id));
    expect(ids.size).toBe(nodes.length);
    for (const id of nodes.flatMap(({ wires = [] }) => wires.flat())) expect(ids).toContain(id);
    expect(json).not.toMatch(/password|credentials/);
  });

  test('asks for topics that are told', () => {
    const topics = [...json.matchAll(/"topic": "([^"]+)"/g)].map(([, topic]) => topic);
    expect(topics).toEqual(['smarty/cellar/telegram', 'smarty/cellar/status']);
    for (const topic of topics) {
      expect(read('docs/mqtt.md')).toContain(`\`${topic.replace('cellar', 'NAME')}\``);
    }
  });
});
