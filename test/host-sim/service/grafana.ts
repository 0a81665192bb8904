/** What Grafana makes of a query of the dashboard before it asks Prometheus: macros, times, steps. */
import type { Panel } from '@grafana/schema';
import { dashboard } from '../../../host-sim/service/grafana/dashboard.ts';

export interface Choice {
  /** The end of the dashboard's time. */
  nowMs: number;
  values: Record<string, string>;
}

export interface Question {
  panel: string;
  expr: string;
  legend: string;
  isInstant: boolean;
  fromS: number;
  toS: number;
  stepS: number;
}

const DAY_MS = 86_400_000;
const UNITS_S: Record<string, number> = { m: 60, h: 3600, d: 86_400 };
/** `timeInterval` of the provisioned data source. */
const SCRAPE_S = 15;
/** Points across a screen. */
const POINTS = 800;

/** Days and months begin in UTC here, where the tests' clock is. */
function fromMsOf(time: string | undefined, nowMs: number): number {
  const now = new Date(nowMs);
  const day = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  if (time === undefined) return nowMs - DAY_MS;
  if (time === 'now/d') return day;
  if (time === 'now/M') return Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
  const [, days] = /^now-(\d+)d\/d$/.exec(time) ?? [];
  if (days === undefined) throw new Error(`grafana: no such time ${time}`);
  return day - parseInt(days, 10) * DAY_MS;
}

function stepSOf(interval: string | undefined, rangeS: number): number {
  const [, count, unit] = /^(\d+)([mhd])$/.exec(interval ?? '0m')!;
  return Math.max(parseInt(count, 10) * UNITS_S[unit], SCRAPE_S, Math.ceil(rangeS / POINTS));
}

function questionsOf(panel: Panel, { nowMs, values }: Choice): Question[] {
  const fromS = fromMsOf(panel.timeFrom, nowMs) / 1000;
  const toS = nowMs / 1000;
  const stepS = stepSOf(panel.interval, toS - fromS);
  const macros: Record<string, string> = {
    ...values,
    __range: `${Math.round(toS - fromS)}s`,
    __rate_interval: `${Math.max(stepS + SCRAPE_S, 4 * SCRAPE_S)}s`,
  };
  return (panel.targets ?? []).map((target) => {
    const { expr, legendFormat, instant } = target as Record<string, string | boolean>;
    const filled = String(expr).replace(/\$(\w+)/g, (_all, name: string) => {
      if (macros[name] === undefined) throw new Error(`grafana: nobody sets $${name}`);
      return macros[name];
    });
    const about = { panel: panel.title!, legend: String(legendFormat), isInstant: !!instant };
    // Grafana puts the first point on a multiple of the step.
    return { ...about, expr: filled, fromS: Math.floor(fromS / stepS) * stepS, toS, stepS };
  });
}

export function questions(choice: Choice): Question[] {
  const panels = (dashboard().panels ?? []).filter(({ type }) => type !== 'row') as Panel[];
  return panels.flatMap((panel) => questionsOf(panel, choice));
}
