/**
 * One panel of the Grafana dashboard: what is asked of Prometheus, and how it is shown. The metrics are
 * those of docs/prometheus.md; `$meter`, `$reference_w` and `$price` are chosen on the dashboard.
 *
 * Quarter hours are those of the clock: Prometheus puts the steps of a subquery, and Grafana those of
 * a graph, on multiples of the step, and a difference of the register needs no extrapolation.
 */
export interface Query {
  /** What stands beside the line; "{{label}}" is a label of the metric. */
  legend: string;
  expr: string;
}

export interface PanelRow {
  title: string;
  look: 'stat' | 'gauge' | 'lines' | 'bars';
  /** As Grafana names it. */
  unit: string;
  queries: readonly Query[];
  /** Of 24 columns. */
  width: number;
  help?: string;
  /** Another time than that of the dashboard: "now/d" is today, "now/M" this month. */
  time?: 'now/d' | 'now/M' | 'now-30d/d';
  /** Least seconds from one point to the next, as Prometheus writes durations. */
  step?: '15m' | '1h' | '1d';
  /** From this value on orange, and red. */
  levels?: readonly [orange: number, red: number];
  decimals?: number;
  /** What stands there when there is nothing to show, which is no mistake. */
  nothing?: string;
}

export interface PanelGroup {
  title: string;
  isFolded?: boolean;
  panels: readonly PanelRow[];
}

/** A metric of the meters that are chosen. The dongle's have no label "meter": "All" takes them too. */
export const of = (name: string, label = '') => `smarty_${name}{meter=~"$meter"${label}}`;
export const q = (expr: string, legend = '{{meter}}'): Query => ({ legend, expr });

export const IMPORTED = of('energy_imported_joules_total');
export const EXPORTED = of('energy_exported_joules_total');
export const inKwh = (counter: string, span = '$__range') =>
  `increase(${counter}[${span}]) / 3.6e6`;
/** Mean watts of the 15 minutes before; never below 0, when there is another meter. */
export const QUARTER_W = `clamp_min((${IMPORTED} - ${IMPORTED} offset 15m) / 900, 0)`;
const ABOVE_J = `clamp_min(${IMPORTED} - ${IMPORTED} offset 15m - $reference_w * 900, 0)`;
export const ABOVE_KWH = `sum_over_time((${ABOVE_J})[$__range:15m]) / 3.6e6`;
export const QUARTER_HELP =
  'From the register at the ends of each quarter of an hour, which is right but for what flows between two scrapes. What the tariff goes by is in docs/tariff.md.';
