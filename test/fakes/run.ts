/**
 * A run of the reader in a test: settings as text, and a sink that keeps what it is given. Nothing leaves
 * the computer.
 */
import { runReader } from '../../host-sim/reader/reader.ts';
import type { Outcome, RunHooks } from '../../host-sim/reader/reader.ts';
import { METER_GROUPS } from '../../host-sim/reader/settings.ts';
import type { MeterSettings } from '../../host-sim/reader/settings.ts';
import { SWITCH } from '../../host-sim/settings/form.ts';
import type { MeterPlan, SinkPlan } from '../../host-sim/settings/plan.ts';
import { row } from '../../host-sim/settings/row.ts';
import type { Rows } from '../../host-sim/settings/row.ts';
import { SINK_KINDS } from '../../host-sim/sink/kinds.ts';
import type { SinkKind } from '../../host-sim/sink/kind.ts';
import type { Readout } from '../../host-sim/sink/readout.ts';
import type { Around, Sink } from '../../host-sim/sink/sink.ts';

export interface Kept {
  kind: SinkKind;
  readouts: Readout[];
  frames: { meter: string; frame: string; counter: number | undefined }[];
  faults: { meter: string; fault: string }[];
  around: Around | undefined;
  isClosed: boolean;
}

const GROUP = {
  name: 'kept',
  title: 'Kept',
  help: 'Keeps all.',
  rows: { on: row(SWITCH, { preset: 'yes', help: 'Is on.' }) },
};

/** A sink that keeps all. `opens` may throw, as a sink does whose port is taken. */
export function newKept(
  opens: () => void | Promise<void> = () => {},
  own: Partial<Sink> = {},
): Kept {
  const kept: Kept = {
    readouts: [],
    frames: [],
    faults: [],
    around: undefined,
    isClosed: false,
    kind: {
      group: GROUP,
      isShared: false,
      async open(_options, around) {
        await opens();
        kept.around = around;
        return {
          name: 'kept',
          take: (readout) => void kept.readouts.push(readout),
          frame: (meter, frame, counter) => void kept.frames.push({ meter, frame, counter }),
          fault: (meter, fault) => void kept.faults.push({ meter, fault }),
          facts: () => ({ taken: kept.readouts.length, told: 0, dropped: 0, waiting: 0 }),
          async close() {
            kept.isClosed = true;
          },
          ...own,
        };
      },
    },
  };
  return kept;
}

type Given = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A meter with these settings, by group and name; all others have their presets. */
export function meterPlanOf(name: string, given: Given): MeterPlan {
  const groups = METER_GROUPS.map(({ name: group, rows }) => {
    const values = Object.entries(rows).map(([key, { form, preset }]) => {
      const text = given[group]?.[key] ?? preset;
      const value = text === undefined ? undefined : form.read(text);
      if (text !== undefined && value === undefined) throw new Error(`no ${group} ${key}: ${text}`);
      return [key, value];
    });
    return [group, Object.fromEntries(values)];
  });
  return { name, settings: Object.fromEntries(groups) as MeterSettings };
}

export function sinkPlanOf({ kind }: Kept, ...meters: string[]): SinkPlan {
  return { kind, options: {}, meters };
}

/** A sink of the reader with these settings, as text; all others have their presets. */
export function realSinkOf(name: string, given: Readonly<Record<string, string>>): SinkPlan {
  const kind = SINK_KINDS.find(({ group }) => group.name === name);
  if (!kind) throw new Error(`no sink ${name}`);
  const rows: Rows = kind.group.rows;
  const values = Object.entries(rows).map(([key, { form, preset }]) => {
    const text = given[key] ?? preset;
    return [key, text === undefined ? undefined : form.read(text)];
  });
  return { kind, options: Object.fromEntries(values), meters: ['house'] };
}

export interface Running {
  /** "level: sentence". */
  told: string[];
  ended: Promise<Outcome>;
  end(): Promise<Outcome>;
}

export interface RunGiven {
  meters: MeterPlan[];
  sinks: SinkPlan[];
  count?: number;
  hooks?: RunHooks;
  out?: NodeJS.WritableStream;
}

export function startRun({ meters, sinks, count, hooks, out = process.stdout }: RunGiven): Running {
  const ending = new AbortController();
  const told: string[] = [];
  const ended = runReader({
    plan: { global: { log_level: 'debug', count }, meters, sinks },
    tell: (level, sentence) => void told.push(`${level}: ${sentence}`),
    onNotice: () => () => {},
    out,
    version: 'test',
    signal: ending.signal,
    hooks,
  });
  return {
    told,
    ended,
    end() {
      ending.abort();
      return ended;
    },
  };
}
