/**
 * The order of things: bytes -> frame -> telegram -> readings -> snapshot -> messages.
 *
 * In: bytes from the meter, the time, and turns to work. Out: messages to the MQTT session, and the
 * snapshot to a host that wants it. Work is cut in steps: the host calls `workStep` again and again
 * while it says true, and serves its UART and sockets between the calls.
 */
import { AUTHENTICATED, newCounts, REPEATED, TELEGRAMS, UNREAD } from './counts.ts';
import type { Counts } from './counts.ts';
import { findText } from './bytes.ts';
import { load as loadDiagnosis } from './diagnose.lazy.ts';
import type { Fault } from './fault.ts';
import { acceptCounter, newCounters } from './frame/counter.ts';
import type { Counters } from './frame/counter.ts';
import { TITLE, TITLE_LENGTH } from './frame/dlms.ts';
import { beginOpening, newOpening, openStep } from './frame/open.ts';
import type { Opening, OpenSettings } from './frame/open.ts';
import { load as loadPreparation } from './frame/prepare.lazy.ts';
import { acceptFrame, countFault, endOfLine, findFrame, newReceiver } from './frame/receiver.ts';
import { refuseFrame, takeBytes } from './frame/receiver.ts';
import type { Receiver } from './frame/receiver.ts';
import type { Workspace } from './frame/workspace.ts';
import type { Diagnosis } from './message/diagnostics.ts';
import { finishJson, newJsonBuild, writeLines, writeReading } from './message/json.ts';
import type { JsonBuild } from './message/json.ts';
import {
  beginPublication,
  dropPublication,
  isTold,
  newPublication,
  nextMessage,
} from './message/publication.ts';
import type { Publication } from './message/publication.ts';
import type { Shape } from './message/shape.ts';
import { topicOf } from './message/topics.ts';
import { netReading } from './meter/net.ts';
import type { Nets } from './meter/net.ts';
import { takeSnapshot } from './meter/snapshot.ts';
import type { Snapshot } from './meter/snapshot.ts';
import { pushMessage } from './mqtt/queue.ts';
import { sendWaiting } from './mqtt/session.ts';
import type { Session } from './mqtt/session.ts';
import { newParsing, parseStep } from './telegram/parse.ts';
import type { Parsing, Recall } from './telegram/parse.ts';
import type { Reading } from './telegram/reading.ts';
import type { Stamp } from './telegram/stamp.ts';

/** How messages are published. */
export interface Delivery {
  qos: 0 | 1;
  retain: boolean;
}

/** What follows from the readings of one telegram after the other. */
export interface Derivation {
  /**
   * `lines`: the readings, as in `latest`. `isPublished`: they are told, and not only looked at. Whether
   * something follows from them.
   */
  begin(lines: string, stamp: Stamp | undefined, isPublished: boolean): boolean;
  /** Some of what follows, as such lines; undefined: that was all. */
  next(): string | undefined;
}

/** One step of a stage. True when more can be done at once. */
export type Stage = (app: App) => boolean;

export interface AppOptions {
  /** The name of this dongle in topics. */
  device: string;
  workspace: Workspace;
  open: OpenSettings;
  session: Session;
  /** In which forms readings are told, besides the JSON of each telegram. */
  shapes: Shape[];
  /** How the JSON of a telegram is published; left out: not at all. */
  telegram?: Delivery;
  /** So long from one publication to the next; left out: every telegram is published. */
  periodMs?: number;
  derivations?: Derivation[];
  /** The settings are only tried: readings are kept to be looked at, and none is published. */
  isTrial?: boolean;
  /** The exact text of the latest telegram is kept in `printed`. */
  keepsPrinted?: boolean;
  /** For hosts that have the memory (host-sim/node/recall.ts). */
  recall?: Recall;
  /** Every snapshot, with its JSON. */
  onSnapshot?(snapshot: Snapshot, json: string): void;
  /** What the host counts by itself is added here. */
  onDiagnosis?(diagnosis: Diagnosis): void;
  /** A good frame as it was received, a byte string. */
  onFrame?(frame: string): void;
  /**
   * Hands a good frame on, in steps, and at the end goes on to the next stage (message/relay.ts). The frame
   * stays where it is until then.
   */
  forward?: Stage;
  /** A frame was refused. */
  onFault?(fault: Fault): void;
}

/** One telegram on its way from lines to messages. */
interface Work {
  parsing: Parsing;
  build: JsonBuild;
  nets: Nets;
  /** The telegram is told, and not only looked at. */
  isTold: boolean;
  /** How many derivations have begun, and the latest of them while it has more. */
  derived: number;
  deriving: Derivation | undefined;
  /** All readings so far, where the host wants a snapshot; the device cannot afford to keep them. */
  kept: Reading[] | undefined;
}

export interface App {
  readonly options: AppOptions;
  readonly receiver: Receiver;
  readonly opening: Opening;
  readonly counters: Counters;
  readonly counts: Counts;
  stage: 'prepare' | 'search' | 'open' | 'forward' | 'parse' | 'derive' | 'publish';
  isJsonWanted: boolean;
  /** The meter's name in the latest frame that was taken, 16 hex digits; none where it has none. */
  title: string | undefined;
  /** The telegram that is being parsed. */
  work: Work | undefined;
  /** The latest readings as lines of name, unit and value. */
  latest: string;
  /** How far they are told. */
  publication: Publication;
  publishedMs: number | undefined;
  /** Somebody looks at the latest readings: they are kept when they are told. */
  isKept: boolean;
  /** Somebody wants to see the next telegram as it is, and here it is. */
  isWatched: boolean;
  watched: string | undefined;
  /** The latest telegram as it was printed, to its last byte, where it is kept. */
  printed: string;
  startMs: number | undefined;
  diagnosedMs: number;
}

/** A pause that no meter makes inside a frame. */
const SILENCE_MS = 1000;
/** Tag and system title. */
const HEAD = TITLE + TITLE_LENGTH;
const DIAGNOSTICS_MS = 60000;
const FIRST_DIAGNOSTICS_MS = 10000;
/** How much one step does. */
export const LINES = 6;
const READINGS = 4;
/** Readings wait while so many messages are queued: the telegrams must not be pushed out. */
const MOST_QUEUED = 4;

export function newApp(options: AppOptions): App {
  const opening = newOpening(options.open, options.workspace);
  opening.keepsText = !!options.keepsPrinted;
  return {
    options: options,
    receiver: newReceiver(options.workspace.buffer),
    opening: opening,
    counters: newCounters(),
    counts: newCounts(),
    stage: 'prepare',
    isJsonWanted: !options.isTrial && (!!options.telegram || !!options.onSnapshot),
    work: undefined,
    title: undefined,
    latest: '',
    publication: newPublication(options.shapes),
    publishedMs: undefined,
    isKept: false,
    isWatched: false,
    watched: undefined,
    printed: '',
    startMs: undefined,
    diagnosedMs: 0,
  };
}

/** Of a frame that is worth nothing; one that nobody forged is used up all the same. */
function refuse(app: App, fault: Fault, isAuthentic: boolean): void {
  const r = app.receiver;
  if (isAuthentic) {
    countFault(r, fault);
    acceptFrame(r);
  } else refuseFrame(r, fault, r.size);
  // What was read of it would stay until the next one comes.
  app.opening.reader.lines = [];
  app.opening.text = '';
  if (app.options.onFault) app.options.onFault(fault);
}

/** The frame as it was received, a byte string. */
function frameText(app: App): string {
  const r = app.receiver;
  const start = r.buffer.start;
  return app.options.open.text.ofBytes(r.buffer.bytes.subarray(start, start + r.size));
}

/** There is a telegram. */
function beginWork(app: App): void {
  const o = app.opening;
  app.printed = o.text;
  o.text = '';
  // The latest readings have had their time: the next ones want their room.
  app.latest = '';
  if (app.isWatched) {
    app.watched = o.reader.lines.join('\r\n');
    app.isWatched = false;
  }
  app.work = {
    parsing: newParsing(o.reader.lines, app.options.recall),
    build: newJsonBuild(),
    nets: {},
    isTold: false,
    derived: 0,
    deriving: undefined,
    kept: app.options.onSnapshot ? [] : undefined,
  };
  o.reader.lines = [];
  app.stage = 'parse';
}

/**
 * The frame is opened: decides what becomes of it. Without a key it goes to those who have one, where
 * there are any, if its form is right.
 */
function judge(app: App): void {
  const o = app.opening;
  const options = app.options;
  const isSealed = o.fault === 'no-key' && !!(options.onFrame || options.forward);
  const frame = isSealed || options.onFrame ? frameText(app) : '';
  app.stage = 'search';
  // The head of another one inside: bytes are missing, and no tag will tell.
  if (isSealed) o.fault = findText(frame, frame.substr(0, HEAD), 1) < 0 ? undefined : 'cut';
  if (o.fault) return refuse(app, o.fault, o.isAuthentic);
  if (o.counter !== undefined && !acceptCounter(app.counters, o.title as string, o.counter)) {
    return refuse(app, 'replay', true);
  }
  app.title = o.title;
  if (options.onFrame) options.onFrame(frame);
  if (isSealed) app.counts.numbers[TELEGRAMS]++;
  else beginWork(app);
  if (options.forward) app.stage = 'forward';
  else acceptFrame(app.receiver);
}

function count(app: App, parsing: Parsing): void {
  const n = app.counts.numbers;
  n[TELEGRAMS]++;
  if (app.opening.isAuthentic) n[AUTHENTICATED]++;
  n[UNREAD] += parsing.unread;
  n[REPEATED] += parsing.repeated;
  app.counts.latestTime = parsing.stamp && parsing.stamp.iso;
  app.counts.latestUtcS = parsing.stamp && parsing.stamp.utcS;
}

function takeReading(work: Work, reading: Reading): void {
  writeReading(work.build, reading);
  if (work.kept) work.kept.push(reading);
  const net = reading.unit === 'W' ? netReading(work.nets, reading) : undefined;
  if (net) takeReading(work, net);
}

/** Takes the readings that are complete: the last one may still be decoded. */
function takeReadings(work: Work): void {
  const parsing = work.parsing;
  let left = parsing.readings.length - (parsing.hex ? 1 : 0);
  while (left-- > 0) takeReading(work, parsing.readings.shift() as Reading);
}

/** Goes on with what follows from the readings. True when that is all. */
function deriveStep(work: Work, derivations: Derivation[]): boolean {
  const lines = work.deriving && work.deriving.next();
  if (lines !== undefined) {
    writeLines(work.build, lines);
    return false;
  }
  work.deriving = undefined;
  if (work.derived >= derivations.length) return true;
  const derivation = derivations[work.derived++];
  if (derivation.begin(work.build.lines, work.parsing.stamp, work.isTold))
    work.deriving = derivation;
  return false;
}

/**
 * Publishes some of the latest readings. True when there are more and room for them. Without a broker
 * they are passed over: only the latest is worth sending.
 */
function publishReadings(app: App): boolean {
  const session = app.options.session;
  const p = app.publication;
  if (session.state !== 'up' || app.options.isTrial) dropPublication(p);
  for (let i = 0; i < READINGS; i++) {
    if (isTold(p)) {
      if (!app.isKept) app.latest = '';
      return false;
    }
    if (session.queue.messages.length >= MOST_QUEUED) return false;
    const message = nextMessage(p, app.latest, app.printed);
    if (message) pushMessage(session.queue, message);
  }
  return true;
}

/** So many milliseconds before its time a telegram is already the one that is due. */
const EARLY_MS = 500;

/** Of the telegrams that come more often than they are to be published, only some are. */
function isDue(app: App): boolean {
  const nowMs = app.receiver.buffer.lastMs;
  const periodMs = app.options.periodMs;
  const last = app.publishedMs;
  const isIt = !periodMs || last === undefined || nowMs - last >= periodMs - EARLY_MS;
  if (isIt) app.publishedMs = nowMs;
  return isIt;
}

function publishTelegram(app: App, json: string): void {
  const o = app.options;
  const delivery = o.telegram;
  beginPublication(app.publication, app.latest);
  if (!delivery || o.isTrial) return;
  const topic = topicOf(o.device, 'telegram');
  pushMessage(o.session.queue, {
    topic: topic,
    payload: json,
    qos: delivery.qos,
    retain: delivery.retain,
  });
}

const STAGES: { [stage: string]: Stage | undefined } = {
  prepare: function (app) {
    if (loadPreparation().prepareStep(app.opening)) app.stage = 'search';
    return true;
  },
  search: function (app) {
    const found = findFrame(app.receiver);
    if (found === 'again') return true;
    if (found === 'more') return publishReadings(app);
    beginOpening(app.opening, app.receiver, found);
    app.stage = 'open';
    return true;
  },
  open: function (app) {
    if (openStep(app.opening)) judge(app);
    return true;
  },
  parse: function (app) {
    const work = app.work as Work;
    const isDone = parseStep(work.parsing, LINES);
    takeReadings(work);
    // Nobody wants it.
    if (!app.isJsonWanted) work.build.json = '';
    if (isDone) {
      work.isTold = isDue(app);
      app.stage = app.options.derivations ? 'derive' : 'publish';
    }
    return true;
  },
  derive: function (app) {
    const work = app.work as Work;
    if (deriveStep(work, app.options.derivations as Derivation[])) app.stage = 'publish';
    return true;
  },
  publish: function (app) {
    const options = app.options;
    const work = app.work as Work;
    const snapshot = takeSnapshot(app.opening, work.parsing, work.kept || []);
    const json = finishJson(work.build, snapshot);
    count(app, work.parsing);
    app.work = undefined;
    app.latest = work.build.lines;
    app.stage = 'search';
    if (work.isTold) publishTelegram(app, json);
    if (options.onSnapshot) options.onSnapshot(snapshot, json);
    return true;
  },
};

/**
 * Does the next piece of work, and sends what is queued: from here, since calls must not nest deep.
 * True when there is more: call again soon.
 */
export function workStep(app: App): boolean {
  const session = app.options.session;
  const step = STAGES[app.stage] || (app.options.forward as Stage);
  const isMore = step(app);
  if (session.queue.messages.length) sendWaiting(session);
  return isMore;
}

/** No telegram is under way, nor on its way out. */
export function isAtRest(app: App): boolean {
  const session = app.options.session;
  const isOut = app.publication.left === 0 && !session.queue.messages.length;
  return app.stage === 'search' && (isOut || session.state !== 'up');
}

/** Takes bytes from the meter. Where the buffer is full it works until there is room: none is lost. */
export function receiveBytes(app: App, piece: Uint8Array, nowMs: number): void {
  let from = takeBytes(app.receiver, piece, 0, nowMs);
  while (from < piece.length) {
    workStep(app);
    from += takeBytes(app.receiver, piece, from, nowMs);
  }
}

/** The time, about four times a second. True when there is work. */
export function tickApp(app: App, nowMs: number): boolean {
  const r = app.receiver;
  if (app.startMs === undefined) {
    app.startMs = nowMs;
    app.diagnosedMs = nowMs - DIAGNOSTICS_MS + FIRST_DIAGNOSTICS_MS;
  }
  const silent = !r.silent && nowMs - r.buffer.lastMs >= SILENCE_MS;
  if (silent && app.stage === 'search') endOfLine(r);
  const isUp = app.options.session.state === 'up' && !app.options.isTrial;
  // A connection may be gone and back between two steps of work: all that was told has to be told again.
  if (!isUp) dropPublication(app.publication);
  const due = nowMs - app.diagnosedMs >= DIAGNOSTICS_MS;
  if (due && isUp) {
    app.diagnosedMs = nowMs;
    pushMessage(app.options.session.queue, loadDiagnosis().diagnosisMessage(app, nowMs));
  }
  return silent || due || !isTold(app.publication) || app.stage !== 'search';
}
