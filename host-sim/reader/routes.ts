/**
 * The sinks of a run, and which meter goes to which.
 * In: their plans. Out: what to call with readouts, frames and faults; counts. A sink that cannot be opened is
 * told and tried again; the others do not wait for it, nor does one that throws harm them.
 */
import { mistakeSentence } from '../command/command.ts';
import { isProblem } from '../command/problem.ts';
import { pause } from '../command/waiting.ts';
import type { SinkPlan } from '../settings/plan.ts';
import type { Around, Sink } from '../sink/sink.ts';
import type { Facts, Tell } from '../source/source.ts';

interface Slot {
  plan: SinkPlan;
  /** Undefined: not open yet. */
  sink: Sink | undefined;
  /** Readouts that came before it was open, and calls that threw. */
  missed: number;
  broken: number;
}

export interface Routes {
  slots: Slot[];
  tell: Tell;
  signal: AbortSignal;
  isClosed: boolean;
}

export type Surroundings = Omit<Around, 'meters'>;

const FIRST_MS = 2000;
const LONGEST_MS = 60_000;

function sentenceOf(thrown: unknown): string {
  return isProblem(thrown) ? thrown.message : mistakeSentence(thrown);
}

/** `tried` is called once, after the first try: nobody need wait for the others. */
async function openSlot(
  routes: Routes,
  slot: Slot,
  around: Around,
  tried: () => void,
): Promise<void> {
  const { kind, options } = slot.plan;
  let waitMs = FIRST_MS;
  let told: string | undefined;
  while (!routes.signal.aborted && !slot.sink) {
    try {
      slot.sink = await kind.open(options, around);
    } catch (thrown) {
      const sentence = sentenceOf(thrown);
      if (sentence !== told) routes.tell('error', `${sentence} It is tried again.`);
      told = sentence;
      tried();
      await pause(waitMs, routes.signal);
      waitMs = Math.min(LONGEST_MS, waitMs * 2);
    }
  }
  if (told !== undefined && slot.sink) routes.tell('info', `${slot.sink.name} works now.`);
  // The run may have ended while it opened.
  if (routes.isClosed) await slot.sink?.close();
  tried();
}

/** Resolves when each sink has been tried once. */
export async function openRoutes(
  plans: readonly SinkPlan[],
  around: Surroundings,
  signal: AbortSignal,
): Promise<Routes> {
  const slots = plans.map((plan): Slot => {
    return { plan, sink: undefined, missed: 0, broken: 0 };
  });
  const routes: Routes = { slots, tell: around.tell, signal, isClosed: false };
  await Promise.all(
    slots.map((slot) => {
      const own = { ...around, meters: slot.plan.meters };
      return new Promise<void>((resolve) => void openSlot(routes, slot, own, resolve));
    }),
  );
  return routes;
}

/** Calls one sink, which must not throw; if it does, that is told once. */
function call({ tell }: Routes, slot: Slot, what: (sink: Sink) => void): void {
  try {
    what(slot.sink as Sink);
  } catch (thrown) {
    if (slot.broken++ === 0) tell('error', `${slot.sink?.name}: ${mistakeSentence(thrown)}`);
  }
}

/** Each sink that is open and has this meter. */
export function toSinks(routes: Routes, meter: string, what: (sink: Sink) => void): void {
  for (const slot of routes.slots) {
    if (slot.sink && slot.plan.meters.includes(meter)) call(routes, slot, what);
  }
}

/** The same for readouts: those that come too early are counted. */
export function toAll(routes: Routes, meter: string, what: (sink: Sink) => void): void {
  toSinks(routes, meter, what);
  for (const slot of routes.slots) {
    if (!slot.sink && slot.plan.meters.includes(meter)) slot.missed++;
  }
}

/** Resolves when each sink of the meter has room again; undefined: they have. */
export function roomFor({ slots }: Routes, meter: string): Promise<unknown> | undefined {
  const waiting = slots.flatMap(({ sink, plan }) => {
    return sink?.room && plan.meters.includes(meter) ? [sink.room()] : [];
  });
  return waiting.length ? Promise.all(waiting) : undefined;
}

export function factsOf({ slots }: Routes): { name: string; facts: Facts }[] {
  return slots.map(({ plan, sink, missed, broken }) => {
    const own: Facts = sink ? sink.facts() : { state: 'waiting' };
    return { name: sink?.name ?? plan.kind.group.name, facts: { ...own, missed, broken } };
  });
}

export async function closeRoutes(routes: Routes): Promise<void> {
  const { slots, tell } = routes;
  routes.isClosed = true;
  const ends = await Promise.allSettled(slots.map(({ sink }) => sink?.close()));
  for (const end of ends) {
    if (end.status === 'rejected') tell('error', sentenceOf(end.reason));
  }
}
