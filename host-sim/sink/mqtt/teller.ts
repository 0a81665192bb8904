/**
 * What one meter is told to say on MQTT: its readouts in the shapes of the core, in the order of the core.
 * In: readouts, frames, what the broker says, and whether somebody is connected. Out: one message after the
 * other: first what waits for the broker (telegrams, frames, diagnostics), then the readings, of which
 * only the latest are worth telling.
 */
import type { Delivery, Derivation } from '../../../firmware/core/app.ts';
import { diagnosticsJson } from '../../../firmware/core/message/diagnostics.ts';
import type { Diagnosis } from '../../../firmware/core/message/diagnostics.ts';
import {
  forwardMessages,
  forwardStep,
  newForwarding,
} from '../../../firmware/core/message/forward.ts';
import type { FrameForm } from '../../../firmware/core/message/forward.ts';
import { writeLines } from '../../../firmware/core/message/json.ts';
import { beginPublication, dropPublication } from '../../../firmware/core/message/publication.ts';
import { isTold, newPublication, nextMessage } from '../../../firmware/core/message/publication.ts';
import type { Publication } from '../../../firmware/core/message/publication.ts';
import { diagnosticsMessage, topicOf } from '../../../firmware/core/message/topics.ts';
import { newSpreads } from '../../../firmware/core/meter/spreads.ts';
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import { nodeText } from '../../node/text.ts';
import type { Readout } from '../readout.ts';
import { dropAll, newBacklog, nextQueued, queueMessage, queueTelegramOf } from './backlog.ts';
import type { Backlog } from './backlog.ts';

export interface TellerOptions {
  meter: string;
  telegram: Delivery | undefined;
  periodMs: number;
  /** As in the settings: "hex_qos1", "no". */
  frames: string;
  queueBytes: number;
}

export interface Teller {
  options: TellerOptions;
  backlog: Backlog;
  publication: Publication;
  spreads: Derivation | undefined;
  latest: Readout | undefined;
  lines: string;
  isUp: boolean;
  publishedMs: number | undefined;
  /** The latest readings are not all told, where they alone are told. */
  isOpen: boolean;
}

/** As in app.ts: so much before its time a telegram is already the one that is due. */
const EARLY_MS = 500;
/** Who comes back to a broker tells no values that are older. */
const OLDEST_MS = 60_000;
const OLDEST_HEAT_MS = 7_200_000;
const OTHER = '},"other":{';

export function newTeller(options: TellerOptions): Teller {
  return {
    options,
    backlog: newBacklog(options.queueBytes),
    // Its shapes are known later: they look at it.
    publication: newPublication([]),
    spreads: options.periodMs ? newSpreads() : undefined,
    latest: undefined,
    lines: '',
    isUp: false,
    publishedMs: undefined,
    isOpen: false,
  };
}

function isDue({ options, publishedMs }: Teller, nowMs: number): boolean {
  return publishedMs === undefined || nowMs - publishedMs >= options.periodMs - EARLY_MS;
}

/** What follows from all readings since the publication before. */
function spreadOf(t: Teller, { lines, snapshot }: Readout, isTold: boolean): string {
  if (!t.spreads?.begin(lines, snapshot.stamp, isTold)) return '';
  let all = '';
  for (let more = t.spreads.next(); more !== undefined; more = t.spreads.next()) all += more;
  return all;
}

/** The JSON with more readings in it. No text inside has this mark: its quotes would be escaped. */
function withLines(json: string, lines: string): string {
  const at = json.indexOf(OTHER);
  if (lines === '' || at < 0) return json;
  const build = {
    json: json.slice(0, at),
    comma: json.charAt(at - 1) === '{' ? '' : ',',
    lines: '',
  };
  writeLines(build, lines);
  return build.json + json.slice(at);
}

function queueTelegram(t: Teller, json: string, delivery: Delivery): void {
  const message = { topic: topicOf(t.options.meter, 'telegram'), payload: json, ...delivery };
  queueTelegramOf(t.backlog, message);
}

/** Of readings that are all that is told: what a later telegram has overtaken is not told. */
function endOpen(t: Teller): void {
  if (t.isOpen) t.backlog.counts.dropped++;
  t.isOpen = false;
}

/** Of what is all that there is to tell: nothing. */
function isSilent(t: Teller): boolean {
  return !t.options.telegram && !t.publication.shapes.some((s) => s.tell || s.tellPrinted);
}

export function takeReadout(t: Teller, readout: Readout, nowMs: number): void {
  const { telegram } = t.options;
  const isPublished = isDue(t, nowMs);
  const more = spreadOf(t, readout, isPublished);
  t.backlog.counts.taken++;
  t.latest = readout;
  if (!isPublished) {
    t.backlog.counts.between++;
    return;
  }
  t.publishedMs = nowMs;
  t.lines = readout.lines + more;
  if (telegram) queueTelegram(t, withLines(readout.json, more), telegram);
  else endOpen(t);
  beginPublication(t.publication, t.lines);
  t.isOpen = !telegram && !isSilent(t);
  if (!telegram && !t.isOpen) t.backlog.counts.told++;
  if (!t.isUp) leave(t);
}

/** Nobody is there: only the latest readings are worth telling, when somebody is. */
export function leave(t: Teller): void {
  t.isUp = false;
  dropPublication(t.publication);
}

function isFresh({ latest }: Teller, nowMs: number): boolean {
  const mostMs = latest?.printed === undefined ? OLDEST_HEAT_MS : OLDEST_MS;
  return latest !== undefined && nowMs - latest.receivedMs <= mostMs;
}

/** The latest readings once more, with all that makes them known. */
export function tellAgain(t: Teller, nowMs: number): void {
  t.publication.isDue = true;
  if (t.isUp && isTold(t.publication) && isFresh(t, nowMs))
    beginPublication(t.publication, t.lines);
}

export function arrive(t: Teller, nowMs: number): void {
  t.isUp = true;
  tellAgain(t, nowMs);
  if (isTold(t.publication)) endOpen(t);
}

export function takeFrame(t: Teller, frame: string, counter: number | undefined): void {
  const [form, qos] = t.options.frames.split('_qos');
  if (qos === undefined || (qos === '0' && !t.isUp)) return;
  const options = {
    device: t.options.meter,
    form: form as FrameForm,
    qos: qos === '1' ? (1 as const) : (0 as const),
    text: nodeText,
  };
  const forwarding = newForwarding(options, Buffer.from(frame, 'latin1'));
  while (!forwardStep(forwarding));
  for (const message of forwardMessages(forwarding, counter)) queueMessage(t.backlog, message);
}

export function tellDiagnosis(t: Teller, diagnosis: Diagnosis): void {
  queueMessage(t.backlog, diagnosticsMessage(t.options.meter, diagnosticsJson(diagnosis)));
}

function nextReading(t: Teller): Message | undefined {
  while (!isTold(t.publication)) {
    const message = nextMessage(t.publication, t.lines, t.latest?.printed ?? '');
    if (message) return message;
  }
  if (t.isOpen) t.backlog.counts.told++;
  t.isOpen = false;
  return undefined;
}

/** The next message to send, which leaves the queue; undefined: there is none now. */
export function nextOut(t: Teller): Message | undefined {
  return nextQueued(t.backlog) ?? nextReading(t);
}

/** Nothing more goes out: what waits is lost. */
export function abandon(t: Teller): void {
  dropAll(t.backlog);
  endOpen(t);
}

export function waitingCount({ backlog, isOpen }: Teller): number {
  return backlog.waiting.size + backlog.sent.size + (isOpen ? 1 : 0);
}
