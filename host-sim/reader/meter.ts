/**
 * One meter of the reader: its own key, its own core, its own counts.
 * In: pieces of bytes, the time; or snapshots of a meter without a P1 port. Out: readouts, frames, faults.
 */
import type { Derivation } from '../../firmware/core/app.ts';
import { diagnose } from '../../firmware/core/diagnose.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import type { OpenSettings } from '../../firmware/core/frame/open.ts';
import { finishJson, newJsonBuild, writeReading } from '../../firmware/core/message/json.ts';
import type { Diagnosis } from '../../firmware/core/message/diagnostics.ts';
import type { Snapshot } from '../../firmware/core/meter/snapshot.ts';
import { newCore, receivePiece, tickCore } from '../node/core.ts';
import type { Core } from '../node/core.ts';
import type { Readout } from '../sink/readout.ts';
import { newSilentSession } from './session.ts';

export interface MeterOptions {
  name: string;
  open: Pick<OpenSettings, 'key' | 'authKey' | 'tagMode'>;
  /** Bytes of the frame buffer. */
  capacity: number;
  /** What follows from the readings of one telegram after the other, such as quarter hours. */
  derivations?: Derivation[];
}

export interface MeterEvents {
  readout(readout: Readout): void;
  frame?(frame: string, counter: number | undefined): void;
  /** Each refusal, once. `counter`: of the frame, where it was read. */
  fault?(fault: Fault, counter: number | undefined): void;
}

export interface Meter {
  readonly name: string;
  readonly app: Core;
  /** Faults that were reported: what the search for frames refuses is only counted by the core. */
  reported: Partial<Record<Fault, number>>;
  report(fault: Fault, counter: number | undefined): void;
}

/** A line must be silent for less than this to belong together. */
const SILENCE_MS = 2000;

/** What a session with a broker counts is counted by the sinks. */
function forgetSession({ numbers }: Diagnosis): void {
  delete numbers.mqtt_dropped;
  delete numbers.mqtt_reconnects;
}

function report(meter: Meter, fault: Fault, counter?: number): void {
  meter.reported[fault] = (meter.reported[fault] ?? 0) + 1;
  meter.report(fault, counter);
}

/** Inside a frame that was refused more are refused: they are looked at, and not counted. */
function reportOne(meter: Meter, fault: Fault, counter?: number): void {
  const counted = meter.app.receiver.faults[fault] ?? 0;
  if (counted > (meter.reported[fault] ?? 0)) report(meter, fault, counter);
}

function reportCounted(meter: Meter): void {
  const { faults } = meter.app.receiver;
  for (const name of Object.keys(faults)) {
    const fault = name as Fault;
    while ((meter.reported[fault] ?? 0) < faults[fault]) report(meter, fault);
  }
}

export function newMeter(options: MeterOptions, on: MeterEvents): Meter {
  const { name, open, capacity, derivations } = options;
  let latestFrame = '';
  const takeFrame = (frame: string) => {
    latestFrame = frame;
    on.frame?.(frame, app.opening.counter);
  };
  const app: Core = newCore({
    device: name,
    capacity,
    open,
    derivations,
    session: newSilentSession(),
    shapes: [],
    keepsPrinted: true,
    // Where nobody takes frames that cannot be opened, a missing key is a fault.
    onFrame: open.key || on.frame ? takeFrame : undefined,
    onFault: (fault) => reportOne(meter, fault, app.opening.counter),
    onDiagnosis: forgetSession,
    onSnapshot: (snapshot, json) => {
      const { latest: lines, printed } = app;
      const frame = snapshot.encrypted ? latestFrame : undefined;
      on.readout({ meter: name, receivedMs: Date.now(), snapshot, lines, json, printed, frame });
    },
  });
  const meter: Meter = { name, app, reported: {}, report: on.fault ?? (() => undefined) };
  return meter;
}

export function receiveMeter(meter: Meter, piece: Uint8Array): void {
  receivePiece(meter.app, piece, performance.now());
  reportCounted(meter);
}

/** About four times a second. */
export function tickMeter(meter: Meter): void {
  tickCore(meter.app, performance.now());
  reportCounted(meter);
}

/** Nothing more comes: what has begun and not ended is counted as cut. */
export function endMeter(meter: Meter): void {
  tickCore(meter.app, performance.now() + SILENCE_MS);
  reportCounted(meter);
}

/** All that was counted. */
export function diagnoseMeter({ app }: Meter): Diagnosis {
  app.startMs ??= performance.now();
  return diagnose(app, performance.now());
}

/** The readout of a meter that has no P1 port. */
export function snapshotReadout(meter: string, snapshot: Snapshot): Readout {
  const build = newJsonBuild();
  for (const reading of snapshot.readings) writeReading(build, reading);
  const { lines } = build;
  return { meter, receivedMs: Date.now(), snapshot, lines, json: finishJson(build, snapshot) };
}
