/**
 * A run of the reader: sources -> meters -> sinks.
 * In: its plan, and a signal that asks it to end. Out: counts; resolves when all sources are at their end
 * or the signal came, and everything is handed out that can be.
 */
import { mistakeSentence } from '../command/command.ts';
import { isProblem } from '../command/problem.ts';
import { isDone } from '../command/waiting.ts';
import type { MeterPlan, Plan } from '../settings/plan.ts';
import type { Account, Around } from '../sink/sink.ts';
import type { Readout } from '../sink/readout.ts';
import type { Source, Tell } from '../source/source.ts';
import { awaitDelivery } from './delivery.ts';
import type { Origin } from './origin.ts';
import { openOrigin } from './origin.ts';
import { diagnoseMeter, endMeter, newMeter, receiveMeter } from './meter.ts';
import { snapshotReadout, tickMeter } from './meter.ts';
import type { Meter } from './meter.ts';
import { meterOptions } from './options.ts';
import type { Routes } from './routes.ts';
import { closeRoutes, factsOf, openRoutes, roomFor, toAll, toSinks } from './routes.ts';
import type { Watch } from './watch.ts';
import { newWatch, watchFault, watchSealed, watchTelegram, watchTime } from './watch.ts';

/** What a run is asked to tell its surroundings. */
export interface RunHooks {
  /** All sinks were tried, and the sources run. */
  ready?(): void;
  /** About four times a second, as long as the run goes round. */
  progress?(account: () => Account): void;
  readout?(readout: Readout): void;
}

export interface RunOptions {
  plan: Plan;
  tell: Tell;
  onNotice: Around['onNotice'];
  out: NodeJS.WritableStream;
  version: string;
  signal: AbortSignal;
  hooks?: RunHooks;
}

interface Running {
  plan: MeterPlan;
  origin: Origin;
  meter: Meter;
  watch: Watch;
  hasFailed: boolean;
}

interface Run extends RunOptions {
  running: Running[];
  routes: Routes;
  telegrams: number;
  ending: AbortController;
}

export interface Outcome {
  account: Account;
  /** Of all meters together. */
  telegrams: number;
  /** A source could not be read at all. */
  hasFailed: boolean;
}

const TICK_MS = 250;

function sourceOf({ origin }: Running): Source<unknown> {
  return origin.wire ?? origin.heat;
}

function accountOf({ running, routes }: Run): Account {
  return {
    meters: running.map((one) => ({
      name: one.plan.name,
      source: sourceOf(one).facts(),
      diagnosis: diagnoseMeter(one.meter),
    })),
    sinks: factsOf(routes),
  };
}

function takeReadout(run: Run, watch: Watch, readout: Readout): void {
  watchTelegram(watch, performance.now());
  if (run.telegrams >= (run.plan.global.count ?? Infinity)) return;
  run.telegrams++;
  toAll(run.routes, readout.meter, (sink) => sink.take(readout));
  run.hooks?.readout?.(readout);
  if (run.telegrams >= (run.plan.global.count ?? Infinity)) run.ending.abort();
}

async function startMeter(run: Run, plan: MeterPlan): Promise<Running> {
  const { name, settings } = plan;
  const { url } = settings.source;
  if (!url) throw new Error(`meter ${name}: it must have a source by now`);
  const watch = newWatch(name, run.tell, performance.now());
  const meter = newMeter(await meterOptions(plan, run.tell), {
    readout: (readout) => takeReadout(run, watch, readout),
    frame(frame, counter) {
      if (!meter.app.opening.settings.key && counter !== undefined)
        watchSealed(watch, performance.now());
      toSinks(run.routes, name, (sink) => sink.frame?.(name, frame, counter));
    },
    fault: (fault, counter) => {
      watchFault(watch, fault, performance.now());
      toSinks(run.routes, name, (sink) => sink.fault?.(name, fault, counter));
    },
  });
  return {
    plan,
    origin: await openOrigin(url, settings, run.tell),
    meter,
    watch,
    hasFailed: false,
  };
}

function sentenceOf(thrown: unknown): string {
  return isProblem(thrown) ? thrown.message : mistakeSentence(thrown);
}

/** Undefined: it cannot be read, such as for a key file that is not there. The others go on. */
async function tryMeter(run: Run, plan: MeterPlan): Promise<Running | undefined> {
  try {
    return await startMeter(run, plan);
  } catch (thrown) {
    run.tell('error', `${plan.name}: ${sentenceOf(thrown)}`);
    return undefined;
  }
}

/** Whoever is away for long must not hold a run that is to end. */
async function waitForRoom({ routes, ending }: Run, meter: string): Promise<void> {
  const room = ending.signal.aborted ? undefined : roomFor(routes, meter);
  if (room) await isDone(room, Infinity, ending.signal);
}

function feed(run: Run, { origin, meter, plan, watch }: Running): Promise<void> {
  const { signal } = run.ending;
  const { wire, heat } = origin;
  if (heat) {
    return heat.run(
      (snapshot) => takeReadout(run, watch, snapshotReadout(plan.name, snapshot)),
      signal,
    );
  }
  return wire.run((piece) => {
    receiveMeter(meter, piece);
    return wire.isPatient ? waitForRoom(run, plan.name) : undefined;
  }, signal);
}

/** Never rejects: one meter that cannot be read does not end the others. */
async function runMeter(run: Run, running: Running): Promise<void> {
  try {
    await feed(run, running);
  } catch (thrown) {
    running.hasFailed = true;
    run.tell('error', sentenceOf(thrown));
  }
  endMeter(running.meter);
}

function tick(run: Run): void {
  const nowMs = performance.now();
  for (const { meter, watch, origin } of run.running) {
    tickMeter(meter);
    // A recording and a heat meter are silent for as long as they like.
    // Nor does a run that has enough want more.
    const isAwaited = origin.wire && !origin.wire.isPatient && !run.ending.signal.aborted;
    if (isAwaited) watchTime(watch, nowMs);
  }
  run.hooks?.progress?.(() => accountOf(run));
}

async function perform(run: Run): Promise<void> {
  const ticking = setInterval(() => tick(run), TICK_MS);
  try {
    const ends = run.running.map((running) => runMeter(run, running));
    run.hooks?.ready?.();
    await Promise.all(ends);
    // Asked to end it leaves at once; ended by itself it has time.
    await awaitDelivery(() => factsOf(run.routes), run.signal);
  } finally {
    clearInterval(ticking);
    await closeRoutes(run.routes);
  }
}

export async function runReader(options: RunOptions): Promise<Outcome> {
  const { plan, tell, onNotice, out, version, signal } = options;
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener('abort', end);
  const routes: Routes = { slots: [], tell, signal: ending.signal, isClosed: false };
  const run: Run = { ...options, running: [], routes, telegrams: 0, ending };
  const started = await Promise.all(plan.meters.map((meter) => tryMeter(run, meter)));
  run.running.push(...started.filter((one) => one !== undefined));
  const isHeat = (name: string) =>
    run.running.some((one) => one.plan.name === name && one.origin.heat !== undefined);
  const around = { isHeat, version, tell, onNotice, out, account: () => accountOf(run) };
  run.routes = await openRoutes(plan.sinks, around, ending.signal);
  if (!signal.aborted) await perform(run);
  else await closeRoutes(run.routes);
  signal.removeEventListener('abort', end);
  const { telegrams } = run;
  const hasFailed = started.includes(undefined) || run.running.some((one) => one.hasFailed);
  return { account: accountOf(run), telegrams, hasFailed };
}
