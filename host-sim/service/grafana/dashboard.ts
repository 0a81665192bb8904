/**
 * The Grafana dashboard, from its panels. In: panels.ts. Out: the JSON that Grafana reads from its
 * provisioning, or that one imports; `npm run docs` writes it. The types are Grafana's own.
 */
import { join } from 'node:path';
import type { Dashboard, Panel, RowPanel, VariableModel } from '@grafana/schema';
import type { PanelGroup, PanelRow } from './panel.ts';
import { PANEL_GROUPS } from './panels.ts';

export const DASHBOARD_FILE = join(import.meta.dirname, 'dashboards/smarty.json');

/** Chosen on the dashboard, so that any data source of Prometheus will do. */
const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const SCHEMA = 41;
const COLUMNS = 24;
const HEIGHTS: Record<PanelRow['look'], number> = { stat: 4, gauge: 4, lines: 8, bars: 8 };
const TYPES: Record<PanelRow['look'], string> = {
  ...{ stat: 'stat', gauge: 'gauge', lines: 'timeseries', bars: 'timeseries' },
};
/** One value for all the time of the panel, and not one for each point of a line. */
const isInstant = ({ look }: PanelRow) => look === 'stat' || look === 'gauge';

function optionsOf({ look }: PanelRow): Panel['options'] {
  const reduceOptions = { values: false, calcs: ['lastNotNull'], fields: '' };
  if (look === 'gauge') return { reduceOptions, showThresholdMarkers: true };
  if (look === 'stat') return { reduceOptions, colorMode: 'value', graphMode: 'none' };
  return {
    legend: { displayMode: 'list', placement: 'bottom', showLegend: true },
    tooltip: { mode: 'multi', sort: 'none' },
  };
}

function customOf({ look }: PanelRow): Record<string, unknown> {
  if (look === 'lines')
    return { drawStyle: 'line', lineWidth: 1, fillOpacity: 10, showPoints: 'auto' };
  return { drawStyle: 'bars', lineWidth: 1, fillOpacity: 60 };
}

/** A limit is a line through the bars, not one more bar. */
const OVERRIDES = [
  {
    matcher: { id: 'byName', options: 'reference power' },
    properties: [
      { id: 'custom.drawStyle', value: 'line' },
      { id: 'custom.fillOpacity', value: 0 },
      { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
      { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
    ],
  },
];

function fieldsOf(row: PanelRow): Panel['fieldConfig'] {
  const { unit, decimals, levels, look, nothing } = row;
  const colors = ['green', 'orange', 'red'];
  const steps = [null, ...(levels ?? [])].map((value, i) => ({ value, color: colors[i] }));
  return {
    defaults: {
      unit,
      ...(decimals === undefined ? {} : { decimals }),
      ...(nothing === undefined ? {} : { noValue: nothing }),
      ...(look === 'gauge' ? { min: 0, max: 1.5 } : {}),
      thresholds: { mode: 'absolute' as never, steps },
      ...(isInstant(row) ? {} : { custom: customOf(row) }),
    },
    overrides: look === 'bars' ? OVERRIDES : [],
  };
}

function targetsOf(row: PanelRow): Panel['targets'] {
  return row.queries.map(({ expr, legend }, i) => ({
    refId: String.fromCharCode(65 + i),
    datasource: DATASOURCE,
    editorMode: 'code',
    ...{ expr, legendFormat: legend, instant: isInstant(row), range: !isInstant(row) },
  }));
}

function panelOf(row: PanelRow, id: number, x: number, y: number): Panel {
  return {
    id,
    type: TYPES[row.look],
    title: row.title,
    ...(row.help ? { description: row.help } : {}),
    datasource: DATASOURCE,
    gridPos: { h: HEIGHTS[row.look], w: row.width, x, y },
    ...(row.time ? { timeFrom: row.time } : {}),
    ...(row.step ? { interval: row.step } : {}),
    targets: targetsOf(row),
    fieldConfig: fieldsOf(row),
    options: optionsOf(row),
  };
}

function rowOf(title: string, id: number, y: number): RowPanel {
  return {
    id,
    type: 'row',
    title,
    collapsed: false,
    panels: [],
    gridPos: { h: 1, w: COLUMNS, x: 0, y },
  };
}

/** From left to right, and the next line below the highest of this one. */
function layOut(groups: readonly PanelGroup[]): (Panel | RowPanel)[] {
  const laid: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const { title, panels } of groups) {
    laid.push(rowOf(title, laid.length + 1, y++));
    let x = 0;
    let highest = 0;
    for (const row of panels) {
      if (x + row.width > COLUMNS) {
        [x, y, highest] = [0, y + highest, 0];
      }
      laid.push(panelOf(row, laid.length + 1, x, y));
      x += row.width;
      highest = Math.max(highest, HEIGHTS[row.look]);
    }
    y += highest;
  }
  return laid;
}

function textVariable(name: string, label: string, value: string, description: string) {
  const current = { text: value, value };
  const options = [{ ...current, selected: true }];
  return { name, label, description, type: 'textbox', query: value, current, options };
}

const VARIABLES = [
  {
    ...{ name: 'datasource', label: 'Prometheus', type: 'datasource', query: 'prometheus' },
    ...{ refresh: 1, includeAll: false, multi: false },
  },
  {
    ...{ name: 'meter', label: 'Meter', type: 'query', datasource: DATASOURCE },
    query: { query: 'label_values(smarty_build_info, meter)', refId: 'meters' },
    ...{ refresh: 2, sort: 1, multi: true, includeAll: true, allValue: '.*' },
    current: { text: 'All', value: '$__all' },
  },
  textVariable('reference_w', 'Reference power (W)', '3000', 'Your class, from the invoice.'),
  textVariable('price', 'EUR for a kWh above it', '0.1139', 'Please set it: prices change.'),
] as unknown as VariableModel[];

export function dashboard(): Dashboard {
  return {
    uid: 'smarty',
    title: 'Smarty',
    description: 'Electricity, heat, gas and water of a home: docs/grafana.md',
    tags: ['smarty'],
    timezone: 'browser',
    schemaVersion: SCHEMA,
    version: 1,
    editable: true,
    graphTooltip: 1,
    refresh: '30s',
    time: { from: 'now-24h', to: 'now' },
    templating: { list: VARIABLES },
    annotations: { list: [] },
    links: [],
    panels: layOut(PANEL_GROUPS),
  };
}

export function dashboardText(): string {
  return `${JSON.stringify(dashboard(), null, 2)}\n`;
}
