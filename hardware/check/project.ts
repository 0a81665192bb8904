/**
 * The KiCad project as the checks see it. In: its folder. Out: what kicad-cli and pcbnew read from
 * it, with every rule of KiCad switched on.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoardFacts } from './board.ts';
import { parseNetlist, type Netlist } from './netlist.ts';
import { none, within, type Row } from './report.ts';
import { PYTHON, runTool } from './tools.ts';

export const PROJECT = 'dongle';
export const SCHEMATIC = `${PROJECT}.kicad_sch`;
export const BOARD = `${PROJECT}.kicad_pcb`;
export const SETTINGS = `${PROJECT}.kicad_pro`;

/** What makes the project; generator, fabrication set and case are not part of it. */
const isProjectFile = (name: string) =>
  name.startsWith(`${PROJECT}.`) || ['sym-lib-table', 'fp-lib-table'].includes(name);

/** A copy to work on, so that nothing is written beside the sources. */
export function withCopy<T>(dir: string, use: (copy: string) => T): T {
  const copy = mkdtempSync(join(tmpdir(), 'dongle-'));
  try {
    for (const name of readdirSync(dir).filter(isProjectFile)) {
      cpSync(join(dir, name), join(copy, name), { recursive: true });
    }
    return use(copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}

export function readNetlist(dir: string): Netlist {
  const file = join(dir, 'netlist.xml');
  const args = [
    'sch',
    'export',
    'netlist',
    '--format',
    'kicadxml',
    '-o',
    file,
    join(dir, SCHEMATIC),
  ];
  runTool('kicad-cli', args);
  return parseNetlist(readFileSync(file, 'utf8'));
}

export function readBoard(dir: string): BoardFacts {
  return JSON.parse(runTool(PYTHON, [join(import.meta.dirname, 'board.py'), join(dir, BOARD)]));
}

interface Settings {
  erc?: { erc_exclusions?: unknown[]; rule_severities?: Record<string, string> };
  board?: {
    design_settings?: { drc_exclusions?: unknown[]; rule_severities?: Record<string, string> };
  };
}

/** Rules that KiCad 9 delivers switched off. */
const SILENT_ERC = [
  'footprint_filter',
  'four_way_junction',
  'simulation_model_issue',
  'single_global_label',
];
const SILENT_DRC = [
  'footprint_filters_mismatch',
  'footprint_type_mismatch',
  'missing_courtyard',
  'npth_inside_courtyard',
  'pth_inside_courtyard',
  'track_not_centered_on_via',
];

const speaking = (rules: Record<string, string> = {}, silent: string[]) => ({
  ...Object.fromEntries(silent.map((rule) => [rule, 'warning'])),
  ...Object.fromEntries(
    Object.entries(rules).map(([rule, level]) => [rule, level === 'ignore' ? 'warning' : level]),
  ),
});

/** Rules that are told off are told to speak. Out: findings that somebody has excluded. */
function switchAllRulesOn(dir: string): string[] {
  const file = join(dir, SETTINGS);
  const settings: Settings = JSON.parse(readFileSync(file, 'utf8'));
  const design = settings.board?.design_settings;
  const exclusions = [...(settings.erc?.erc_exclusions ?? []), ...(design?.drc_exclusions ?? [])];
  settings.erc = {
    ...settings.erc,
    rule_severities: speaking(settings.erc?.rule_severities, SILENT_ERC),
  };
  settings.board = {
    ...settings.board,
    design_settings: { ...design, rule_severities: speaking(design?.rule_severities, SILENT_DRC) },
  };
  writeFileSync(file, JSON.stringify(settings));
  return exclusions.map((exclusion) => JSON.stringify(exclusion));
}

interface Violation {
  type: string;
  description: string;
  items?: { description: string }[];
}

const describe = ({ type, description, items = [] }: Violation) =>
  `${type}: ${description} (${items.map((item) => item.description).join('; ')})`;

function report(dir: string, args: string[], file: string): Record<string, unknown> {
  runTool('kicad-cli', [
    ...args,
    '--severity-all',
    '--format',
    'json',
    '-o',
    join(dir, 'report.json'),
    join(dir, file),
  ]);
  return JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8'));
}

const countRow = (name: string, found: Violation[]): Row => ({
  ...within(name, found.length, '<= 0 findings'),
  ...(found.length && { found: `${found.length}: ${found.slice(0, 3).map(describe).join(' | ')}` }),
});

export function ercRows(dir: string): Row[] {
  const exclusions = switchAllRulesOn(dir);
  const { sheets } = report(dir, ['sch', 'erc'], SCHEMATIC) as {
    sheets: { violations: Violation[] }[];
  };
  return [
    none('exclusions in the settings', exclusions, 'exclusion'),
    countRow(
      'ERC, every rule switched on',
      sheets.flatMap(({ violations }) => violations),
    ),
  ];
}

export function drcRows(dir: string): Row[] {
  switchAllRulesOn(dir);
  const found = report(
    dir,
    ['pcb', 'drc', '--schematic-parity', '--all-track-errors'],
    BOARD,
  ) as Record<string, Violation[]>;
  return [
    countRow('DRC, every rule switched on', found.violations),
    countRow('DRC, unconnected', found.unconnected_items),
    countRow('DRC, parity with the schematic', found.schematic_parity),
  ];
}
